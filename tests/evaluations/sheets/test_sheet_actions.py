"""A sheet written, handed in, confirmed, sent back, carried on: whole or not at all, with its history."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from evaluations.sheets.actions import (
    UnfinishedError,
    carried,
    enter_sheet,
    sheet_for,
)
from evaluations.sheets.amounts import AmountPlace
from evaluations.sheets.answers import Answer
from evaluations.sheets.models.forms import SheetForm, SheetItem, SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet, SheetAmount, SheetAnswer
from indicators.actions import close_round, confirm_results, return_result
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import Change
from tests.factories import (
    make_cycle,
    make_node,
    make_person,
    make_round,
    make_scale,
    make_sheet,
    make_sheet_form,
    make_sheet_request,
)

pytestmark = pytest.mark.django_db

BY = Actor(Change.Via.PAGE)
COST = AmountPlace(2022, "budget", "cost")
WHOLE = {
    "plan": Answer(text="相談窓口を開く。"),
    "achievement": Answer(symbol="3", text="計画どおり進んだ。"),
    "visits": Answer(number=Decimal("12")),
    "costs": Answer(
        amounts={
            COST: Decimal(10),
            AmountPlace(2022, "budget", "national"): Decimal(4),
            AmountPlace(2022, "budget", "general"): Decimal(6),
        }
    ),
}


@pytest.fixture
def request_():
    return make_sheet_request()


@pytest.fixture
def node(request_):
    return make_node(parent=make_node(period=request_.cycle.period))


def read(request, node):
    return ProjectSheet.objects.with_answers().get(cycle=request.cycle, node=node)


def test_a_whole_sheet_is_handed_in_and_read_back(request_, node):
    sheet = enter_sheet(request_, node, WHOLE, version=0, hand_in=True, by=BY)
    stored = read(request_, node)
    assert stored.given() == WHOLE
    assert stored.entry_state == ProjectSheet.EntryState.WAITING
    assert stored.achievement.symbol == "3"
    assert stored.version == sheet.version


def test_an_unfinished_sheet_is_kept_on_the_way_but_not_handed_in(request_, node):
    half = {"plan": Answer(text="相談窓口を開く。"), "achievement": Answer(symbol="3")}
    with pytest.raises(UnfinishedError) as refused:
        enter_sheet(request_, node, half, version=0, hand_in=True, by=BY)
    assert [problem.sentence for problem in refused.value.problems] == [
        "「達成度」の理由を入力してください。"
    ]
    assert not ProjectSheet.objects.exists()
    enter_sheet(request_, node, half, version=0, hand_in=False, by=BY)
    assert read(request_, node).entry_state == ProjectSheet.EntryState.DRAFT


def test_what_is_handed_in_is_judged_together_with_what_stood_there(request_, node):
    enter_sheet(request_, node, {"plan": WHOLE["plan"]}, version=0, hand_in=False, by=BY)
    sheet = enter_sheet(request_, node, {"achievement": WHOLE["achievement"]}, version=1, hand_in=True, by=BY)
    assert sheet.entry_state == ProjectSheet.EntryState.WAITING
    assert set(read(request_, node).given()) == {"plan", "achievement"}


def test_amounts_that_do_not_add_up_keep_a_sheet_back(request_, node):
    costs = Answer(amounts=dict(WHOLE["costs"].amounts) | {COST: Decimal(11)})
    with pytest.raises(UnfinishedError, match="1か所"):
        enter_sheet(request_, node, WHOLE | {"costs": costs}, version=0, hand_in=True, by=BY)


def test_the_same_again_changes_nothing(request_, node):
    enter_sheet(request_, node, WHOLE, version=0, hand_in=True, by=BY)
    count, version = Change.objects.count(), read(request_, node).version
    enter_sheet(request_, node, WHOLE, version=version, hand_in=True, by=BY)
    assert (Change.objects.count(), read(request_, node).version) == (count, version)


def test_every_change_of_an_answer_counts_a_version_and_leaves_its_trace(request_, node):
    enter_sheet(request_, node, WHOLE, version=0, hand_in=False, by=BY)
    before = Change.objects.count()
    enter_sheet(request_, node, {"plan": Answer(text="窓口を二つ開く。")}, version=1, hand_in=False, by=BY)
    (change,) = Change.objects.order_by("pk")[before:]
    assert (change.field, change.old, change.new) == ("text", "相談窓口を開く。", "窓口を二つ開く。")
    assert change.owner == f"evaluations.projectsheet:{read(request_, node).pk}"
    assert read(request_, node).version == 2


def test_a_stale_save_is_told_and_writes_nothing(request_, node):
    enter_sheet(request_, node, WHOLE, version=0, hand_in=False, by=BY)
    enter_sheet(request_, node, {"plan": Answer(text="先に変更した。")}, version=1, hand_in=False, by=BY)
    for version in (0, 1):
        with pytest.raises(StaleRow) as stale:
            enter_sheet(
                request_, node, {"plan": Answer(text="後から。")}, version=version, hand_in=False, by=BY
            )
        assert stale.value.current == read(request_, node)
    assert read(request_, node).given()["plan"].text == "先に変更した。"


def test_an_empty_answer_takes_back_what_stood_there_and_zero_is_a_value(request_, node):
    enter_sheet(request_, node, WHOLE, version=0, hand_in=False, by=BY)
    emptied = {
        "plan": Answer(),
        "achievement": Answer(),
        "visits": Answer(number=Decimal(0)),
        "costs": Answer(amounts={COST: Decimal(0)}),
    }
    enter_sheet(request_, node, emptied, version=1, hand_in=False, by=BY)
    assert read(request_, node).given() == {
        "visits": Answer(number=Decimal(0)),
        "costs": Answer(amounts={COST: Decimal(0)}),
    }
    assert read(request_, node).achievement is None
    assert SheetAmount.objects.count() == 1


def test_a_symbol_that_the_scale_does_not_have_is_refused_whole(request_, node):
    with pytest.raises(RefusedError, match="「9」という区分はありません"):
        enter_sheet(
            request_,
            node,
            WHOLE | {"achievement": Answer(symbol="9", text="…")},
            version=0,
            hand_in=False,
            by=BY,
        )
    assert not ProjectSheet.objects.exists()
    assert not SheetAnswer.objects.exists()


def test_nothing_is_written_in_a_closed_round_or_once_confirmed(request_, node):
    sheet = enter_sheet(
        request_, node, WHOLE, version=0, hand_in=True, by=Actor(Change.Via.PAGE, make_person())
    )
    chief = Actor(Change.Via.PAGE, make_person())
    confirm_results([(sheet, sheet.version)], round_=request_.round, by=chief)
    with pytest.raises(RefusedError, match="課長確認済"):
        enter_sheet(request_, node, {"plan": Answer(text="直す。")}, version=2, hand_in=False, by=BY)
    return_result(sheet, version=2, reason="理由が足りません", round_=request_.round, by=chief)
    enter_sheet(request_, node, {"plan": Answer(text="直す。")}, version=3, hand_in=True, by=BY)
    close_round(request_.round, version=1, by=BY)
    with pytest.raises(RefusedError, match="締め切られました"):
        enter_sheet(request_, node, {"plan": Answer(text="また直す。")}, version=4, hand_in=True, by=BY)


def test_nobody_confirms_the_own_sheet(request_, node):
    chief = Actor(Change.Via.PAGE, make_person())
    sheet = enter_sheet(request_, node, WHOLE, version=0, hand_in=True, by=chief)
    with pytest.raises(RefusedError, match="自分で入力した"):
        confirm_results([(sheet, sheet.version)], round_=request_.round, by=chief)


@pytest.mark.parametrize(
    "drafted", [{"plan": WHOLE["plan"]}, {"costs": WHOLE["costs"]}, {"visits": WHOLE["visits"]}]
)
def test_nobody_confirms_a_sheet_of_which_they_wrote_any_part(request_, node, drafted):
    chief, officer, other = (Actor(Change.Via.PAGE, make_person()) for _ in range(3))
    enter_sheet(request_, node, {"achievement": WHOLE["achievement"]}, version=0, hand_in=False, by=officer)
    enter_sheet(request_, node, drafted, version=1, hand_in=False, by=chief)
    sheet = enter_sheet(request_, node, WHOLE, version=2, hand_in=True, by=officer)
    with pytest.raises(RefusedError, match="ほかの課長が確認"):
        confirm_results([(sheet, sheet.version)], round_=request_.round, by=chief)
    assert read(request_, node).entry_state == "waiting"
    assert confirm_results([(sheet, sheet.version)], round_=request_.round, by=other)


def test_what_another_has_confirmed_is_no_ones_own_words_any_more(request_, node):
    chief, officer, other = (Actor(Change.Via.PAGE, make_person()) for _ in range(3))
    sheet = enter_sheet(request_, node, WHOLE, version=0, hand_in=True, by=chief)
    confirm_results([(sheet, 1)], round_=request_.round, by=other)
    return_result(sheet, version=2, reason="理由が足りません", round_=request_.round, by=chief)
    sheet = enter_sheet(request_, node, {"plan": Answer(text="直す。")}, version=3, hand_in=True, by=officer)
    assert confirm_results([(sheet, sheet.version)], round_=request_.round, by=chief)


def year_later(request, form=None):
    """Return the request of the next year's round, by the form given or the same."""
    scale = request.cycle.achievement_scale
    cycle = make_cycle(
        period=request.cycle.period, kind="yearly", first_year=2023, last_year=2023, achievement_scale=scale
    )
    return make_sheet_request(
        round=make_round(plan=request.round.plan, fiscal_year=2023), form=form or request.form, cycle=cycle
    )


