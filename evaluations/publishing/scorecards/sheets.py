"""What an edition says of a 事務事業評価シート: the items that its form marks as published, as far as answered."""

from collections.abc import Mapping
from typing import Any

from evaluations.publishing.scorecards.reviews import rated
from evaluations.sheets.amounts import AmountPlace, Layout
from evaluations.sheets.answers import Answer, AnswerKind
from evaluations.sheets.models.forms import SheetItem
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.calculation.quantities import quantity
from indicators.models import RatingLevel
from policies.fiscal_year import FiscalYear


def sheet_content(sheet: ProjectSheet | None) -> Mapping[str, Any] | None:
    """Return what the sheet says to everybody; None where it says nothing. Load it through with_answers() first."""
    if sheet is None or sheet.form is None:
        return None
    given = sheet.given()
    levels = {one.item_id: one.level for one in sheet.answers.all()}
    asked = sorted(sheet.form.items.all(), key=lambda item: item.order)
    answers = [
        answer_content(item, given[item.key], sheet, levels)
        for item in asked
        if item.is_published and item.key in given and given[item.key].says_something
    ]
    return {"name": str(sheet.form), "cycle": sheet.cycle.name, "answers": answers} if answers else None


def answer_content(
    item: SheetItem, answer: Answer, sheet: ProjectSheet, levels: Mapping[int, RatingLevel | None]
) -> dict[str, Any]:
    """Return one answer in words; a rating with its reason as the text."""
    is_achievement = item.meaning == SheetItem.Meaning.ACHIEVEMENT
    return {
        "key": item.key,
        "part": item.part,
        "name": item.label,
        "level": rated(sheet.achievement if is_achievement else levels.get(item.pk)),
        "text": quantity(answer.number, item.unit) if item.kind == AnswerKind.NUMBER else answer.text,
        "amounts": amounts_content(item, answer),
    }


def amounts_content(item: SheetItem, answer: Answer) -> dict[str, Any] | None:
    """Return a table of amounts with the years and columns that say something; a blank cell stays blank."""
    if item.layout is None or not answer.amounts:
        return None
    layout = Layout.from_data(item.layout)
    told = [
        (year, column)
        for year in sorted({place.year for place in answer.amounts})
        for column in layout.columns
        if any(AmountPlace(year, column.key, line.key) in answer.amounts for line in layout.lines)
    ]
    return {
        "unit": layout.unit,
        "columns": [f"{FiscalYear(year).era} {column.label}" for year, column in told],
        "lines": [
            {
                "key": line.key,
                "name": line.label,
                "values": [
                    quantity(answer.amounts.get(AmountPlace(year, column.key, line.key)), "")
                    for year, column in told
                ],
            }
            for line in layout.lines
        ],
    }
