import pytest
from django.db import DatabaseError, connection, transaction

from store import history_guard
from store.models import Change


def make_change() -> Change:
    """Write one row of history."""
    return Change.objects.create(
        via=Change.Via.COMMAND,
        model="policies.plan",
        object_id="1",
        object_label="計画",
        field="name",
        new="新",
    )


def by_hand(statement: str) -> None:
    """Run SQL as somebody would who goes around the application."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(lambda _: Change.objects.update(new="別"), id="changed through the ORM"),
        pytest.param(lambda change: change.delete(), id="deleted through the ORM"),
        pytest.param(lambda _: Change.objects.all().delete(), id="deleted as a whole"),
        pytest.param(lambda _: by_hand("UPDATE accounts_change SET why = 'x'"), id="changed by SQL"),
        pytest.param(lambda _: by_hand("DELETE FROM accounts_change"), id="deleted by SQL"),
    ],
)
def test_nobody_changes_the_history(tamper):
    change = make_change()
    with pytest.raises(DatabaseError), transaction.atomic():
        tamper(change)
    assert Change.objects.get().new == "新"


INTO = "INTO accounts_change (sequence, at, via, model, object_id, object_label, owner, field, old, new,"
INTO += " why, who_name, post) SELECT sequence, at, via, model, object_id, object_label, owner, field, old,"
INTO += " '別', why, who_name, post FROM accounts_change WHERE true"


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["INSERT OR REPLACE", "REPLACE", "UPSERT"])
def test_nobody_replaces_a_line_of_the_history(statement):
    make_change()
    upsert = f"INSERT {INTO} ON CONFLICT (sequence) DO UPDATE SET new = '別'"
    if connection.vendor == "postgresql" and statement != "UPSERT":
        pytest.skip("PostgreSQL knows no REPLACE")
    with pytest.raises(DatabaseError, match="変更も削除もできません"), transaction.atomic():
        by_hand(upsert if statement == "UPSERT" else f"{statement} {INTO}")
    assert Change.objects.get().new == "新"


@pytest.mark.django_db
def test_the_guard_is_put_on_twice_and_taken_off_as_a_whole():
    make_change()
    history_guard.install(connection)
    history_guard.install(connection)
    history_guard.remove(connection)
    Change.objects.update(new="別")
    if connection.vendor == "sqlite":
        by_hand(f"REPLACE {INTO}")
    Change.objects.all().delete()
    assert not Change.objects.exists()
    history_guard.install(connection)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["the first", "the second"])
def test_a_test_with_real_transactions_leaves_no_history_and_the_guard_in_force(turn):
    assert Change.objects.count() == 0
    make_change()
    with pytest.raises(DatabaseError):
        Change.objects.all().delete()
