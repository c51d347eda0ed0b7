"""A round that is closed while somebody saves in it: what is saved comes before the closing, or is refused."""

from collections.abc import Callable
from decimal import Decimal
from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction

from evaluations.sheets.actions import enter_sheet
from indicators.actions import (
    EnteredFigure,
    close_round,
    confirm_results,
    enter_result,
)
from indicators.models import EntryRound
from policies.fiscal_year import FiscalYear
from projects.actions import report_count
from store.actions.rows import Actor, RefusedError
from store.models import Change
from tests.entry.office import YEAR
from tests.entry.sheets import WHOLE, Desk, make_desk
from tests.factories import make_indicator

pytestmark = pytest.mark.django_db(transaction=True)

A_MOMENT = 300  # milliseconds that a connection waits for others before it gives up
Step = Callable[[], object]


def by(desk: Desk) -> Actor:
    return Actor(Change.Via.PAGE, desk.office.staff)


def figure(desk: Desk) -> Step:
    owed, said, round_ = desk.office.owes(), EnteredFigure(total=Decimal(5)), desk.office.round
    return lambda: enter_result(
        owed, FiscalYear(YEAR), said, version=0, round_=round_, by=by(desk), again=False
    )


def confirmation(desk: Desk) -> Step:
    row = desk.office.entered()
    chief = Actor(Change.Via.PAGE, desk.office.chief)
    return lambda: confirm_results([(row, row.version)], round_=desk.office.round, by=chief)


def sheet(desk: Desk) -> Step:
    node = desk.owes()
    return lambda: enter_sheet(desk.request, node, WHOLE, version=0, hand_in=False, by=by(desk))


def count(desk: Desk) -> Step:
    owed = make_indicator(node=desk.office.node, figure_source="projects")
    on = desk.office.round.opens_on
    return lambda: report_count(owed, FiscalYear(YEAR), 3, version=0, by=by(desk), on=on)


SAVINGS = (figure, confirmation, sheet, count)


def closing(desk: Desk) -> Step:
    round_ = EntryRound.objects.get(pk=desk.office.round.pk)
    return lambda: close_round(round_, version=round_.version, by=by(desk))


def elsewhere(step: Step) -> str:
    """Take the step in a connection of its own that does not wait for long; say how it went."""
    said: list[str] = []

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                is_sqlite = connection.vendor == "sqlite"
                cursor.execute(f"{'PRAGMA busy_timeout' if is_sqlite else 'SET lock_timeout'} = {A_MOMENT}")
            step()
            said.append("done")
        except OperationalError:
            said.append("waits")
        except RefusedError:
            said.append("refused")
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    return "".join(said)


def test_nothing_is_saved_after_the_closing():
    for saving in SAVINGS:
        desk = make_desk()
        saves, another, closes = saving(desk), saving(desk), closing(desk)
        with transaction.atomic():
            saves()
            assert elsewhere(closes) == "waits", saving
        with transaction.atomic():
            closes()
            assert elsewhere(another) == "waits", saving
        assert elsewhere(another) == "refused", saving


def test_those_who_save_in_one_round_do_not_wait_for_each_other():
    desk = make_desk()
    steps = [saving(desk) for saving in SAVINGS]
    with transaction.atomic():
        figure(desk)()
        # SQLite lets one write at a time, whatever it writes
        expected = "waits" if connection.vendor == "sqlite" else "done"
        assert [elsewhere(step) for step in steps] == [expected] * len(steps)
