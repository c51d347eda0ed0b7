"""What saving a figure and keeping its draft cost, and what a file of figures costs the loader."""

from collections.abc import Iterator
from typing import Any

from bench import forms, inside, people
from bench.asking import ROUNDS, Meter, Visitor
from bench.forms import Figure
from bench.kept import Kept
from bench.page_costs import EMPTY_EACH, mean_cost
from bench.pages import City, the_city
from bench.urls import EMPTY
from entry.round.scorecards.owed import owed_in
from tests.servers import Server

SAVES_EACH = 4


def measure(server: Server, kept: Kept) -> None:
    """Measure a save and an autosave, each time of a figure that nobody has touched."""
    city = the_city()
    owed = figures(city)
    kept.once("save (POST)", lambda: cost_of_saving(server, owed))
    kept.once("autosave", lambda: cost_of_drafts(server, owed))


def figures(city: City, *, again: bool = False) -> Iterator[Figure]:
    """Yield the figures that are owed and answered by a number, each with somebody of its department.

    `again` yields those as well that wait for the 課長, who may be late: they can be entered anew.
    """
    officials: dict[int, people.Official] = {}
    for one in owed_in(city.round):
        department = one.indicator.department
        is_open = one.result is None or (again and one.result.entry_state == "waiting")
        if department is None or not forms.is_plain(one) or not is_open:
            continue
        if department.pk not in officials:
            officials[department.pk] = people.staff_of(department)
        yield Figure(one, officials[department.pk])


def cost_of_saving(server: Server, owed: Iterator[Figure]) -> dict[str, Any]:
    """Return what sending the form costs, the page before it not counted."""
    meter, nobody = Meter(server), Visitor(server.port)
    costs, empties = [], []
    for _ in range(ROUNDS):
        empties.append(mean_cost(meter, lambda: nobody.get(EMPTY), EMPTY_EACH))
        costs.append(sum(saved(server, meter, next(owed)) for _ in range(SAVES_EACH)) / SAVES_EACH)
    statements = inside.statements_of(sending(next(owed)))
    calls = inside.calls_of(sending(next(owed)))
    x = round(min(costs) / min(empties), 2)
    goals = {"goal": 35, "statements_goal": 14, "was": "75–107"}
    empty = round(min(empties) * 1000, 3)
    return {"x": x, "empty_ms": empty, "statements": statements, "calls": calls} | goals


def saved(server: Server, meter: Meter, figure: Figure) -> float:
    """Save one figure, and return what the server spent on it."""
    visitor = Visitor(server.port, figure.official.cookies)
    form, fields = forms.save(visitor, figure, 1)
    begun = meter.read()
    answer = visitor.post(form.action, fields)
    spent = meter.read() - begun
    if answer.status != 302:
        raise SystemExit(f"{form.action} answered {answer.status}: {answer.body.decode()}")
    visitor.close()
    return spent


def sending(figure: Figure) -> Any:
    """Open the form in this process, and return the sending of it."""
    client = inside.client_with(figure.official.cookies)
    form = forms.form_of(figure.address, in_process(client.get(figure.address)))
    fields = forms.filled(form, figure.owed, 1)
    return lambda: client.post(form.action, fields)


def in_process(answer: Any) -> Any:
    """Let an answer of this process be read like one of the server."""
    answer.status = answer.status_code
    return answer


def cost_of_drafts(server: Server, owed: Iterator[Figure]) -> dict[str, Any]:
    """Return what keeping a draft of one form costs, kept again and again with other words."""
    meter, nobody, figure = Meter(server), Visitor(server.port), next(owed)
    visitor = Visitor(server.port, figure.official.cookies)
    form, fields = forms.save(visitor, figure, 1)
    times = 0

    def keep() -> None:
        nonlocal times
        times += 1
        address, sent = forms.draft_of(form, fields | {"footnote": [f"下書き {times}"]})
        answer = visitor.post(address, sent, Accept="application/json")
        if answer.status != 200:
            raise SystemExit(f"{address} answered {answer.status}: {answer.body.decode()[-500:]}")

    costs, empties = [], []
    for _ in range(ROUNDS):
        empties.append(mean_cost(meter, lambda: nobody.get(EMPTY), EMPTY_EACH))
        costs.append(mean_cost(meter, keep, 10))
    x = round(min(costs) / min(empties), 2)
    return {"x": x, "empty_ms": round(min(empties) * 1000, 3), "goal": 12, "was": "25–40"}
