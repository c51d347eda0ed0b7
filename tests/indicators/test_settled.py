"""What others have seen of an indicator is revised, what was confirmed keeps its meaning: by pages and files."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from indicators.actions import return_result
from indicators.models import EntryRound, Indicator, Result, Target
from indicators.models.seen import by_what_seen
from policies.models import Plan, PlanPeriod
from store.actions.rows import Actor, add_rows, change_row, delete_row
from store.models import Change, refuse_to_rewrite, stored_beside
from tests.city import CITY, make_official
from tests.factories import (
    make_cycle,
    make_earlier_figure,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_plan,
    make_publication,
    make_result,
    make_round,
    make_target,
)
from tests.test_admin import edit, once, what_the_page_sends

pytestmark = pytest.mark.django_db

BY = Actor(Change.Via.COMMAND)
Load = Callable[..., None]


def a_plan(**fields: Any) -> Plan:
    return make_plan(**{"local_government_code": CITY, "is_published": False} | fields)


@pytest.fixture
def indicator() -> Indicator:
    """An indicator of a plan that is the 事務局's draft, with a target and its period's revised end."""
    one = make_indicator(node=make_node(period=make_period(plan=a_plan())), targets={2022: 40})
    make_target(indicator=one, fiscal_year=2025, scope="period", value=40, source="計画書")
    return one


@pytest.fixture
def seen(indicator: Indicator) -> Indicator:
    Plan.objects.update(is_published=True)
    return indicator


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load_rows(model: str, *rows: dict[str, Any], **options: Any) -> None:
        file = tmp_path / "given.json"
        file.write_text(json.dumps([{"model": model, "fields": row} for row in rows]))
        call_command("loaddata", str(file), verbosity=0, **options)

    return load_rows


@pytest.fixture
def as_keeper(client):
    client.force_login(make_official("planning"))
    return client


def own_key(indicator: Indicator) -> list[Any]:
    return list(indicator.natural_key())


def a_target(indicator: Indicator, **fields: Any) -> dict[str, Any]:
    named = {"indicator": own_key(indicator), "fiscal_year": 2025, "scope": "period", "revision": 0}
    return named | fields


# --- by what a target was seen ---


def publish(period: PlanPeriod) -> None:
    Plan.objects.filter(pk=period.plan_id).update(is_published=True)


def withdraw(period: PlanPeriod) -> None:
    Change.objects.create(
        model="policies.plan",
        object_id=period.plan_id,
        field="is_published",
        old="True",
        new="False",
        via="admin",
    )


@pytest.mark.parametrize(
    ("happened", "said"),
    [
        pytest.param(lambda period: None, "", id="a draft of the planning division"),
        pytest.param(publish, "公開", id="the plan is public"),
        pytest.param(withdraw, "公開", id="the plan was public once"),
        pytest.param(lambda period: make_round(plan=period.plan), "所管課に示した", id="a round has opened"),
        pytest.param(
            lambda period: make_round(plan=period.plan, is_closed=True),
            "所管課に示した",
            id="a round was open",
        ),
        pytest.param(
            lambda period: make_round(
                plan=period.plan,
                opens_on=timezone.localdate() + timedelta(days=1),
                due_on=timezone.localdate() + timedelta(days=9),
            ),
            "",
            id="a round opens tomorrow",
        ),
        pytest.param(
            lambda period: make_round(plan=period.plan, fiscal_year=2021),
            "",
            id="a round of years before the period",
        ),
        pytest.param(
            lambda period: make_cycle(period=period, is_published=False), "", id="a cycle without evaluation"
        ),
        pytest.param(
            lambda period: make_evaluation(cycle=make_cycle(period=period)),
            "評価に使われた",
            id="an evaluation",
        ),
        pytest.param(
            lambda period: make_publication(cycle=make_cycle(period=period)),
            "評価に使われた",
            id="an edition",
        ),
        pytest.param(
            lambda period: make_round(plan=make_period(plan=a_plan(name="別の計画")).plan),
            "",
            id="a round of another plan",
        ),
    ],
)
def test_a_target_was_seen_by_what_others_could_open(indicator, happened, said):
    happened(indicator.node.period)
    found = by_what_seen(indicator)
    assert said in found
    assert bool(found) == bool(said)


@pytest.mark.parametrize("fills_gaps", [True, False])
def test_whether_a_gap_may_be_filled_is_said_by_the_rule(indicator, fills_gaps):
    Indicator.objects.update(unit="")
    indicator.unit = "件"

    def rewrite() -> None:
        refuse_to_rewrite(
            indicator, ["unit"], why=lambda _: "使われています。", fills_gaps=fills_gaps, beside=stored_beside
        )

    if fills_gaps:
        return rewrite()
    with pytest.raises(ValidationError, match="使われています"):
        rewrite()
    return None


# --- targets ---


SETTLED = [
    pytest.param("value", 63, id="value"),
    pytest.param("comparator", "<", id="comparator"),
    pytest.param("is_approximate", True, id="approx"),
    pytest.param("fiscal_year", 2026, id="year"),
    pytest.param("applies_from", 2024, id="from when it applies"),
    pytest.param("decided_on", timezone.localdate(), id="when it was decided"),
]


@pytest.mark.parametrize(("field", "value"), SETTLED)
def test_what_a_seen_target_promised_is_not_rewritten(seen, field, value):
    target = Target.objects.get(scope="period")
    Target.objects.filter(pk=target.pk).update(applies_from=2022, decided_on="2021-12-01")
    target.refresh_from_db()
    seen.accepts_contrary_targets = True
    target.indicator = seen
    setattr(target, field, value)
    with pytest.raises(ValidationError) as refused:
        target.clean()
    (sentence,) = refused.value.message_dict[field]
    assert "改定番号1の行を追加" in sentence


@pytest.mark.parametrize(("field", "value"), SETTLED)
def test_a_draft_is_free(indicator, field, value):
    target = Target.objects.get(scope="period")
    indicator.accepts_contrary_targets = True
    target.indicator = indicator
    setattr(target, field, value)
    target.clean()


@pytest.mark.parametrize("field", ["applies_from", "decided_on"])
def test_when_a_seen_target_was_decided_may_be_learnt(seen, field):
    target = Target.objects.get(scope="period")
    setattr(target, field, {"applies_from": 2022, "decided_on": timezone.localdate()}[field])
    target.clean()


def test_a_file_does_not_overwrite_a_seen_target(seen, load):
    with pytest.raises(CommandError) as refused:
        load("indicators.target", a_target(seen, value=63), overwrite=True)
    said = str(refused.value)
    for part in ("given.json: 1番目", "目標値（value）", "計画が公開されている", "改定番号1の行を追加"):
        assert part in said
    assert Target.objects.get(scope="period").value == 40


def test_a_file_mends_words_repeats_values_and_adds_revisions(seen, load):
    load("indicators.target", a_target(seen, value=40, source="計画書 12ページ"), overwrite=True)
    assert Target.objects.get(scope="period").source == "計画書 12ページ"
    count = Change.objects.count()
    load("indicators.target", a_target(seen, value=40))
    assert Change.objects.count() == count
    load("indicators.target", a_target(seen, value=63, revision=1, reason="前倒しのため"))
    assert list(Target.objects.filter(scope="period").values_list("value", flat=True)) == [40, 63]


def test_a_file_overwrites_the_target_of_a_draft(indicator, load):
    load("indicators.target", a_target(indicator, value=63), overwrite=True)
    assert Target.objects.get(scope="period").value == 63


def test_the_page_of_a_seen_target_holds_what_it_promised(seen, as_keeper):
    target = Target.objects.get(scope="period")
    page = as_keeper.get(reverse("admin:indicators_target_change", args=(target.pk,)))
    form = page.context["adminform"].form
    assert {name for name, field in form.fields.items() if field.disabled} >= {
        "value",
        "fiscal_year",
        "scope",
    }
    assert not form.fields["reason"].disabled
    assert not form.fields["decided_on"].disabled  # unknown so far
    text = page.content.decode()
    assert f"{reverse('admin:indicators_target_add')}?revises={target.pk}" in text
    assert "目標を改定する" in text
    assert edit(as_keeper, target, reason="前倒し").status_code == 302
    refused = edit(as_keeper, target, value="63")
    assert refused.status_code == 422
    assert "書き換えられません" in refused.content.decode()
    assert 'value="63"' in refused.content.decode()
    target.refresh_from_db()
    assert (target.value, target.reason) == (40, "前倒し")


def test_a_browser_sends_nothing_of_what_is_held_and_the_rest_is_saved(seen, as_keeper):
    target = Target.objects.get(scope="period")
    path = reverse("admin:indicators_target_change", args=(target.pk,))
    page = as_keeper.get(path)
    held = {name for name, field in page.context["adminform"].form.fields.items() if field.disabled}
    sent = {name: value for name, value in what_the_page_sends(page).items() if name not in held}
    sent |= {"reason": "前倒し", "change_reason": "追記"}
    assert as_keeper.post(path, sent).status_code == 302
    target.refresh_from_db()
    assert (target.value, target.comparator, target.reason) == (40, "plain", "前倒し")


def test_the_rows_on_the_page_of_the_indicator_are_held_too(seen, as_keeper):
    path = reverse("admin:indicators_indicator_change", args=(seen.pk,))
    page = as_keeper.get(path)
    text = page.content.decode()
    last = Target.objects.get(scope="period")
    assert f"{reverse('admin:indicators_target_add')}?revises={last.pk}" in text
    formset = page.context["inline_admin_formsets"][0].formset
    assert all(
        form.fields["value"].disabled and form.fields["DELETE"].disabled for form in formset.initial_forms
    )
    for typed in ({"targets-0-value": "41"}, {"targets-0-DELETE": "on"}):
        refused = as_keeper.post(path, what_the_page_sends(page) | {"change_reason": "訂正"} | typed | once())
        assert refused.status_code == 422, typed
    assert sorted(Target.objects.values_list("value", flat=True)) == [40, 40]
    added = {
        "targets-TOTAL_FORMS": "3",
        "targets-2-fiscal_year": "2025",
        "targets-2-scope": "period",
        "targets-2-revision": "1",
        "targets-2-comparator": "plain",
        "targets-2-value": "63",
        "targets-2-reason": "前倒し",
    }
    answer = as_keeper.post(path, what_the_page_sends(page) | {"change_reason": "改定"} | added | once())
    assert answer.status_code == 302
    assert Target.objects.filter(value=63, revision=1).exists()


def test_a_seen_target_is_not_deleted(seen, as_keeper):
    target = Target.objects.get(scope="period")
    path = reverse("admin:indicators_target_delete", args=(target.pk,))
    answer = as_keeper.post(path, once(row_version=1, change_reason="不要"))
    assert answer.status_code == 422
    assert "削除できません" in answer.content.decode()
    assert Target.objects.filter(pk=target.pk).exists()


def test_a_revision_begins_with_what_the_last_version_says(seen, as_keeper):
    target = Target.objects.get(scope="period")
    make_target(
        indicator=seen, fiscal_year=2025, scope="period", value=50, revision=1, comparator=">=", label="期末"
    )
    path = f"{reverse('admin:indicators_target_add')}?revises={target.pk}"
    page = as_keeper.get(path)
    form = page.context["adminform"].form
    assert "目標を改定する" in page.content.decode()
    shown = {name: form[name].value() for name in ("indicator", "fiscal_year", "scope", "revision", "label")}
    assert shown == {
        "indicator": seen.pk,
        "fiscal_year": 2025,
        "scope": "period",
        "revision": 2,
        "label": "期末",
    }
    assert (form["value"].value(), form["comparator"].value(), form["decided_on"].value()) == (50, ">=", None)
    sent = what_the_page_sends(page) | {"value": "63"}
    without_reason = as_keeper.post(path, sent)
    assert without_reason.status_code == 422
    assert "改定の理由を入力してください" in without_reason.content.decode()
    assert as_keeper.post(path, sent | once(reason="前倒しのため")).status_code == 302
    assert list(Target.objects.filter(scope="period").values_list("revision", "value")) == [
        (0, 40),
        (1, 50),
        (2, 63),
    ]


@pytest.mark.parametrize("key", ["x", "999999", "9" * 40, "１"])
def test_an_address_that_names_no_target_opens_the_empty_form(seen, as_keeper, key):
    page = as_keeper.get(f"{reverse('admin:indicators_target_add')}?revises={key}")
    assert page.status_code == 200
    assert page.context["adminform"].form["value"].value() is None


def test_a_target_of_another_city_begins_no_revision(as_keeper):
    theirs = make_target(value=77)
    page = as_keeper.get(f"{reverse('admin:indicators_target_add')}?revises={theirs.pk}")
    assert page.context["adminform"].form["value"].value() is None


# --- the definition of an indicator ---


DEFINITION = [
    pytest.param("unit", "千円", id="unit"),
    pytest.param("decimals", 1, id="decimals"),
    pytest.param("direction", "down", id="direction"),
    pytest.param("accumulation", "cumulative", id="accumulation"),
    pytest.param("rate_formula", "F4", id="rate formula"),
    pytest.param("method", "別の方法で数える", id="method"),
    pytest.param("baseline_value", 8, id="baseline"),
    pytest.param("baseline_year", 2020, id="year of the baseline"),
    pytest.param("kind", "survey", id="a survey, whose differences may be judged in points"),
]


@pytest.fixture
def defined() -> Indicator:
    """An indicator of which everything is known, in a plan that nobody has seen."""
    return make_indicator(
        node=make_node(period=make_period(plan=a_plan())), unit="百万円", method="数える", baseline=7
    )


def confirm(indicator: Indicator) -> None:
    make_result(indicator=indicator, fiscal_year=2022)


def hand_in(indicator: Indicator) -> None:
    make_result(indicator=indicator, fiscal_year=2022, entry_state="waiting")


def confirm_and_send_back(indicator: Indicator) -> None:
    (row,) = add_rows(
        [Result(indicator=indicator, fiscal_year=2022, total=5, entry_state="confirmed")], by=BY
    )
    return_result(row, version=1, reason="誤り", round_=make_round(plan=indicator.node.period.plan), by=BY)
    assert row.entry_state == "returned"


def confirm_and_wait_again(indicator: Indicator) -> None:
    row = make_result(indicator=indicator, fiscal_year=2022, entry_state="waiting")
    make_earlier_figure(row, was_confirmed=True)


def confirm_and_delete(indicator: Indicator) -> None:
    (row,) = add_rows([Result(indicator=indicator, fiscal_year=2022, total=5, entry_state="checked")], by=BY)
    delete_row(row, by=BY)


CONFIRMED = [
    pytest.param(confirm, id="confirmed"),
    pytest.param(confirm_and_send_back, id="confirmed once and sent back"),
    pytest.param(confirm_and_wait_again, id="replaced by one that waits"),
    pytest.param(confirm_and_delete, id="confirmed once and deleted"),
]


@pytest.mark.parametrize(("field", "value"), DEFINITION)
def test_what_defines_a_confirmed_figure_is_not_rewritten(defined, field, value):
    confirm(defined)
    setattr(defined, field, value)
    with pytest.raises(ValidationError) as refused:
        defined.clean()
    (sentence,) = refused.value.message_dict[field]
    assert "令和4年度" in sentence
    assert "後継の指標" in sentence


@pytest.mark.parametrize("happened", CONFIRMED)
def test_a_figure_that_was_ever_confirmed_counts(defined, happened):
    happened(defined)
    defined.unit = "千円"
    with pytest.raises(ValidationError) as refused:
        defined.clean()
    (sentence,) = refused.value.message_dict["unit"]
    year = "1 1 令和4(2022)年度" if happened is confirm_and_delete else "令和4年度"
    assert sentence.startswith(f"確認済みの実績（{year}）があるため、")


@pytest.mark.parametrize(("field", "value"), DEFINITION)
@pytest.mark.parametrize(
    "happened", [pytest.param(None, id="no figure"), pytest.param(hand_in, id="handed in")]
)
def test_a_definition_is_free_until_something_is_confirmed(defined, happened, field, value):
    if happened:
        happened(defined)
    setattr(defined, field, value)
    defined.clean()


@pytest.mark.parametrize(
    ("field", "unknown", "value"),
    [
        pytest.param("unit", "", "件", id="unit"),
        pytest.param("direction", "unknown", "up", id="direction"),
        pytest.param("accumulation", "unknown", "annual", id="accumulation"),
        pytest.param("method", "", "数える", id="method"),
        pytest.param("baseline_value", None, 7, id="baseline"),
    ],
)
def test_what_was_unknown_may_be_learnt_and_not_forgotten(defined, field, unknown, value):
    confirm(defined)
    Indicator.objects.filter(pk=defined.pk).update(**{field: unknown})
    setattr(defined, field, value)
    defined.clean()
    defined.save()
    setattr(defined, field, unknown)
    with pytest.raises(ValidationError):
        defined.clean()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "別の書き方"),
        ("note", "注"),
        ("rationale", "考え方"),
        ("is_judged", False),
        ("kind", "activity"),
        ("accepts_contrary_targets", True),
        ("order", 9),
    ],
)
def test_the_other_words_of_a_confirmed_indicator_stay_free(defined, field, value):
    confirm(defined)
    setattr(defined, field, value)
    defined.clean()


def an_indicator(row: Indicator, **fields: Any) -> dict[str, Any]:
    place = {"node": list(row.node.natural_key()), "number": row.number, "order": 1, "name": row.name}
    return {**place, "kind": "outcome", **fields}


def test_a_file_does_not_redefine_what_was_confirmed(defined, load):
    confirm(defined)
    with pytest.raises(CommandError) as refused:
        load("indicators.indicator", an_indicator(defined, unit="千円"), overwrite=True)
    for part in ("given.json: 1番目", "単位（unit）", "令和4年度", "後継の指標"):
        assert part in str(refused.value)
    load("indicators.indicator", an_indicator(defined, unit="百万円", note="注"), overwrite=True)
    defined.refresh_from_db()
    assert (defined.unit, defined.note) == ("百万円", "注")


def test_the_page_of_a_confirmed_indicator_holds_its_definition_and_leads_on(defined, as_keeper):
    confirm(defined)
    path = reverse("admin:indicators_indicator_change", args=(defined.pk,))
    page = as_keeper.get(path)
    form = page.context["adminform"].form
    assert {name for name, field in form.fields.items() if field.disabled} == {
        "unit",
        "decimals",
        "direction",
        "accumulation",
        "rate_formula",
        "method",
        "baseline_value",
        "baseline_year",
    }
    way = f"{reverse('admin:indicators_indicator_add')}?succeeds={defined.pk}"
    assert way in page.content.decode()
    assert "令和4年度" in page.content.decode()
    refused = edit(as_keeper, defined, unit="千円", note="注")
    assert refused.status_code == 422
    assert 'value="千円"' in refused.content.decode()
    defined.refresh_from_db()
    assert (defined.unit, defined.note) == ("百万円", "")
    begun = as_keeper.get(way).context["adminform"].form
    shown = {name: begun[name].value() for name in ("node", "name", "kind", "unit", "succeeds")}
    assert shown == {
        "node": defined.node_id,
        "name": defined.name,
        "kind": "outcome",
        "unit": None,
        "succeeds": [defined.pk],
    }


def test_nothing_of_another_city_is_succeeded(as_keeper):
    theirs = make_indicator(name="よその指標")
    page = as_keeper.get(f"{reverse('admin:indicators_indicator_add')}?succeeds={theirs.pk}")
    assert page.status_code == 200
    assert "よその指標" not in page.content.decode()


@pytest.mark.parametrize("how", ["put off", "turned to another year", "deleted"])
def test_what_a_round_has_shown_stays_seen_whatever_becomes_of_the_round(
    indicator: Indicator, how: str
) -> None:
    shown = make_round(plan=indicator.node.period.plan)
    EntryRound.objects.all().delete()
    shown.pk = None
    (round_,) = add_rows([shown], by=BY)
    assert by_what_seen(indicator)
    if how == "deleted":
        delete_row(round_, by=BY)
    elif how == "put off":
        round_.opens_on = timezone.localdate() + timedelta(days=3)
    else:
        round_.fiscal_year = 2040
    if how != "deleted":
        change_row(round_, version=round_.version, by=BY)
    assert by_what_seen(indicator)


def test_a_round_that_never_opened_has_shown_nothing(indicator: Indicator) -> None:
    later = timezone.localdate() + timedelta(days=3)
    planned = make_round(plan=indicator.node.period.plan, opens_on=later)
    EntryRound.objects.all().delete()
    planned.pk = None
    (round_,) = add_rows([planned], by=BY)
    delete_row(round_, by=BY)
    assert not by_what_seen(indicator)


def test_seen_targets_are_not_carried_into_a_draft_to_be_rewritten(seen: Indicator) -> None:
    seen.node = make_node(period=make_period(plan=a_plan(name="案")))
    with pytest.raises(ValidationError, match="別の計画期間へは移せません"):
        seen.clean()


def test_a_draft_moves_freely(indicator: Indicator) -> None:
    indicator.node = make_node(period=make_period(plan=a_plan(name="案")))
    indicator.clean()


def test_no_node_takes_its_indicators_into_another_period(seen: Indicator) -> None:
    node, period = seen.node, make_period(plan=a_plan(name="案"))
    node.period, node.layer = period, period.layers.get(depth=node.layer.depth)
    with pytest.raises(ValidationError, match="別の計画期間へは移せません"):
        node.clean()


@pytest.mark.parametrize(("unit", "is_refused"), [("％", True), ("件", False)])
def test_confirmed_shares_are_not_made_those_of_a_survey(
    indicator: Indicator, unit: str, is_refused: bool
) -> None:
    Indicator.objects.filter(pk=indicator.pk).update(unit=unit)
    make_result(indicator=indicator)
    indicator.refresh_from_db()
    indicator.asked, indicator.survey_interval, indicator.asked_since = "interval", 2, 2022
    if is_refused:
        with pytest.raises(ValidationError, match="確認済みの実績"):
            indicator.clean()
    else:
        indicator.clean()
