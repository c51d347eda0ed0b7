"""The same approval in the same moment, from two browsers and by a double click: one transition, on both databases."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import StageStep
from store.models import Change
from tests.evaluations.hall import Hall, hidden, make_hall

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(hall: Hall, who: str, forms: list[dict[str, str]]) -> list[int]:
    """Send the forms in the same moment, each in a thread with a connection of its own; return the statuses."""
    barrier, statuses = Barrier(len(forms)), [0] * len(forms)
    clients = [hall.client(who) for _ in forms]

    def run(number: int) -> None:
        try:
            barrier.wait(timeout=30)
            statuses[number] = clients[number].post(hall.address(), forms[number]).status_code
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(forms))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    return statuses


def test_two_browsers_approve_once_and_a_double_click_is_one_approval():
    hall = make_hall()
    evaluation = hall.at("chief")
    forms = [{"verb": "hand_on", **hidden(hall.client("kacho"), hall.address())} for _ in range(2)]
    assert sorted(all_at_once(hall, "kacho", forms)) == [302, 409]
    stored: Any = Evaluation.objects.select_related("stage").get(pk=evaluation.pk)
    assert (stored.stage.key, stored.version, StageStep.objects.count()) == ("bureau", 2, 1)

    form = {"verb": "hand_on", **hidden(hall.client("kyoku"), hall.address())}
    assert all_at_once(hall, "kyoku", [form] * 4) == [302] * 4
    stored.refresh_from_db()
    assert (stored.stage.key, StageStep.objects.count()) == ("check", 2)
    assert Change.objects.filter(model="evaluations.evaluation", field="stage").count() == 2


def test_an_evaluation_begun_by_two_at_once_is_one():
    hall = make_hall()
    forms = [{"verb": "begin", **hidden(hall.client("tanto"), hall.address())} for _ in range(2)]
    assert sorted(all_at_once(hall, "tanto", forms)) == [302, 409]
    assert (Evaluation.objects.count(), StageStep.objects.count()) == (1, 1)