def test_a_new_sheet_begins_with_what_is_carried_on_from_last_year(request_, node):
    sheet = enter_sheet(request_, node, WHOLE, version=0, hand_in=True, by=BY)
    following = year_later(request_)
    assert carried(following, node) == (None, {})
    confirm_results([(sheet, 1)], round_=request_.round, by=Actor(Change.Via.PAGE, make_person()))
    earlier, found = carried(following, node)
    assert earlier == sheet
    assert found == {"plan": WHOLE["plan"], "costs": WHOLE["costs"]}
    assert not ProjectSheet.objects.filter(cycle=following.cycle).exists()


def test_a_sheet_is_carried_on_to_the_node_that_succeeds_it_and_to_another_form(request_, node):
    sheet = enter_sheet(request_, node, WHOLE, version=0, hand_in=True, by=BY)
    confirm_results([(sheet, 1)], round_=request_.round, by=Actor(Change.Via.PAGE, make_person()))
    form = SheetForm.objects.create(key="another", name="別の様式")
    other = make_scale("AB")
    SheetItem.objects.create(form=form, order=1, part="P", key="plan", label="取組", is_carried=True)
    SheetItem.objects.create(
        form=form,
        order=2,
        part="P",
        key="achievement",
        label="評価",
        kind="rating",
        scale=other,
        is_carried=True,
    )
    successor = make_node(parent=node.parent, succeeds=[node])
    earlier, found = carried(year_later(request_, form), successor)
    assert earlier == sheet
    # a rating is never mapped from one scale onto another; its reason is a text like any
    assert found == {"plan": WHOLE["plan"], "achievement": Answer(text="計画どおり進んだ。")}


