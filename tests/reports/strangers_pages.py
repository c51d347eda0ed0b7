"""Pages on which tables and drawings came out of a PDF together, or in an order that nobody wrote."""

from tests.reports.strange_hands import Facts
from tests.reports.strangers_surroundings import Kpi, Office, based_alike

Told = tuple[str, list[Facts]]


def charts(those: Office) -> Told:
    """A page for each indicator: a row of targets, one of results, and between them what its chart was labelled with.

    The years stand once, somewhere. Targets begin with later years, so their row has as many figures as there are
    years left; a sentence about results to come stands in the empty cells of results, broken over them. Names
    stand alone, with a number and judgements, or two in one cell whose rows follow each other; scraps of axes and
    single figures stand anywhere, and rows come again as text behind a piece of a name.
    """
    those = based_alike(those)
    known = [year for year in those.years if year in those.found[0].actuals]
    past = [those.years[0] - 1]
    past = [past[0] - 1, *past] if those.one_of("unknown year", "no", "yes") == "yes" else past
    head = (
        f"No {those.word('指標の名称', '指標名', '項目')} {' '.join(map(those.year, [*past, *those.years]))}"
    )
    those.one_of("years at", "top", "second", "each")
    lines = [head] if those.hand.traits["years at"] == "top" else []
    facts: list[Facts] = []
    for number, one in enumerate(those.found, 1):
        again = those.hand.traits["years at"] == "each" or (number == 1 and not lines)
        following = those.found[number] if number < len(those.found) else None
        lines += _name_row(those, one, number, following)
        lines += _chart_page(those, one, past, [head] if again else [])
        results = [("actuals", str(past[-1]), one.base)]
        facts.append(one.told(one.aims(those.years), results, one.results(known)))
        if those.chance(0.3):
            lines.append(_elsewhere(those, one, past, known, facts))
    return "\n".join(lines), facts


def _name_row(those: Office, one: Kpi, number: int, following: Kpi | None) -> list[str]:
    """A row of names and judgements; of two names in one cell the second has no row of its own."""
    is_double = those.one_of("two names", "no", "yes") == "yes"
    if is_double and number % 2 == 0:
        return []
    names = [one, following] if is_double and following else [one]
    name = " ".join(those.wrapped(those.title(each)) for each in names)
    sign = those.one_of("sign", " | ", " | ", "  ")
    marks = sign.join(those.word("達成", "未達成", "－", "達成見込み") for _ in range(3))
    return [f"{number} {name}{sign}判定 {marks}"]


def _chart_page(those: Office, one: Kpi, past: list[int], head: list[str]) -> list[str]:
    known = [year for year in those.years if year in one.actuals]
    sign = those.hand.traits["sign"]
    label_sign = those.one_of("label", sign, " ")
    aims = [those.figure(one, one.targets[year]) for year in those.years]
    figures = [those.absent] * (len(past) - 1)
    figures += [those.figure(one, value) for value in _past_values(one, known)]
    aim = f"{those.one_of('aim word', '目標値', '目標', '計画値')}{label_sign}{sign.join(aims)}"
    result = f"{those.one_of('result word', '実績値', '実績')}{label_sign}{sign.join([*figures, *_waiting(those)])}"
    pair = [aim, result] if those.one_of("first", "target", "result") == "target" else [result, aim]
    scraps = [line for line in _scraps(those, one) if those.chance(0.6)]
    again = (
        [f"{one.name[3:9]} {aim.split(label_sign, maxsplit=1)[0]} {' '.join(aims)}"]
        if those.chance(0.2)
        else []
    )
    return [*pair[:1], *head, *scraps[:2], *pair[1:], *scraps[2:], *again]


def _past_values(one: Kpi, known: list[int]) -> list[float]:
    return [one.base, *(one.actuals[year] for year in known)]


def _waiting(those: Office) -> list[str]:
    """A sentence in the empty cells behind the last result."""
    if those.one_of("waiting", "sentence", "none") == "none":
        return []
    year = those.year(those.years[-1])
    ways = {
        "soon": [f"（{year}の", "値は翌年", "の11月ごろ", "に出る）"],
        "rare": ["（次の調査", f"は{year}", "に行う）"],
    }
    return ways[those.one_of("said", *ways)]


def _scraps(those: Office, one: Kpi) -> list[str]:
    last = those.years[-1]
    step = max(1, round(abs(one.base) / 10))
    ticks = [str(round(one.base) + step * at) for at in (3, 2, 1, 0, -1)]
    return [
        f"{ticks[0]} {ticks[1]} {those.bare(one, one.base)} {ticks[2]} 単位 （{one.unit or '人'}） {ticks[3]}",
        f"{those.bare(one, one.targets[last])} 目標値",
        f"実績値 {those.bare(one, one.base)} | {those.bare(one, one.targets[last])}",
        f"{one.name[:6]} {those.word('の推移', '（年度）')}",
    ]


def _elsewhere(those: Office, one: Kpi, past: list[int], known: list[int], facts: list[Facts]) -> str:
    """A row of what it is elsewhere: an indicator of its own, without targets."""
    values = [round(value * 0.93, one.decimals) for value in _past_values(one, known)]
    where = those.word("全国平均", "県平均", "類似団体平均")
    sign = those.hand.traits["sign"]
    years = [past[-1], *known]
    facts.append(
        {
            "name": f"{one.name} {where}",
            "actuals": {str(y): float(v) for y, v in zip(years, values, strict=True)},
        }
    )
    unknown = [those.absent] * (len(past) - 1)
    return sign.join([where, *unknown, *(those.figure(one, float(value)) for value in values)])


