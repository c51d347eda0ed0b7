"""Sheets and forms of our own making, a block of labels and figures for each indicator, are read as they say."""

import pytest

from reports.reading.documents import from_text
from reports.reading.layouts import by_column, forms
from reports.reading.reader import read_document
from reports.reading.scoring import score
from reports.reading.wording import tidy
from reports.reading.years import calendar_of
from tests.reports.told_in_forms import COLUMNS, FORMS
from tests.reports.told_in_words import Told


@pytest.mark.parametrize("told", FORMS, ids=lambda one: one.kind)
def test_what_is_told_in_a_form_is_read(told: Told) -> None:
    result = score(read_document(from_text(told.text)), told.expected)
    assert result.told.total() == result.right.total() == result.expected.total() - told.missing


def alone(layout, text: str) -> dict[str, set[tuple[str, int | None, str]]]:
    """What one layout tells of a text, without those that read before and behind it."""
    document = from_text(text)
    read = layout(document, calendar_of(tidy(text)), set()).readings
    return {
        one.name: {(f.role, f.year, str(f.value)) for f in one.facts if f.value is not None} for one in read
    }


def test_columns_below_each_other_are_found_below_another_title() -> None:
    told = alone(by_column.read, "(各年度4月1日現在)\n" + COLUMNS[0].text)
    assert told["消防ポンプ車(台)"] == {
        ("baseline", 2021, "12"),
        ("actuals", 2022, "12"),
        ("actuals", 2023, "11"),
        ("targets", 2026, "11"),
    }


ENDING_EARLY = "".join(
    f"{name}\n（計画値） 毎年度{aim} － {aim} {aim} {aim}\n（実績値） － {start} {first} {second} {third}\n"
    for name, aim, start, first, second, third in (
        ("講習会の受講者数", 240, 228, 261, 137, 252),
        ("調査船の運航日数", 180, 175, 190, 171, 188),
    )
)


def test_rows_that_end_before_the_last_year_begin_with_the_first_title() -> None:
    head = "指標等 達成目標 基準値 令和元年度 令和２年度 令和３年度 令和４年度\n"
    told = alone(forms.read, head + ENDING_EARLY)
    assert ("baseline", None, "228") in told["講習会の受講者数"]
    assert {("actuals", 2019, "261"), ("actuals", 2021, "252")} <= told["講習会の受講者数"]
