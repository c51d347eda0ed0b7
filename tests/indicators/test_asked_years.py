"""For which years an indicator is asked: one spelling, what goes together, files of before, the way to the core."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from desk.actions.once import new_key
from indicators.calculation.schedule import Frequency, KnownFrom
from indicators.models import Indicator
from policies.fiscal_year import FiscalYear
from store.actions.rows import Actor, change_row
from store.models import Change
from tests.entry.office import client_of, make_office, planner_of
from tests.factories import make_indicator, make_result
from tests.reading import read
from tests.store.test_fixtures import a_plan, fields_of, load, refusal

__all__ = ["load"]  # a fixture

pytestmark = pytest.mark.django_db
R4, R7 = FiscalYear(2022), FiscalYear(2025)
BY = Actor(Change.Via.ADMIN)


def said(**fields: Any) -> Indicator:
    """Return an indicator that somebody changed to this, as it is stored."""
    row = make_indicator()
    for name, value in fields.items():
        setattr(row, name, value)
    change_row(row, version=row.version, by=BY)
    return Indicator.objects.with_series(unconfirmed_of=None).get(pk=row.pk)


def test_years_and_times_are_kept_in_one_spelling():
    row = said(asked="listed", asked_years="R7, 2022", put_off_years="2024", known_from="翌年11月頃")
    assert (row.asked_years, row.put_off_years) == ("令和4年度、令和7年度", "令和6年度")
    assert row.known_from == "翌年度11月"
    schedule = row.series().schedule
    assert (schedule.years, schedule.known_from) == (frozenset({R4, R7}), KnownFrom(1, 11))


def test_an_interval_with_a_baseline_says_by_itself_how_often():
    row = said(survey_interval=3, baseline_value=5, baseline_year=2019)
    assert (row.asked, row.asked_since) == ("interval", 2019)
    assert row.series().schedule.covers(R7)
    assert not row.series().schedule.covers(R4.next)


def test_an_interval_without_a_year_to_count_from_asks_for_years_with_a_target():
    schedule = said(survey_interval=3).series().schedule
    assert (schedule.frequency, schedule.since) == (Frequency.INTERVAL, None)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "毎年"),
        ({"asked": "interval", "survey_interval": 2, "asked_since": 2022}, "2年ごと（令和4年度から）"),
        ({"asked": "listed", "asked_years": "R4、R7"}, "令和4年度、令和7年度"),
        ({"asked": "last", "put_off_years": "R6"}, "計画最終年度のみ（令和6年度は延期）"),
        ({"asked": "never", "not_asked_reason": "国の統計のため"}, "照会対象外"),
        ({"survey_interval": 3}, "3年ごと"),
    ],
)
def test_its_page_says_for_which_years_and_officers_why_not(client, fields, words):
    row = said(known_from="翌年度11月", **fields)
    assert row.asked_words == words
    page = read(client.get(row.get_absolute_url()))
    about = page.one("section", **{"aria-labelledby": "about"}).text
    assert f"実績を照会する年度{words}" in about.replace(" ", "")
    assert "確定時期翌年度11月" in about.replace(" ", "")
    assert "国の統計" not in page.text
    told = client.get(f"/api/v1/indicators/{row.pk}").json()
    assert (told["asked"], told["known_from"]) == (words, "翌年度11月")


def test_the_last_year_is_that_of_the_plan():
    row = said(asked="last")
    assert row.series().schedule.covers(FiscalYear(row.node.period.plan.last_year))
    assert not row.series().schedule.covers(R4)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"asked": "never"}, id="照会対象外 without a reason"),
        pytest.param({"asked": "interval", "survey_interval": 2}, id="every two years from nowhere"),
        pytest.param({"asked": "interval", "asked_since": 2022}, id="every so many years"),
        pytest.param({"asked": "listed"}, id="a list of nothing"),
        pytest.param({"known_from": "翌" * 21}, id="too long a time"),
        pytest.param({"asked": "interval", "survey_interval": 2, "asked_since": 1800}, id="no fiscal year"),
    ],
)
def test_the_database_itself_refuses_half_of_it(fields):
    row = make_indicator()
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        Indicator.objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        (
            {"asked": "listed", "asked_years": "R4、そのうち"},
            "asked_years",
            "「そのうち」は年度として読み取れません",
        ),
        ({"put_off_years": "令和6年"}, "put_off_years", "は暦年です"),
        ({"asked": "listed", "asked_years": "2022、2050"}, "asked_years", "計画から離れた年度（令和32年度）"),
        ({"asked_since": 1930}, "asked_since", "計画から離れた年度"),
        ({"known_from": "秋ごろ"}, "known_from", "「翌年度11月」"),
        ({"known_from": "翌年3月"}, "known_from", "どの年の3月か"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(fields, field, words):
    row = make_indicator()
    for name, value in fields.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert words in "".join(refused.value.message_dict[field])


ROW: dict[str, Any] = {
    "order": 1, "number": "1", "name": "指標", "kind": "outcome", "unit": "件", "decimals": 0, "direction": "up",
    "accumulation": "annual", "rate_formula": "F1", "figure_source": "entered", "asked": "yearly",
    "rounding": "half_up", "year_basis": "fiscal",
    "asked_years": "", "put_off_years": "", "not_asked_reason": "", "known_from": "",
    "change_reason": "照会の見直し",
    "targets-TOTAL_FORMS": 0, "targets-INITIAL_FORMS": 0, "results-TOTAL_FORMS": 0, "results-INITIAL_FORMS": 0,
}  # fmt: skip


def typed(**fields: Any) -> tuple[Any, Indicator]:
    """Type it on the keepers' page of an indicator, and return the answer with what is stored then."""
    office = make_office()
    row = office.owes(targets={}, results={}, baseline=None, is_judged=False)
    sent = ROW | {"node": row.node_id, "row_version": row.version, "once": new_key()} | fields
    answer = client_of(planner_of(office)).post(f"/admin/indicators/indicator/{row.pk}/change/", sent)
    row.refresh_from_db()
    return answer, row