def names_first(those: Office) -> Told:
    """A cell a line: all names with their baselines, then the years, then for each indicator its labelled figures.

    Names go over lines, the year of a baseline stands below it in brackets, perhaps without its era; where there
    was no survey a mark stands in place of the figure. The third label is the published rate.
    """
    for one in those.found:
        _not_asked(those, one)
    lines = [those.word("３ 指標", "３ 成果指標の状況", "■指標の推移"), "指標名", "基準値", "（時期）"]
    names = [_stacked_name(those, one) for one in those.found]
    bases = [[those.figure(one, one.base), f"（{_short(those, one.base_year)}）"] for one in those.found]
    if those.one_of("bases", "with names", "with names", "behind names") == "with names":
        lines += [line for pair in zip(names, bases, strict=True) for part in pair for line in part]
    else:
        lines += [line for part in [*names, *bases] for line in part]
    lines += ["区分"] if those.chance(0.5) else []
    if those.one_of("arrows", "no", "yes") == "yes":
        lines += [those.word("⇧", "⇩", "↑", "↓", "↗") for _ in those.found]
    lines += map(those.year, those.years)
    for one in those.found:
        lines += _labelled(those, one)
    facts = [one.told(one.based(), one.aims(those.years), one.results(those.years)) for one in those.found]
    return "\n".join([*_before(those), *lines]), facts


def _not_asked(those: Office, one: Kpi) -> None:
    """Take out a result from between: there was no survey in that year."""
    if len(one.actuals) > 1 and those.chance(0.3):
        del one.actuals[those.hand.random.choice(sorted(one.actuals)[:-1])]


def _before(those: Office) -> list[str]:
    letter = those.word("A", "Ｂ", "b", "Ｃ")
    return ["１ ねらい", those.word(*those.idle(1, 1)), "２ 総合評価", letter, *those.idle(0, 1)]


def _short(those: Office, year: int) -> str:
    """A year without its era, where the years of the document say which it is."""
    text = those.year(year)
    era = next((era for era in ("平成", "令和", "H", "R") if text.startswith(era)), "")
    is_same = era and all(those.year(one).startswith(era) for one in (*those.years, year))
    if those.one_of("era of base", "printed", "left out") == "printed" or not is_same:
        return text
    return f"{text.removeprefix(era).removesuffix('年度')}年度"


def _stacked_name(those: Office, one: Kpi) -> list[str]:
    name, width = those.title(one), those.hand.random.randint(8, 14)
    pieces = [name[at : at + width] for at in range(0, len(name), width)]
    return pieces if len(pieces[-1]) > 2 or len(pieces) < 2 else [*pieces[:-2], pieces[-2] + pieces[-1]]


def _labelled(those: Office, one: Kpi) -> list[str]:
    aims = [those.figure(one, one.targets[year]) for year in those.years]
    results = [those.figure(one, one.actuals.get(year)) for year in those.years]
    labels = {those.one_of("aim word", "目標値", "目標"): aims}
    labels[those.one_of("result word", "実績値", "実績")] = results
    if those.one_of("rated", "yes", "yes", "no") == "yes":
        labels[those.one_of("rate word", "達成率", "達成度")] = [
            those.rate(one, year) for year in those.years
        ]
    if those.one_of("labelled", "a cell a line", "a cell a line", "a line") == "a line":
        return [f"{label} {' '.join(cells)}" for label, cells in labels.items()]
    return [line for label, cells in labels.items() for line in (label, *cells)]


def two_pages(those: Office) -> Told:
    """Numbers and names on one page, the same numbers and figures on the next: only the number joins them."""
    those = based_alike(those)
    *past, last = those.years
    known = [year for year in past if year in those.found[0].actuals]
    those.one_of("number", "plain", "dashed", "circled")
    sign = those.one_of("sign", " | ", "  ", "\t")
    names = [sign.join(["番号", "指標名", "単位", "担当課"])]
    names += [
        sign.join([_number(those, at), one.name, one.unit or "－", those.bureau()])
        for at, one in enumerate(those.found, 1)
    ]
    base = f"{those.word('基準値', '現状値')}（{those.year(those.found[0].base_year)}）"
    titles = [base, *(f"{those.year(year)}実績" for year in known), f"{those.year(last)}目標"]
    figures = [sign.join(["番号", *titles])]
    for at, one in enumerate(those.found, 1):
        cells = [one.base, *(one.actuals[year] for year in known), one.targets[last]]
        figures.append(sign.join([_number(those, at), *(those.bare(one, value) for value in cells)]))
    facts = [one.told(one.based(), one.results(known), one.aims([last])) for one in those.found]
    return "\n".join([*names, those.page(), *those.idle(0, 1), *figures]), facts


def _number(those: Office, at: int) -> str:
    ways = {"plain": str(at), "dashed": f"2-{at}", "circled": chr(ord("①") + at - 1)}
    return ways[those.hand.traits["number"]]


def glued(those: Office) -> Told:
    """Figures with one decimal (or groups of three) that lost what stood between them; years and labels did not.

    What tells them apart: as many figures as years, each with the same number of decimals.
    """
    those.found[:] = [one for one in those.found if one.decimals == 1] or those.found[:1]
    known = [year for year in those.years if year in those.found[0].actuals]
    lines = [f"{those.word('指標名', '指標')} 区分 {' '.join(map(those.year, those.years))}"]
    facts: list[Facts] = []
    for one in those.found:
        if one.decimals != 1:
            continue
        first = "".join(f"{one.targets[year]:.1f}" for year in those.years)
        second = "".join(f"{one.actuals[year]:.1f}" for year in known)
        lines += [f"{one.name}（{one.unit}） 目標 {first}", f"実績 {second}"]
        facts.append(one.told(one.aims(those.years), one.results(known)))
    return "\n".join([*lines, *those.idle(0, 1)]), facts
