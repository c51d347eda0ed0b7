"""The form of ministries: baseline, results of some years, the target, and below them a target for each year."""

from tests.reports.strange_hands import BASES, Fact, Facts, Hand, Measured, Row, expected
from tests.reports.strange_tables import piped, spaced, stacked


def forms(told: Hand) -> tuple[str, list[Facts]]:
    """A table of forms: the head once, or again for each indicator, with its name before it."""
    again = told.one_of("head", "once", "again", "again with names") != "once"
    named = told.traits["head"] == "again with names"
    told.traits["unit"] = told.word("name", "value", "none")
    render = {"piped": piped, "spaced": spaced, "stacked": stacked}[
        told.one_of("form", "piped", "spaced", "stacked")
    ]
    for one in told.found:
        one.base_year = told.years[0] - 1
    rows: list[Row] = []
    facts: list[Facts] = []
    heads = _heads(told)
    for at, one in enumerate(told.found):
        first = told.name(one)
        if again or not at:
            title = first if named else told.word("測定指標", "成果指標", "指標")
            rows += [[title, *heads[0]], ["", *heads[1]]]
        rows += _rows(told, one, "" if named else first)
        facts.append(expected(one.name, _facts(told, one)))
    return render(told, rows), facts


def _heads(told: Hand) -> list[Row]:
    past, last = told.years[:-1], told.years[-1]
    marked = told.one_of("mark", "no", "yes") == "yes"
    base, aim = told.word(*BASES[:2]), told.word("目標値", "目標")
    blank = [""] * (len(past) - 1)
    mark = [told.word("判定", "評価")] if marked else []
    years = list(map(told.year, (told.years[0] - 1, *past, last)))
    return [[base, told.word("実績値", "実績"), *blank, aim, *mark], [*years, *[""] * marked]]


def _rows(told: Hand, one: Measured, name: str) -> list[Row]:
    past, last = told.years[:-1], told.years[-1]
    marks = [told.word("A", "B", "○", "－")] if told.traits["mark"] == "yes" else []
    figures = [one.base, *(one.actuals.get(year) for year in past), one.targets[last]]
    rows = [[name, *(told.value(one, figure) for figure in figures), *marks]]
    if told.one_of("yearly", "no", "yes") == "yes":
        label = told.one_of("yearly label", "年度ごとの目標値", "各年度の目標値", "年度目標値")
        rows.append(
            [label, "", *(told.value(one, one.targets[year]) for year in past), "", *[""] * len(marks)]
        )
    return rows


def _facts(told: Hand, one: Measured) -> list[Fact]:
    past, last = told.years[:-1], told.years[-1]
    years = [*past, last] if told.traits["yearly"] == "yes" else [last]
    return [
        ("baseline", str(one.base_year), one.base),
        *(("actuals", str(year), one.actuals[year]) for year in past if year in one.actuals),
        *(("targets", str(year), one.targets[year]) for year in years),
    ]
