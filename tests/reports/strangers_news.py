"""What newspapers and mayors tell of figures, and summaries that count indicators and tell none of their figures."""

from tests.reports.renderings import Written
from tests.reports.strange_hands import Facts, Row
from tests.reports.strangers_surroundings import Kpi, Office, rows_as_text

Told = tuple[str, list[Facts]]


def news(those: Office) -> Told:
    """An article: years of two digits that are western, a dot in the middle for the decimal one, and counted items.

    Each sentence tells of one indicator, with its year in it; the article begins with what it is about, and says
    how many items were reached, with their shares: these are no figures of indicators.
    """
    first, last = those.years[0], those.years[-1]
    short = those.one_of("news years", "two digits", "two digits", "as drawn", "western") == "two digits"
    those.one_of("decimal", "・", "・", ".", "．")
    span = f"{first}年度～{last % 100:02}年度" if short else f"{those.year(first)}から{those.year(last)}まで"
    year = _years(those, short=short)
    lines = [f"　市長は21日、{span}の５年間を期間とする行動計画の進み具合を公表した。"]
    facts: list[Facts] = []
    for one in those.found[:4]:
        lines += [_counted(those)] if those.chance(0.5) else []
        text, fact = _told(those, one, year)
        lines.append(f"　{text}")
        facts.append(fact)
    lines.append("　市長は「まだ道半ば。来年度も一つ一つ積み上げたい」と話した。")
    glue = "" if those.one_of("paragraphs", "lines", "one") == "one" else "\n"
    return glue.join(
        [those.word("計画の25項目を達成／市が発表", "行動計画、６割が「順調」"), "\n", *lines]
    ), facts


def _years(those: Office, *, short: bool) -> Written:
    def written(year: int) -> str:
        if short and those.years[0] % 100 >= 10:
            return f"{year % 100:02}年度"
        return those.year(year) if those.hand.traits["news years"] == "as drawn" else f"{year}年度"

    return written


def _counted(those: Office) -> str:
    all_items, good = those.hand.random.randint(60, 99), those.hand.random.randint(20, 59)
    share = f"{good / all_items * 100:.1f}".replace(".", those.hand.traits["decimal"])
    ways = (
        f"市によると、{all_items}項目のうち「計画どおり」は{good}項目（{share}％）だった。",
        f"「未実施」は{good % 9 + 1}項目にとどまり、新たに{good % 7 + 2}項目が終了した。",
    )
    return those.word(*ways)


def _told(those: Office, one: Kpi, year: Written) -> tuple[str, Facts]:
    now, last = max(one.actuals), those.years[-1]
    result, aim = _said(those, one, one.actuals[now]), _said(those, one, one.targets[now])
    end, base = _said(those, one, one.targets[last]), _said(those, one, one.base)
    t, e, r = one.aims([now]), one.aims([last]), one.results([now])
    day = f"{str(now)[2:]}年４月１日現在" if those.chance(0.5) else f"{now}年４月１日時点"
    way_of = "を上回った" if one.actuals[now] > one.targets[now] else "に届かなかった"
    ways = {
        "and aim": (f"{one.name}は{year(now)}に{result}となり、目標の{aim}{way_of}。", [r, t]),
        "day": (f"{one.name}は、計画で{aim}を目標としていたが、{day}で{result}だった。", [r, t]),
        "high": (f"とりわけ{one.name}は{year(now)}末で{result}と高く、昨年に続き目標を上回った。", [r]),
        "until": (
            f"{year(last)}までに{one.name}を{end}にする目標に対し、{year(now)}は{result}だった。",
            [e, r],
        ),
        "from": (
            f"{one.name}は{year(one.base_year)}の{base}から、{year(now)}には{result}に変わった。",
            [one.results([now])],
        ),
        "will": (f"市は{year(last)}の{one.name}を{end}とする目標を掲げている。", [e]),
    }
    way = those.word(*ways)
    text, found = ways[way]
    told = one.told(*found)
    if way == "from":
        told["actuals"] = {str(one.base_year): one.base, **told["actuals"]}
    return text, told


