"""Indicators that end and are succeeded: never owed, asked or missing afterwards, and said on every page."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from entry.round.scorecards.items import items_of
from entry.round.scorecards.owed import owed_in
from entry.round.scorecards.sheets import sheets_owed_in
from evaluations.publishing.scorecards.content import content_of
from evaluations.rating.actions.staging import begin
from evaluations.rating.scorecards.standings import standings
from indicators.actions import EnteredFigure, close_round, enter_result
from indicators.models import EntryRound, Indicator, Target
from policies.fiscal_year import FiscalYear
from policies.models import PolicyNode
from policies.scorecards.tree import PlanTree
from projects.actions import report_count
from projects.models import ProjectCount
from store.actions.rows import Actor, RefusedError
from store.models import Change
from tests.city import CITY
from tests.entry.office import YEAR, Office, client_of, make_office, planner_of
from tests.factories import (
    make_cycle,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_plan,
    make_result,
    make_round,
    make_sheet_request,
    make_target,
)
from tests.reading import read
from tests.test_admin import edit, once

pytestmark = pytest.mark.django_db

BY = Actor(Change.Via.COMMAND)
AFTER = YEAR + 1


def end(row: Indicator | PolicyNode, year: int = YEAR) -> None:
    """Let an indicator or a node end."""
    row.ended_in = year
    row.save()


@pytest.fixture
def office() -> Office:
    """A section with a round for the year after the last one of what ends."""
    node = make_node(period=make_period(plan=make_plan(local_government_code=CITY)))
    round_ = EntryRound.objects.create(
        plan=node.period.plan,
        fiscal_year=AFTER,
        opens_on=date(2023, 4, 1),
        due_on=date(2099, 7, 1),
    )
    return make_office(node=node, round_=round_)


def owing(office: Office, **fields: Any) -> Indicator:
    return office.owes(targets={YEAR: 10, AFTER: 10}, results={YEAR - 1: 4, YEAR: 8}, **fields)


ENDS = [
    pytest.param(lambda office, row: end(row), id="the indicator"),
    pytest.param(lambda office, row: end(office.node), id="its node"),
]


@pytest.mark.parametrize("happened", ENDS)
def test_nothing_is_owed_after_the_end(office, happened):
    gone, stays = owing(office), owing(office)
    happened(office, gone)
    left = [] if office.node.ended_in else [stays]
    assert [item.indicator for item in owed_in(office.round)] == left
    today = timezone.localdate()
    assert [item.owed.indicator for item in items_of([office.round], today, None)] == left
    for person, path in (
        (office.staff, reverse("entry:todo")),
        (planner_of(office), reverse("entry:board")),
    ):
        answer = client_of(person).get(path)
        assert answer.status_code == 200
        assert (str(stays) in read(answer).text) == bool(left) or path == reverse("entry:board")
        assert gone.get_absolute_url() not in answer.content.decode()


def test_an_answer_of_a_later_year_is_neither_missing_nor_asked_again(office):
    row = owing(office)
    make_result(indicator=row, fiscal_year=AFTER, missing="pending")
    end(row)
    later = make_round(plan=office.round.plan, fiscal_year=AFTER + 1)
    close_round(office.round, version=office.round.version, by=BY)
    assert items_of([later], timezone.localdate(), None) == []
    query = {"plan": office.round.plan.key, "year": AFTER}
    assert Client().get("/", query).context["page"].missing == []


@pytest.mark.parametrize("happened", ENDS)
def test_a_figure_after_the_end_is_refused_with_a_sentence(office, happened):
    row = owing(office)
    happened(office, row)
    row = Indicator.objects.get(pk=row.pk)
    with pytest.raises(RefusedError, match="令和4年度で終了しているため、令和5年度の値は入力できません"):
        enter_result(
            row,
            FiscalYear(AFTER),
            EnteredFigure(total=row.baseline_value),
            version=0,
            round_=office.round,
            by=BY,
            again=False,
        )
    answer = client_of(office.staff).get(reverse("entry:figure", args=(row.pk, AFTER)))
    assert answer.status_code == 403
    assert "令和4年度で終了しているため" in answer.content.decode()
    assert not row.results.filter(fiscal_year=AFTER).exists()


@pytest.mark.parametrize("happened", ENDS)
def test_a_reported_number_after_the_end_is_refused_as_well(office, happened):
    row = owing(office, figure_source="projects")
    happened(office, row)
    row = Indicator.objects.get(pk=row.pk)
    with pytest.raises(RefusedError, match="令和4年度で終了しているため"):
        report_count(row, FiscalYear(AFTER), 3, version=0, by=BY, on=timezone.localdate())
    with pytest.raises(ValidationError, match="報告件数は2022までの年度"):
        ProjectCount(indicator=row, fiscal_year=AFTER, count=3).full_clean()
    ProjectCount(indicator=row, fiscal_year=YEAR, count=3).full_clean()


def test_an_indicator_that_others_follow_is_not_deleted(office):
    row = office.owes(targets={}, results={})
    office.owes(succeeds=[row], name="続く指標")
    path = reverse("admin:indicators_indicator_delete", args=(row.pk,))
    answer = client_of(planner_of(office)).post(path, once(row_version=1, change_reason="不要"))
    assert answer.status_code == 422
    assert "続く指標」の前身になっているため" in answer.content.decode()


@pytest.mark.parametrize("happened", ENDS)
def test_rows_after_the_end_are_refused_in_files(office, happened, tmp_path: Path):
    row = owing(office)
    happened(office, row)
    key = list(row.natural_key())
    file = tmp_path / "given.json"
    for model, fields in (
        ("indicators.result", {"fiscal_year": AFTER, "total": 5, "entry_state": "checked"}),
        ("indicators.result", {"fiscal_year": AFTER, "missing": "pending", "entry_state": "checked"}),
        ("indicators.target", {"fiscal_year": 2025, "scope": "period", "value": 5}),
    ):
        file.write_text(json.dumps([{"model": model, "fields": {"indicator": key} | fields}]))
        with pytest.raises(CommandError) as refused:
            call_command("loaddata", str(file), verbosity=0)
        for part in ("given.json: 1番目", "年度（fiscal_year）", "令和4年度で終了しています", "2022まで"):
            assert part in str(refused.value)
    reason = {"fiscal_year": AFTER, "missing": "discontinued", "entry_state": "checked"}
    file.write_text(json.dumps([{"model": "indicators.result", "fields": {"indicator": key} | reason}]))
    call_command("loaddata", str(file), verbosity=0)


def test_an_end_before_a_figure_is_refused_with_the_years(office):
    row = office.owes(results={YEAR: 8, AFTER: 9, 2024: 10})
    client = client_of(planner_of(office))
    answer = edit(client, row, ended_in=str(YEAR))
    assert answer.status_code == 422
    assert "終了年度より後の実績があります（令和5年度、令和6年度）" in answer.content.decode()
    assert edit(client, row, ended_in="2024").status_code == 302
    row.refresh_from_db()
    assert row.ended_in == 2024


@pytest.mark.parametrize("year", ["2021", "2026"])
def test_an_end_outside_the_period_is_refused(office, year):
    row = office.owes()
    answer = edit(client_of(planner_of(office)), row, ended_in=year)
    assert answer.status_code == 422
    assert "2022から2025まで" in answer.content.decode()


def test_what_was_promised_for_later_years_stays_and_judges_nothing(office):
    row = owing(office)
    make_target(indicator=row, fiscal_year=2025, scope="period", value=40)
    assert edit(client_of(planner_of(office)), row, ended_in=str(YEAR)).status_code == 302
    assert Target.objects.filter(fiscal_year=2025).exists()
    page = read(Client().get(row.get_absolute_url())).text
    assert "令和4年度で終了したため、判定に用いない" in page


def test_a_slip_that_nobody_has_seen_is_to_be_deleted_before():
    period = make_period(plan=make_plan(local_government_code=CITY, is_published=False))
    row = make_indicator(node=make_node(period=period), targets={2022: 1, 2024: 1})
    row.ended_in = 2023
    with pytest.raises(ValidationError, match="R6 年度の目標"):
        row.clean()


def test_an_ended_indicator_is_loaded_with_what_was_promised_for_later_years(office, tmp_path: Path):
    rows: list[dict[str, Any]] = [
        {
            "model": "indicators.indicator",
            "fields": {
                "node": list(office.node.natural_key()),
                "order": order,
                "number": number,
                "name": "指標",
                "kind": "outcome",
                **fields,
            },
        }
        for order, number, fields in (
            (1, "①", {"ended_in": 2022}),
            (2, "②", {"succeeds": [[*office.node.natural_key(), "①"]]}),
        )
    ]
    key = [*office.node.natural_key(), "①"]
    rows.append(
        {
            "model": "indicators.target",
            "fields": {"indicator": key, "fiscal_year": 2025, "scope": "period", "value": 9},
        }
    )
    file = tmp_path / "given.json"
    file.write_text(json.dumps(rows))
    call_command("loaddata", str(file), verbosity=0)
    first, second = office.node.indicators.order_by("order")
    assert (first.ended_in, list(second.succeeds.all())) == (2022, [first])
    count = Change.objects.count()
    call_command("loaddata", str(file), verbosity=0)
    assert Change.objects.count() == count


@pytest.mark.parametrize(
    ("written", "sentence"),
    [("itself", "循環"), ("later", "後の計画期間"), ("elsewhere", "ほかの自治体")],
)
def test_what_an_indicator_cannot_follow_is_refused(office, written, sentence, tmp_path: Path):
    row = office.owes(number="①")
    later = make_period(plan=office.round.plan, first_year=2026, last_year=2029)
    others = {
        "later": make_indicator(node=make_node(period=later)),
        "elsewhere": make_indicator(),
    }
    named = {name: list(one.natural_key()) for name, one in others.items()}
    named["itself"] = [*office.node.natural_key(), "②"]
    fields = {
        "node": list(row.node.natural_key()),
        "number": "②",
        "order": 2,
        "name": "次",
        "kind": "outcome",
    }
    file = tmp_path / "given.json"
    file.write_text(
        json.dumps([{"model": "indicators.indicator", "fields": fields | {"succeeds": [named[written]]}}])
    )
    with pytest.raises(CommandError, match=sentence):
        call_command("loaddata", str(file), verbosity=0)


# --- pages ---


def test_the_page_says_since_when_and_what_follows_with_ways_there_and_back(office):
    gone = owing(office, name="終わる指標")
    end(gone)
    heir = office.owes(name="続く指標", succeeds=[gone])
    page = Client().get(gone.get_absolute_url(), {"year": AFTER})
    text = read(page).text
    assert f"令和4年度で終了（後継：{heir}）" in text
    assert "未提出" not in text
    assert heir.get_absolute_url() in page.content.decode()
    assert [row.year.year for row in page.context["year_table"].data.data] == [2021, 2022]
    assert "指標が終了したため、見込みの線は示しません" in text
    chart = Client().get(reverse("indicators:indicator_chart", args=(gone.pk,)), {"year": AFTER}).json()
    assert max(chart["layout"]["xaxis"]["tickvals"]) == YEAR
    assert "見込みと幅" not in [trace["name"] for trace in chart["data"]]
    back = Client().get(heir.get_absolute_url())
    assert "前身" in read(back).text
    assert gone.get_absolute_url() in back.content.decode()
    block = read(Client().get(office.node.get_absolute_url(), {"year": AFTER})).text
    assert "令和4年度で終了" in block


def test_the_end_of_a_node_is_that_of_its_indicators(office):
    row = owing(office)
    end(office.node)
    assert "令和4年度で終了" in read(Client().get(row.get_absolute_url(), {"year": AFTER})).text


def test_nothing_is_missing_after_the_end_by_page_and_api(office):
    row = owing(office)
    end(row)
    query = {"plan": office.round.plan.key, "year": AFTER}
    assert Client().get("/", query).context["page"].missing == []
    (measure,) = Client().get("/api/v1/measures", query).json()["measures"]
    assert (measure["missing"], measure["ended_in"]) == (0, None)
    (told,) = measure["indicators"]
    assert (told["ended_in"], told["result"]) == (YEAR, "令和4年度で終了")
    heir = office.owes(succeeds=[row])
    said = Client().get(f"/api/v1/indicators/{row.pk}").json()
    assert (said["succeeded_by"], said["succeeds"]) == ([heir.pk], [])
    assert [one["year"] for one in said["years"]] == [2021, 2022]


# --- the judgement ---


def judged_in(first: int, last: int, node: PolicyNode) -> Any:
    cycle = make_cycle(period=node.period, first_year=first, last_year=last)

    from policies.page import read_scope

    asked = {"plan": str(node.period.plan.key), "year": str(last)}
    request = RequestFactory().get("/", asked)
    scope = read_scope(request, publicly=True)
    assert scope is not None
    (found,) = standings(scope, PlanTree.of(node.period), [node], cycle)
    return found.progress


def test_a_cycle_names_what_ended_and_is_not_blocked_by_it(office):
    gone = owing(office, name="終わる指標")
    office.owes(targets={AFTER: 10}, results={AFTER: 12}, name="続く指標")
    end(gone)
    progress = judged_in(AFTER, AFTER, office.node)
    assert (progress.symbol, progress.judged, progress.total) == ("A", 1, 2)
    assert any("令和4年度で終了" in sentence for sentence in progress.sentences)
    assert not any("未提出" in sentence for sentence in progress.sentences)


def test_a_cycle_that_reaches_beyond_the_end_judges_by_the_last_year_and_says_so(office):
    gone = owing(office, name="終わる指標")
    end(gone)
    progress = judged_in(YEAR, AFTER, office.node)
    assert progress.judged == 1
    assert any("終わる指標は令和4年度の値・令和4年度で終了により判定" in one for one in progress.sentences)
    assert not progress.is_provisional


# --- nodes: sheets, evaluations, editions ---


def test_no_sheet_is_asked_for_after_the_end(office):
    work = [make_node(parent=office.node, department=office.department) for _ in range(2)]
    request = make_sheet_request(round=office.round)
    assert [one.node for one in sheets_owed_in(office.round)] == work
    end(work[0])
    assert [one.node for one in sheets_owed_in(office.round)] == [work[1]]
    path = reverse("entry:sheet", args=(work[0].pk, AFTER))
    assert client_of(office.staff).get(path).status_code == 404
    assert client_of(office.staff).get(reverse("entry:sheet", args=(work[1].pk, AFTER))).status_code == 200
    assert request.cycle.last_year == AFTER


def test_a_merged_undertaking_begins_with_the_sheet_of_one_of_those_before(office):
    from tests.factories import make_sheet

    older = make_period(plan=office.round.plan, number=9, first_year=2018, last_year=2021)
    olds = [make_node(parent=make_node(period=older)), make_node(parent=make_node(period=older))]
    heir = make_node(parent=office.node, department=office.department, succeeds=olds)
    make_sheet_request(round=office.round)
    cycle = make_cycle(period=older, first_year=2020, last_year=2020)
    sheet = make_sheet(node=olds[1], cycle=cycle, achievement="3")
    (owed,) = sheets_owed_in(office.round)
    assert (owed.node, owed.earlier) == (heir, sheet)


def test_the_board_asks_for_no_evaluation_after_the_end_and_names_it(office):
    make_cycle(period=office.node.period, first_year=YEAR, last_year=AFTER)
    gone = make_node(period=office.node.period, code="9", name="終わる施策")
    client = client_of(planner_of(office))
    path = reverse("evaluations:board")
    assert [row.node for row in client.get(path).context["board"].rows] == [office.node, gone]
    end(gone)
    answer = client.get(path)
    assert [row.node for row in answer.context["board"].rows] == [office.node]
    assert "9 終わる施策" in read(answer).text
    assert "令和4年度で終了" in read(answer).text


def test_no_evaluation_begins_after_the_end(office):
    cycle = make_cycle(period=office.node.period, first_year=YEAR, last_year=AFTER)
    cycle.stages.create(order=1, key="draft", name="作成", meaning="draft", role="staff")
    end(office.node)
    with pytest.raises(RefusedError, match="令和4年度で終了したため、中間評価では評価しません"):
        begin(cycle, office.node, version=0, by=BY)
    assert not cycle.evaluations.exists()
    end(office.node, AFTER)
    begin(cycle, office.node, version=0, by=BY)


def test_an_edition_says_what_ended_and_changes_nothing_else(office):
    cycle = make_cycle(period=office.node.period, first_year=YEAR, last_year=AFTER)
    row = owing(office)
    gone = make_node(period=office.node.period, code="9", name="終わる施策")
    make_evaluation(cycle=cycle, node=gone)
    before = content_of(cycle, timezone.localdate())
    assert "ended" not in before
    assert len(before["measures"]) == 2
    end(gone)
    end(row)
    after = content_of(cycle, timezone.localdate())
    assert [(one["name"], one["text"]) for one in after["ended"]] == [("終わる施策", "令和4年度で終了")]
    (measure,) = after["measures"]
    (told,) = measure["indicators"]
    assert told["ended"] == "令和4年度で終了"
    assert [one["year"] for one in told["years"]] == [2021, 2022]
    assert after["format"] == before["format"]


def test_what_ends_later_is_not_told_by_an_edition_of_years_before(office):
    cycle = make_cycle(period=office.node.period, first_year=YEAR, last_year=YEAR)
    row = owing(office)
    before = content_of(cycle, timezone.localdate())
    end(row, AFTER)
    end(office.node, AFTER)
    assert content_of(cycle, timezone.localdate()) == before
