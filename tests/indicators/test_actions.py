"""A year's figure is entered, confirmed and sent back: versions compared, four eyes, nothing in a closed round."""

from decimal import Decimal

import pytest

from indicators.actions import (
    EnteredFigure,
    close_round,
    confirm_results,
    enter_result,
    figure_of,
    reopen_round,
    return_result,
)
from indicators.calculation.facts import Missing, ResultStanding
from indicators.models import EntryRound, Result
from policies.fiscal_year import FiscalYear
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import Change
from tests.factories import (
    make_indicator,
    make_node,
    make_period,
    make_person_in_post,
    make_result,
    make_round,
)

pytestmark = pytest.mark.django_db
YEAR = FiscalYear(2022)
State = Result.EntryState


@pytest.fixture
def indicator():
    return make_indicator(node=make_node(period=make_period()), targets={2022: 10})


@pytest.fixture
def round_(indicator):
    return make_round(plan=indicator.node.period.plan)


def somebody(role="staff"):
    person = make_person_in_post(role)
    return Actor(Change.Via.PAGE, person, person.posts.get())


@pytest.fixture
def officer():
    return somebody()


@pytest.fixture
def chief():
    return somebody("chief")


def figure(total, **more):
    return EnteredFigure(total=Decimal(total), **more)


def test_a_first_figure_waits_for_the_chief_and_says_who_entered_it(indicator, round_, officer):
    row = enter_result(indicator, YEAR, figure(12), version=0, round_=round_, by=officer, again=False)
    row.refresh_from_db()
    assert (row.total, row.entry_state, row.entered_by) == (Decimal(12), State.WAITING, officer.person)
    change = Change.objects.get(model="indicators.result", field="total")
    assert (change.old, change.new, change.who, change.via) == ("", "12", officer.person, "page")
    assert change.post == str(officer.post)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(
            EnteredFigure(missing=Missing.PENDING, pending_until="令和5年11月"), id="not counted yet"
        ),
        pytest.param(EnteredFigure(missing=Missing.OUT_OF_CYCLE), id="no survey that year"),
        pytest.param(figure(0), id="zero"),
        pytest.param(
            figure("-12.6", standing=ResultStanding.PROVISIONAL), id="a provisional figure below zero"
        ),
        pytest.param(EnteredFigure(text_value="策定済", text_fulfilled=True), id="an answer in words"),
    ],
)
def test_what_was_entered_is_what_is_read_back(indicator, round_, officer, said):
    row = enter_result(indicator, YEAR, said, version=0, round_=round_, by=officer, again=False)
    row.refresh_from_db()
    assert figure_of(row) == said


def test_nothing_is_not_an_answer(indicator, round_, officer):
    with pytest.raises(RefusedError, match="値がない理由"):
        enter_result(
            indicator, YEAR, EnteredFigure(footnote="注"), version=0, round_=round_, by=officer, again=False
        )
    assert not Result.objects.exists()


def test_the_same_figure_again_changes_nothing(indicator, round_, officer):
    row = enter_result(indicator, YEAR, figure(12), version=0, round_=round_, by=officer, again=False)
    before = Change.objects.count()
    again = enter_result(
        indicator, YEAR, figure(12), version=row.version, round_=round_, by=somebody(), again=False
    )
    assert (again.version, again.entered_by) == (1, officer.person)
    assert Change.objects.count() == before


@pytest.mark.parametrize("version", [0, 2])
def test_who_saw_another_version_overwrites_nothing(indicator, round_, officer, version):
    make_result(indicator=indicator, total=5, entry_state="waiting")
    with pytest.raises(StaleRow) as stale:
        enter_result(indicator, YEAR, figure(12), version=version, round_=round_, by=officer, again=False)
    assert isinstance(stale.value.current, Result)
    assert stale.value.current.total == 5
    assert Result.objects.get().total == 5


def test_a_version_of_a_row_that_is_not_there_is_stale(indicator, round_, officer):
    with pytest.raises(StaleRow) as stale:
        enter_result(indicator, YEAR, figure(12), version=3, round_=round_, by=officer, again=False)
    assert stale.value.current is None


@pytest.mark.parametrize("state", ["confirmed", "checked"])
def test_a_confirmed_figure_is_not_entered_over(indicator, round_, officer, state):
    make_result(indicator=indicator, total=5, entry_state=state)
    with pytest.raises(RefusedError, match="差戻し"):
        enter_result(indicator, YEAR, figure(12), version=1, round_=round_, by=officer, again=False)
    assert Result.objects.get().total == 5


def waiting(officer, count=1):
    node = make_node(period=make_period())
    rows = [
        make_result(indicator=make_indicator(node=node), entry_state="waiting", entered_by=officer.person)
        for _ in range(count)
    ]
    return rows, make_round(plan=node.period.plan)


def states():
    return list(Result.objects.order_by("pk").values_list("entry_state", flat=True))


