"""Lists of targets in plans: each figure behind its year without a head, or years that many rows share."""

from tests.reports.strange_hands import Facts, Row
from tests.reports.strangers_surroundings import TEXTS, Kpi, Office, rows_as_text

Told = tuple[str, list[Facts]]

PLANS = ("高齢者いきいきプラン", "第４次男女共同参画計画", "子ども・若者未来計画", "地域福祉計画", "住まいの基本計画",
         "第７期障がい福祉計画", "産業振興ビジョン", "みどりの基本計画")  # fmt: skip


def by_plan(those: Office) -> Told:
    """A plan, the month of its making, then indicators: year and value of now, year and value of the target.

    The plan is printed once for its indicators and its month is no year of a figure; the head is often lost, and
    headings of sections stand between, some without any row. The same name comes again under another plan.
    """
    those.one_of("head", "none", "none", "words", "row")
    those.one_of("pair", "year first", "year first", "value first")
    rows: list[Row] = [*_plan_head(those), [those.section()]]
    facts: list[Facts] = []
    for at, one in enumerate(those.found):
        is_new = not at or those.chance(0.5)
        if is_new and at and those.chance(0.5):
            rows += [[those.section()], *([[those.section()]] if those.chance(0.3) else [])]
        rows.append(_plan_row(those, one, is_new, facts))
    if those.chance(0.3):  # again, with another plan and the same figures
        rows.append(_plan_row(those, those.found[0], True, facts))
    return rows_as_text(those, rows, "dense", "dense", "pipes", "tabs", "framed"), facts


def _plan_head(those: Office) -> list[Row]:
    base, aim = those.word("現状", "基準", "計画策定時"), those.word("目標", "目標値")
    pairs = [["年度", base], ["年度", aim]] if those.hand.traits["head"] == "row" else [[f"{base}"], [aim]]
    if those.hand.traits["pair"] == "value first":
        pairs = [pair[::-1] for pair in pairs]
    own = ["策定"] if _is_dated(those) else []
    head = ["計画名", *own, "数値目標項目", *pairs[0], *pairs[1]]
    ways: dict[str, list[Row]] = {"none": [], "words": [[" ".join(head)]], "row": [head]}
    return ways[those.hand.traits["head"]]


def _is_dated(those: Office) -> bool:
    return those.one_of("plan month", "yes", "yes", "no") == "yes"


def _plan_row(those: Office, one: Kpi, is_new: bool, facts: list[Facts]) -> Row:
    last = max(those.years)
    plan = those.word(*PLANS) + those.word("", "2030", "（改定版）")
    month = [those.word("R2.3", "R5.3", "H31.3", "R6.10")] if _is_dated(those) else []
    lead = [plan, *month] if is_new else [""] * (1 + len(month))
    aim, is_number = _aim(those, one, last)
    cells = [those.year(one.base_year), those.figure(one, one.base), those.year(last), aim]
    if those.hand.traits["pair"] == "value first":
        cells = [cells[1], cells[0], cells[3], cells[2]]
    facts.append(one.told(one.based(), one.aims([last] if is_number else [])))
    return [*lead, those.wrapped(those.title(one)), *cells]


def _aim(those: Office, one: Kpi, year: int) -> tuple[str, bool]:
    """A target as it is printed, and whether it is one number."""
    if those.chance(0.12):
        return those.word(*TEXTS), False
    value = one.targets[year]
    if those.chance(0.08) and one.unit == "％":
        return f"{those.bare(one, value)}％以上{those.bare(one, value + 15)}％以下", False
    return those.figure(one, value) + those.word("", "", "以上"), True


def shared_years(those: Office) -> Told:
    """The years stand in the first row of a group, its targets in the next, other rows of the group have targets alone.

    Names are cut, or printed twice; the years of the baselines stand in brackets; a row with a single target has
    the year of nobody.
    """
    heads: list[Row] = [[those.word("KPI", "指標"), those.word("現状値", "基準値"), "目標値"]]
    rows = heads if those.one_of("head", "none", "yes") == "yes" else []
    facts: list[Facts] = []
    those.one_of("twice", "no", "no", "yes")
    single = those.found.pop() if rows and those.chance(0.5) else None
    left = 0
    for one in those.found:
        if not left:
            left = those.hand.random.choice((1, 1, 2, 3))
            rows += _first_of_group(those, one)
        else:
            rows.append([*_named(those, one), *(those.figure(one, one.targets[y]) for y in those.years)])
        left -= 1
        facts.append(one.told(one.based(), one.aims(those.years)))
        rows += [[those.page()]] if those.chance(0.1) else []
    if single:
        value = single.targets[those.years[-1]]
        rows.append([*_named(those, single), those.figure(single, value)])
        facts.append(single.told(single.based(), ("period_targets", "目標値", value)))
    return rows_as_text(those, rows, "dense", "dense", "tabs"), facts


def _named(those: Office, one: Kpi) -> Row:
    name = those.title(one)
    cut = those.one_of("cut names", "no", "yes") == "yes" and len(name) > 16
    name = name[:14] if cut else name
    number = those.word("①", "②", "③") if those.one_of("circled", "no", "yes") == "yes" else ""
    base = f"{those.figure(one, one.base)} （{those.year(one.base_year)}）"
    first = f"{number} {name}".strip()
    return [first, *([first[:11]] if those.hand.traits["twice"] == "yes" and not cut else []), base]


def _first_of_group(those: Office, one: Kpi) -> list[Row]:
    figures = [those.figure(one, one.targets[year]) for year in those.years]
    return [[*_named(those, one), *map(those.year, those.years)], figures]