def test_another_form_with_other_items_and_another_scale_needs_no_code():
    grades = make_scale("ＡＢＣＤＥＦ")
    form = SheetForm.objects.create(key="ward", name="地域課題対応事業評価シート")
    SheetItem.objects.create(form=form, order=1, part="総合評価", key="grade", label="総合評価", kind="rating",
                             scale=grades, meaning="achievement", is_required=True)  # fmt: skip
    SheetItem.objects.create(form=form, order=2, part="地域", key="voices", label="地域の声", longest=20)
    round_ = make_round()
    cycle = make_cycle(
        period=round_.plan.periods.get(), kind="yearly", last_year=2022, achievement_scale=grades
    )
    request = make_sheet_request(round=round_, form=form, cycle=cycle)
    node = make_node(parent=make_node(period=cycle.period))
    answers = {"grade": Answer(symbol="Ｆ"), "voices": Answer(text="夜間の見回りを望む声が多い。")}
    enter_sheet(request, node, answers, version=0, hand_in=True, by=BY)
    assert read(request, node).given() == answers


def test_answered_items_keep_what_they_ask_for(request_, node):
    item = request_.form.items.get(key="plan")
    item.kind = SheetItem.Kind.NUMBER
    item.clean()  # nobody has answered yet
    enter_sheet(request_, node, WHOLE, version=0, hand_in=False, by=BY)
    for key, field, value in (("plan", "kind", "number"), ("achievement", "scale", make_scale("xy"))):
        item = request_.form.items.get(key=key)
        setattr(item, field, value)
        with pytest.raises(Exception, match="新しい版"):
            item.clean()


