import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Change


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["the first", "the second"])
def test_a_test_with_real_transactions_leaves_no_history_and_the_guard_in_force(turn):
    assert Change.objects.count() == 0
    make_change()
    with pytest.raises(DatabaseError):
        Change.objects.all().delete()