def _said(those: Office, one: Kpi, value: float) -> str:
    sign = "マイナス" if value < 0 else ""
    text = f"{abs(value):,.{one.decimals}f}".replace(".", those.hand.traits["decimal"])
    return f"{sign}{text}{one.unit.split('/')[0]}"


def counts(those: Office) -> Told:
    """A summary without a figure of an indicator: how many are good, by field, in sentences and in a table."""
    way = those.one_of("summary", "marks", "grades", "answers", "money", "meetings", "shares of the year")
    rows = {
        "marks": _marks, "grades": _grades, "answers": _answers, "money": _money, "meetings": _meetings,
        "shares of the year": _yearly_counts,
    }[way](those)  # fmt: skip
    table = rows_as_text(those, rows)
    good, every = those.hand.random.randint(9, 30), those.hand.random.randint(40, 90)
    text = [
        f"　計画は{those.year(those.years[0])}から{those.year(those.years[-1])}までを期間とし、中間評価を行いました。",
        f"　{every}項目の指標のうち、「◎達成」は{good}項目で{good / every * 100:.1f}%、「○改善」は{good // 2}項目",
        f"で{good / 2 / every * 100:.1f}%、合わせて{good + good // 2}項目となりました。",
    ]
    return "\n".join([*text, *those.idle(0, 2), table, *those.idle(0, 1)]), []


def _numbers(those: Office, count: int, most: int = 12) -> Row:
    return [str(those.hand.random.randint(0, most)) for _ in range(count)]


FIELDS = ("栄養・食生活", "歯と口の健康", "こころの健康", "高齢者の健康", "がん", "子育て", "防災")


def _marks(those: Office) -> list[Row]:
    heads = those.hand.random.choice(
        (["◎達成", "○改善", "△変化なし", "×悪化", "判定不能"], ["達成", "一部達成", "未達成", "評価不能"])
    )
    rows = [["分野別", *heads, "合計"]]
    rows += [[field, *_numbers(those, len(heads) + 1)] for field in those.hand.random.sample(list(FIELDS), 4)]
    shares = [f"({those.hand.random.random() * 60:.1f})" for _ in heads]
    return [*rows, ["合計", *_numbers(those, len(heads) + 1)], ["(割合%)", *shares, "(100.0)"]]


def _grades(those: Office) -> list[Row]:
    rows = [["区分", "A", "B", "C", "D", "合計"]]
    rows += [[f"{field}分野の目標", *_numbers(those, 5)] for field in FIELDS[:4]]
    return [*rows, ["構成比", *(f"{those.hand.random.random() * 50:.1f}％" for _ in range(5))]]


def _yearly_counts(those: Office) -> list[Row]:
    """How many goals were reached in each year."""
    years = those.years
    rows = [["目標の達成状況", *map(those.year, years)]]
    words = ("目標を達成した項目数", "目標を下回った項目数", "評価できない項目数")
    return rows + [[word, *(f"{one}項目" for one in _numbers(those, len(years), 40))] for word in words]


def _answers(those: Office) -> list[Row]:
    rows = [["地区", "配布数", "回収数", "回収率"]]
    for at in range(1, 5):
        sent, back = those.hand.random.randint(200, 600), those.hand.random.randint(50, 190)
        rows.append([f"第{at}地区", str(sent), str(back), f"{back / sent * 100:.1f}％"])
    return rows


def _money(those: Office) -> list[Row]:
    year = those.year(those.years[0])
    rows = [["事業名", f"{year}予算現額（千円）", f"{year}決算額（千円）", "執行率"]]
    for field in FIELDS[:4]:
        plan, paid = those.hand.random.randint(5_000, 90_000), those.hand.random.randint(2_000, 4_900)
        rows.append([f"{field}推進事業", f"{plan:,}", f"{paid:,}", f"{paid / plan * 100:.1f}％"])
    return rows


def _meetings(those: Office) -> list[Row]:
    rows = [["会議名", "開催日", "出席者数", "議題"]]
    return rows + [
        [
            f"第{at}回推進会議",
            f"{those.year(those.years[0])} 第{at}四半期",
            f"{at + 9}名",
            "目標値の見直しについて",
        ]
        for at in range(1, 5)
    ]