def test_the_keepers_type_years_as_they_write_them():
    answer, row = typed(asked="listed", asked_years="R4, R7", known_from="翌年11月")
    assert answer.status_code == 302, read(answer).text
    assert (row.asked, row.asked_years, row.known_from) == ("listed", "令和4年度、令和7年度", "翌年度11月")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"asked": "never"}, "「照会対象外」にするときは、照会しない理由を入力してください。"),
        ({"asked": "interval", "survey_interval": 2}, "照会を始める年度を入力してください。"),
        ({"asked": "listed"}, "照会する年度の一覧を入力してください"),
        ({"asked": "listed", "asked_years": "来年"}, "「来年」は年度として読み取れません"),
        ({"survey_interval": 2}, "「n年ごと」を選んでください。"),
        ({"asked_since": 2022}, "「n年ごと」のときだけ"),
    ],
)
def test_half_of_it_is_refused_and_stays_typed(fields, words):
    answer, row = typed(**fields)
    page = read(answer)
    assert answer.status_code == 422
    assert words in page.text
    assert row.version == 1
    if wrote := fields.get("asked_years"):
        assert page.one("input", name="asked_years").attributes["value"] == wrote


def test_a_month_is_kept_in_one_spelling_whoever_writes_it():
    row = make_result(missing="pending")
    row.pending_until = "R6.11"
    change_row(row, version=row.version, by=BY)
    row.refresh_from_db()
    assert row.pending_until == "令和6年11月"


def a_plan_with(**fields: Any) -> Any:
    objects = a_plan()
    fields_of(objects, "indicators.indicator").update(fields)
    return objects


@pytest.mark.parametrize(
    ("fields", "stored"),
    [
        pytest.param(
            {"asked": "listed", "asked_years": [2020, 2023], "put_off_years": "R5"},
            {"asked_years": "令和2年度、令和5年度", "put_off_years": "令和5年度"},
            id="years as numbers and as words",
        ),
        pytest.param(
            {"survey_interval": 2, "baseline_value": 5, "baseline_year": 2019},
            {"asked": "interval", "asked_since": 2019, "survey_interval": 2},
            id="a file of before",
        ),
        pytest.param(
            {"survey_interval": 2}, {"asked": "yearly", "asked_since": None}, id="without a baseline"
        ),
        pytest.param(
            {"asked": "last", "known_from": "次年度6月"}, {"known_from": "翌年度6月"}, id="its time"
        ),
    ],
)
def test_a_file_says_for_which_years(load, fields, stored):
    for _ in range(2):  # the second time it is what is stored
        load(a_plan_with(**fields))
    row = Indicator.objects.get()
    assert {name: getattr(row, name) for name in stored} == stored
    assert row.version == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"asked": "never"}, "照会しない理由を入力してください。"),
        ({"asked": "sometimes"}, "実績を照会する年度（asked）"),
        ({"asked": "interval", "survey_interval": 2}, "照会を始める年度を入力してください。"),
        (
            {"asked": "listed", "asked_years": ["R4"]},
            "照会する年度の一覧（asked_years）: 文字で書いてください",
        ),
        (
            {"asked": "listed", "asked_years": [2020, 1950]},
            "（asked_years）: 計画から離れた年度（昭和25年度）",
        ),
        ({"known_from": "11月"}, "確定時期（known_from）: 「11月」は確定時期として読み取れません。"),
    ],
)
def test_a_file_that_says_half_of_it_is_refused_by_field(load, fields, words):
    said = refusal(load, a_plan_with(**fields))
    assert words in said
    assert "given.json: " in said
    assert "①" in said
