"""Texts by other hands: sentences about indicators, and tables that have none."""

from tests.reports.strange_hands import Facts, Hand, expected
from tests.reports.strange_tables import piped, spaced, stacked


def sentences(told: Hand) -> tuple[str, list[Facts]]:
    """Prose: what an indicator was, is and shall be."""
    told.traits["unit"], told.traits["absent"] = "value", "－"
    lines, facts = ["　本市では、次のとおり取組を進めます。"], []
    for one in told.found:
        last, now = told.years[-1], max(one.actuals)
        base, aim, result = (
            told.value(one, one.base),
            told.value(one, one.targets[last]),
            told.value(one, one.actuals[now]),
        )
        b, t, r = (
            ("baseline", str(one.base_year), one.base),
            ("targets", str(last), one.targets[last]),
            ("actuals", str(now), one.actuals[now]),
        )
        yb, yt, yr = told.year(one.base_year), told.year(last), told.year(now)
        ways = {
            "from to": (
                f"{one.name}を、{yb}の{base}から{yt}までに{aim}に引き上げることを目標とします。",
                [b, t],
            ),
            "arrow": (f"・{one.name}：{base}（{yb}）→{aim}（{yt}）", [b, t]),
            "aim": (f"{yt}の{one.name}の目標値は{aim}とします。", [t]),
            "result and aim": (
                f"{yr}の{one.name}の実績は{result}で、目標の{aim}（{yt}）に向けて取り組みます。",
                [r, t],
            ),
            "by": (f"{yt}までに{one.name}を{aim}とすることを目指します。", [t]),
            "brackets": (f"{one.name}（{yr}実績：{result}、{yt}目標：{aim}）", [r, t]),
        }
        text, found = ways[told.one_of("sentence", *ways)]
        lines.append(text)
        facts.append(expected(one.name, found))
    return "\n".join(lines), facts


def nothing(told: Hand) -> tuple[str, list[Facts]]:
    """Tables that have no indicator: costs, survey answers, lists of projects, members, a calendar."""
    years = list(map(told.year, told.years))

    def amounts() -> list[str]:
        return [f"{told.random.randint(100, 99_999):,}" for _ in years]

    def answers(word: str) -> list[str]:
        return [word, str(told.random.randint(3, 400)), f"{told.random.random() * 90:.1f}"]

    def counts(word: str) -> list[str]:
        return [word, *(str(told.random.randint(0, 30)) for _ in range(4))]

    projects = [[f"{one.name}推進事業", *amounts()] for one in told.found]
    lines = [[word, *amounts()] for word in ("歳入", "歳出", "うち人件費", "差引")]
    days = [
        [f"第{at}回", f"{years[0]}{at + 3}月{at * 3}日", str(told.random.randint(5, 20))] for at in (1, 2, 3)
    ]
    ways = {
        "costs": [["事業名", *(f"{year}予算額" for year in years)], *projects],
        "money": [["区分", *years], *lines],
        "survey": [
            ["選択肢", "回答数", "割合（％）"],
            *map(answers, ("満足", "やや満足", "不満", "無回答")),
        ],
        "counts": [["評価区分", "A", "B", "C", "計"], *map(counts, ("政策1", "政策2", "合計"))],
        "days": [["回", "開催日", "出席者数"], *days],
        "members": [
            ["氏名", "所属", "任期"],
            *([f"委員{at}", "大学", f"{years[0]}～{years[1]}"] for at in (1, 2, 3)),
        ],
    }
    rows = ways[told.one_of("table", *ways)]
    render = told.random.choice((piped, spaced, stacked))
    return render(told, rows), []