def test_many_are_confirmed_at_once_with_a_line_of_history_each(officer, chief):
    rows, round_ = waiting(officer, 3)
    done = confirm_results([(row, 1) for row in rows], round_=round_, by=chief)
    assert (len(done), states()) == (3, ["confirmed"] * 3)
    assert Change.objects.filter(field="entry_state", new="confirmed", who=chief.person).count() == 3


def test_confirming_twice_is_confirming_once(officer, chief):
    rows, round_ = waiting(officer)
    confirm_results([(rows[0], 1)], round_=round_, by=chief)
    before = Change.objects.count()
    fresh = Result.objects.get()
    assert confirm_results([(fresh, 1)], round_=round_, by=somebody("chief")) == []
    assert Change.objects.count() == before


def test_one_row_changed_meanwhile_keeps_all_from_being_confirmed(officer, chief):
    rows, round_ = waiting(officer, 3)
    Result.objects.filter(pk=rows[2].pk).update(version=2, total=9)
    with pytest.raises(StaleRow) as stale:
        confirm_results([(row, 1) for row in rows], round_=round_, by=chief)
    assert stale.value.current == rows[2]
    assert states() == ["waiting"] * 3
    assert not Change.objects.exists()


def test_nobody_confirms_what_they_entered(officer, chief):
    rows, round_ = waiting(officer, 2)
    Result.objects.filter(pk=rows[1].pk).update(entered_by=chief.person)
    with pytest.raises(RefusedError, match="自分で入力"):
        confirm_results([(row, 1) for row in Result.objects.order_by("pk")], round_=round_, by=chief)
    assert states() == ["waiting"] * 2


@pytest.mark.parametrize("state", ["empty", "draft", "returned"])
def test_what_does_not_wait_cannot_be_confirmed(indicator, round_, chief, state):
    row = make_result(indicator=indicator, entry_state=state)
    with pytest.raises(RefusedError, match="確認待ちではない"):
        confirm_results([(row, 1)], round_=round_, by=chief)
    assert states() == [state]


@pytest.mark.parametrize("state", ["waiting", "confirmed", "checked"])
def test_a_figure_goes_back_with_its_reason_which_the_history_keeps(indicator, round_, chief, state):
    row = make_result(indicator=indicator, entry_state=state)
    return_result(row, version=1, reason="  桁が違います ", round_=round_, by=chief)
    row.refresh_from_db()
    assert (row.entry_state, row.returned_reason) == ("returned", "桁が違います")
    assert Change.objects.get(field="entry_state").why == "桁が違います"


@pytest.mark.parametrize(
    ("state", "reason"), [("waiting", " "), ("empty", "桁が違います"), ("returned", "桁")]
)
def test_nothing_goes_back_without_a_reason_or_before_it_came(indicator, round_, chief, state, reason):
    row = make_result(indicator=indicator, entry_state=state)
    with pytest.raises(RefusedError):
        return_result(row, version=1, reason=reason, round_=round_, by=chief)
    assert states() == [state]


def test_a_figure_that_was_changed_meanwhile_does_not_go_back(indicator, round_, chief):
    row = make_result(indicator=indicator, entry_state="waiting")
    Result.objects.update(version=2)
    with pytest.raises(StaleRow):
        return_result(row, version=1, reason="桁が違います", round_=round_, by=chief)
    assert states() == ["waiting"]


def test_in_a_closed_round_nothing_changes_until_it_is_opened_with_a_reason(
    indicator, round_, officer, chief
):
    row = make_result(indicator=indicator, entry_state="waiting", entered_by=officer.person)
    stale = EntryRound.objects.get()  # somebody's page still has it open
    close_round(round_, version=1, by=somebody("planning"))
    for change in (
        lambda: enter_result(indicator, YEAR, figure(12), version=1, round_=stale, by=officer, again=False),
        lambda: confirm_results([(row, 1)], round_=stale, by=chief),
        lambda: return_result(row, version=1, reason="桁", round_=stale, by=chief),
    ):
        with pytest.raises(RefusedError, match="締め切られました"):
            change()
    assert states() == ["waiting"]
    with pytest.raises(RefusedError, match="理由"):
        reopen_round(round_, version=2, reason=" ", by=somebody("planning"))
    reopen_round(EntryRound.objects.get(), version=2, reason="訂正のため", by=somebody("planning"))
    assert Change.objects.get(field="is_closed", new="False").why == "訂正のため"
    confirm_results([(Result.objects.get(), 1)], round_=stale, by=chief)
    assert states() == ["confirmed"]


def test_a_round_is_closed_from_the_page_that_shows_it_as_it_is(round_):
    EntryRound.objects.update(version=2)
    with pytest.raises(StaleRow):
        close_round(round_, version=1, by=somebody("planning"))
    assert not EntryRound.objects.get().is_closed
