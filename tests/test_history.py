"""The history: only ever longer, complete, and the same on both databases, also when many write at once."""

import json
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, connections, models, transaction

from indicators.models import Indicator, Result
from store.actions.rows import (
    Actor,
    StaleRow,
    add_rows,
    change_row,
    delete_row,
)
from store.models import Change, Versioned
from tests.city import make_official, make_one_of_each
from tests.entry.office import client_of
from tests.factories import make_indicator, make_node, make_result
from tests.reading import read

BY = Actor(Change.Via.COMMAND)
THREADS, INCREMENTS = 8, 5


def run_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda line: type(line).objects.update(new="9"), id="update"),
        pytest.param(lambda line: type(line).objects.filter(pk=line.pk).delete(), id="delete"),
        pytest.param(lambda line: line.save(), id="save"),
        pytest.param(lambda _: run_sql("UPDATE accounts_change SET new = '9'"), id="UPDATE"),
        pytest.param(lambda _: run_sql("DELETE FROM accounts_change"), id="DELETE"),
        pytest.param(
            lambda line: run_sql(
                "INSERT INTO accounts_change SELECT * FROM accounts_change WHERE true"
                " ON CONFLICT (sequence) DO UPDATE SET new = '9'"
            ),
            id="upsert",
        ),
    ],
)
def test_what_happened_cannot_be_rewritten(attempt: Callable[[Change], Any]):
    result = make_result()
    result.total = Decimal(7)
    (line,) = change_row(result, version=1, by=BY)
    with pytest.raises(DatabaseError, match="変更も削除もできません"), transaction.atomic():
        attempt(line)
    assert Change.objects.get().new == "7"


def replay(model: type[models.Model], key: str) -> dict[str, str] | None:
    """Return what the row says by its history alone; None once it is deleted."""
    said: dict[str, str] | None = {}
    for line in Change.objects.filter(model=model._meta.label_lower, object_id=key).order_by("sequence"):
        if line.field == "":
            said = None
            continue
        said = said if said is not None else {}
        assert equal(model, line.field, said.get(line.field, ""), line.old), f"a gap before {line}"
        said[line.field] = line.new
    return said


def equal(model: type[models.Model], name: str, one: str, other: str) -> bool:
    field = model._meta.get_field(name)
    if isinstance(field, models.DecimalField) and one and other:
        return Decimal(one) == Decimal(other)
    if isinstance(field, models.JSONField) and one and other:
        return bool(json.loads(one) == json.loads(other))
    return one == other


def stated(row: models.Model) -> dict[str, str]:
    """Return what the row says now, as the history writes it."""
    found = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or field.name in {"version", "last_login"} or value is None or value == "":
            continue
        if isinstance(field, models.JSONField):
            found[field.name] = json.dumps(value)
        else:
            found[field.name] = (
                str(getattr(row, field.name)) if field.is_relation else field.value_to_string(row)
            )
    for many in row._meta.many_to_many:
        if linked := "、".join(sorted(map(str, getattr(row, many.name).all()))):
            found[many.name] = linked
    return found


def assert_replayed(row: models.Model) -> None:
    said = {name: text for name, text in (replay(type(row), str(row.pk)) or {}).items() if text}
    now = stated(row)
    assert said.keys() == now.keys(), row
    assert all(equal(type(row), name, said[name], now[name]) for name in now), row


@pytest.mark.django_db
def test_the_history_of_a_row_replayed_gives_its_final_state():
    (result,) = add_rows([Result(indicator=make_indicator(), fiscal_year=2022, total=Decimal(5))], by=BY)
    steps: list[dict[str, Any]] = [
        {"total": Decimal("6.25"), "footnote": "見直し"},
        {"total": None, "missing": "pending", "pending_until": "令和6年11月"},
        {"total": Decimal(0), "missing": "", "pending_until": ""},
        {"entry_state": "confirmed", "text_fulfilled": True, "footnote": ""},
    ]
    for step in steps:
        for name, value in step.items():
            setattr(result, name, value)
        change_row(result, version=result.version, by=BY)
    assert_replayed(Result.objects.get())
    assert Result.objects.get().version == 1 + len(steps)
    delete_row(result, by=BY)
    assert replay(Result, str(result.pk)) is None or not Result.objects.exists()