@pytest.mark.parametrize("key", ["Secret", "next-token", "password", "csrf-plan"])
def test_a_key_of_an_item_is_none_whose_fields_are_kept_nowhere(request_, key):
    item = request_.form.items.get(key="plan")
    item.key = key
    with pytest.raises(ValidationError, match="下書きに残らない"):
        item.clean()
    table = request_.form.items.get(key="costs")
    table.layout["columns"][-1]["key"] = key
    with pytest.raises(ValidationError, match="下書きに残らない"):
        table.clean()


def test_a_request_is_refused_for_a_cycle_that_does_not_fit(request_):
    request_.cycle = make_cycle(period=request_.cycle.period, first_year=2024, last_year=2024)
    with pytest.raises(Exception, match="年度を対象とする"):
        request_.clean()
    request_.cycle = make_cycle()
    with pytest.raises(Exception, match="同じ計画"):
        request_.clean()
    request_.cycle = make_cycle(period=request_.round.plan.periods.get(), last_year=2022)
    with pytest.raises(Exception, match="達成度の区分と違います"):
        request_.clean()


def test_a_request_keeps_its_form_once_a_sheet_was_written_by_it(request_, node):
    request_.form = make_sheet_form(achievement_scale=request_.cycle.achievement_scale)
    request_.clean()
    request_.refresh_from_db()
    enter_sheet(request_, node, WHOLE, version=0, hand_in=False, by=BY)
    request_.form = make_sheet_form(achievement_scale=request_.cycle.achievement_scale)
    with pytest.raises(Exception, match="入力されたシートがある"):
        request_.clean()


def test_the_sheets_of_a_year_are_asked_for_once(request_):
    second = make_round(plan=request_.round.plan, kind="midterm")
    request_.clean()
    with pytest.raises(Exception, match="すでに「令和4年度実績の入力（年次）」で依頼しています"):
        SheetRequest(round=second, form=request_.form, cycle=request_.cycle).clean()


def test_last_years_own_sheet_goes_before_that_of_a_longer_cycle_that_ends_with_it(request_, node):
    sheet = enter_sheet(request_, node, WHOLE, version=0, hand_in=True, by=BY)
    confirm_results([(sheet, 1)], round_=request_.round, by=Actor(Change.Via.PAGE, make_person()))
    longer = make_cycle(period=request_.cycle.period, first_year=2022, last_year=2023)
    make_sheet(node=node, cycle=longer)
    round_ = make_round(plan=request_.round.plan, fiscal_year=2024)
    scale = request_.cycle.achievement_scale
    between = make_cycle(
        period=longer.period, kind="yearly", first_year=2023, last_year=2023, achievement_scale=scale
    )
    own = make_sheet(node=node, cycle=between)
    cycle = make_cycle(
        period=longer.period, kind="yearly", first_year=2024, last_year=2024, achievement_scale=scale
    )
    request = make_sheet_request(round=round_, form=request_.form, cycle=cycle)
    assert carried(request, node)[0] == own


def test_the_database_itself_keeps_one_sheet_a_cycle(request_, node):
    enter_sheet(request_, node, WHOLE, version=0, hand_in=False, by=BY)
    twin = sheet_for(request_, node, version=None)
    twin.pk, twin._state.adding = None, True
    with pytest.raises(IntegrityError):
        twin.save()


def test_a_form_asks_with_a_scale_if_and_only_if_it_rates():
    form = make_sheet_form()
    with pytest.raises(IntegrityError):
        SheetItem.objects.create(form=form, order=9, part="x", key="x", label="x", kind="rating")