@pytest.mark.django_db
def test_everything_a_fixture_loads_is_in_the_history():
    call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
    checked = 0
    for label in ("accounts", "policies", "indicators", "projects", "evaluations"):
        for model in apps.get_app_config(label).get_models():
            if issubclass(model, Versioned):
                for row in model._default_manager.all():
                    assert_replayed(row)
                    checked += 1
    assert checked > 100


def count_up(pk: int, failures: list[BaseException]) -> None:
    """Add one to the row again and again; whoever was overtaken reads anew, as a person would."""
    try:
        for _ in range(INCREMENTS):
            while not added_one(pk):
                pass
    except BaseException as failure:  # noqa: BLE001 - a thread must tell the test, whatever it was
        failures.append(failure)
    finally:
        connections.close_all()


def added_one(pk: int) -> bool:
    row = Result.objects.get(pk=pk)
    row.total = (row.total or Decimal(0)) + 1
    try:
        change_row(row, version=row.version, by=BY)
    except StaleRow:
        return False
    except OperationalError as busy:  # a database that asks to try again has written nothing
        if "locked" not in str(busy) and "serialize" not in str(busy):
            raise
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_when_eight_write_to_one_row_at_once():
    result = make_result(total=Decimal(0))
    failures: list[BaseException] = []
    threads = [
        threading.Thread(target=count_up, args=(result.pk, failures), daemon=True) for _ in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert failures == []
    assert not any(thread.is_alive() for thread in threads)
    stored = Result.objects.get()
    assert stored.total == THREADS * INCREMENTS
    assert stored.version == THREADS * INCREMENTS + 1
    lines = [(Decimal(one.old), Decimal(one.new)) for one in Change.objects.order_by("sequence")]
    assert lines == [(Decimal(number), Decimal(number + 1)) for number in range(THREADS * INCREMENTS)]


@pytest.mark.django_db(transaction=True)
def test_one_of_eight_who_add_the_same_row_succeeds_and_the_others_leave_no_line():
    node = make_node()
    outcomes: list[str] = []
    start = threading.Barrier(THREADS)

    def add() -> None:
        try:
            start.wait(timeout=30)
            add_rows([Indicator(node=node, order=1, number="①", name="指標", kind="outcome")], by=BY)
            outcomes.append("added")
        except DatabaseError as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add, daemon=True) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert len(outcomes) == THREADS
    assert outcomes.count("added") == 1
    assert set(outcomes) <= {"added", "IntegrityError"}
    assert Change.objects.values("object_id").distinct().count() == 1


@pytest.mark.django_db
def test_a_long_history_says_that_it_is_cut_and_leads_to_the_rest(monkeypatch):
    monkeypatch.setattr("store.actions.history.MOST_LATEST", 2)
    rows = make_one_of_each()
    planner = client_of(make_official("planning"))
    for number in range(3):
        for row, field in ((rows["Indicator"], "note"), (rows["Evaluation"], "difference_reason")):
            said = type(row).objects.get(pk=row.pk)
            setattr(said, field, f"出典{number}")
            change_row(said, version=said.version, by=BY)
    pages = (rows["Indicator"].get_absolute_url(), f"/evaluations/{rows['PolicyNode'].address}/")
    for address in pages:
        latest = read(planner.get(address)).one("section", **{"aria-labelledby": "history"})
        assert "出典2" in latest.text
        assert "新しい順に2件を表示しています。" in latest.text
        (onward,) = [one for one in latest.links if "history=all" in one]
        whole = read(planner.get(f"{address}{onward.partition('#')[0]}"))
        text = whole.one("section", **{"aria-labelledby": "history"}).text
        assert "出典0" in text
        assert "件を表示しています" not in text
