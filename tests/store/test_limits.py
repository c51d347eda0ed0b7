"""Every column of ours is limited by the database itself, the same on SQLite and PostgreSQL."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction

from accounts.models import LoginAttempt
from evaluations.publishing.models import Publication
from evaluations.rating.models.stages import StageStep
from projects.models import MOST_PROJECTS
from store.limits import (
    AMOUNT_DIGITS,
    AMOUNT_PLACES,
    LARGEST_AMOUNT,
    LARGEST_NUMBER,
    LARGEST_SMALL_NUMBER,
    LONG_TEXT,
)
from store.models import Change, Versioned
from tests.city import CITY, make_one_of_each
from tests.factories import make_publication
from tests.scenery import read_only

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
OURS = ("accounts", "policies", "indicators", "projects", "evaluations")
UNEDITED = {Change, LoginAttempt, Publication, StageStep}  # written once, so without a version
GUARDED = {Change, Publication}  # no row of theirs can be changed, so a wrong one is tried when it is added
NUMBERS = (models.IntegerField, models.DecimalField)
REFUSED = (IntegrityError, DataError)


def our_models() -> Iterator[type[models.Model]]:
    for label in OURS:
        yield from apps.get_app_config(label).get_models()


def columns(*kinds: Any) -> Iterator[Any]:
    """Yield a parameter for every column of these kinds that says something by itself."""
    for model in our_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, kinds) and not field.primary_key and not field.is_relation:
                yield pytest.param(model, field.name, id=f"{model._meta.label}.{field.name}")


TEXTS = list(columns(models.CharField, models.TextField))
COUNTED = list(columns(*NUMBERS))


def constraint(model: type[models.Model], name: str) -> models.CheckConstraint:
    """Return the constraint whose name ends so; the beginning is the table's."""
    found = [one for one in model._meta.constraints if one.name.partition("_")[2] == name]
    assert len(found) == 1, f"{model._meta.label} has no constraint …_{name}"
    assert isinstance(found[0], models.CheckConstraint)
    return found[0]


def longest(field: Any) -> int:
    return field.max_length or LONG_TEXT


@pytest.fixture
def _django_db_helper() -> None:
    """Keep the database open from test to test: see tests/scenery.py."""


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """One row of every model; what a test manages to write into it stays for the next."""
    with read_only(django_db_blocker):
        yield make_rows()


def make_rows() -> dict[str, Any]:
    made = make_one_of_each(CITY)
    change = Change.objects.create(via="command", model="m", object_id="1", object_label="x", field="f")
    attempt = LoginAttempt.objects.create(at=change.at, account="a", address="192.0.2.1")
    publication = make_publication(cycle=made["EvaluationCycle"])
    return made | {"Change": change, "LoginAttempt": attempt, "Publication": publication}


def store(row: models.Model, **values: Any) -> None:
    """Write past every form and every model: straight into the row."""
    with transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**values)


def store_by_hand(row: models.Model, field: str, value: Any) -> None:
    """Write by SQL, so that no field of Django's looks at the value."""
    concrete: Any = row._meta.get_field(field)
    table, column = row._meta.db_table, concrete.column
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET "{column}" = %s WHERE "{row._meta.pk.column}" = %s', [value, row.pk]
        )


def test_there_is_a_row_of_every_model_of_ours(rows):
    assert set(rows) == {model.__name__ for model in our_models()}


@pytest.mark.parametrize(("model", "name"), TEXTS)
def test_every_text_has_a_longest_length_in_the_database(model, name):
    assert constraint(model, f"{name}_length") is not None


@pytest.mark.parametrize(("model", "name"), [one for one in TEXTS if one.values[0] not in GUARDED])
def test_one_letter_too_many_is_refused_by_the_database(rows, model, name):
    field = model._meta.get_field(name)
    with pytest.raises(REFUSED):
        store_by_hand(rows[model.__name__], name, "あ" * (longest(field) + 1))


@pytest.mark.parametrize("name", [one.values[1] for one in TEXTS if one.values[0] is Change])
def test_one_letter_too_many_is_refused_in_the_history(rows, name):
    long = {name: "あ" * (longest(Change._meta.get_field(name)) + 1)}
    line = {"via": "page", "model": "m", "object_id": "1", "object_label": "x", "field": "f"} | long
    with pytest.raises(REFUSED), transaction.atomic():
        Change.objects.create(**line)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((one.values[1], None) for one in TEXTS if one.values[0] is Publication),
        *(("edition", number) for number in (0, -1, LARGEST_SMALL_NUMBER + 1)),
    ],
)
def test_what_no_publication_may_say_is_refused_by_the_database(rows, name, value):
    wrong = {name: "あ" * (longest(Publication._meta.get_field(name)) + 1) if value is None else value}
    cycle = rows["EvaluationCycle"]
    with pytest.raises(REFUSED), transaction.atomic():
        make_publication(cycle=cycle, **{"edition": 2, "kind": "update", "reason": "確定"} | wrong)


@pytest.mark.parametrize(("model", "name"), COUNTED)
def test_every_number_has_a_range_in_the_database(model, name):
    assert constraint(model, f"{name}_range") is not None


@pytest.mark.parametrize(("model", "name"), [one for one in COUNTED if one.values[0] not in GUARDED])
def test_a_number_outside_its_range_is_refused_by_the_database(rows, model, name):
    row = rows[model.__name__]
    largest = largest_of(model._meta.get_field(name))
    for number in (-largest - 1, largest + 1, 2**63, -(2**63), 10**19):
        with pytest.raises((*REFUSED, OverflowError)):
            store_by_hand(row, name, number)


def largest_of(field: Any) -> int:
    """Return a number that no column of this kind may exceed; most have to stay far below."""
    if isinstance(field, models.DecimalField):
        return int(LARGEST_AMOUNT)
    if field.name == "version":
        return LARGEST_NUMBER
    return MOST_PROJECTS if field.name == "count" else LARGEST_SMALL_NUMBER


@pytest.mark.parametrize(("model", "name"), list(columns(models.DecimalField)))
def test_the_largest_amount_fits_and_the_next_does_not(rows, model, name):
    row = rows[model.__name__]
    values: dict[str, Any] = {"baseline_year": 2021} if name == "baseline_value" else {}
    if name == "upper":
        values |= {"comparator": "range", "value": -LARGEST_AMOUNT}
    for largest in (LARGEST_AMOUNT, -LARGEST_AMOUNT):
        store(row, **values | {name: largest})
        assert getattr(type(row).objects.get(pk=row.pk), name) == largest
    for too_large in (LARGEST_AMOUNT + Decimal("0.0001"), -LARGEST_AMOUNT - Decimal("0.0001")):
        with pytest.raises((*REFUSED, ArithmeticError)):
            store_by_hand(row, name, str(too_large))


@pytest.mark.parametrize(("model", "name"), list(columns(models.DecimalField)))
@pytest.mark.parametrize("endless", ["Infinity", "-Infinity", "NaN", "1e999", "-1e999"])
def test_what_is_no_number_is_never_stored_as_an_amount(rows, model, name, endless):
    row = rows[model.__name__]
    before = type(row).objects.values().get(pk=row.pk)
    for write in (
        lambda: store(row, **{name: Decimal(endless)}),
        lambda: store_by_hand(row, name, float(endless)),
    ):
        try:
            write()
        except (*REFUSED, ArithmeticError, ValidationError, ValueError):
            pass
        after = type(row).objects.values().get(pk=row.pk)
        # SQLite knows no NaN: it stores nothing instead, which is no amount either
        assert after == before or (connection.vendor == "sqlite" and after == before | {name: None})


def test_an_amount_has_as_many_digits_as_both_databases_keep():
    for one in columns(models.DecimalField):
        model, name = one.values
        field = model._meta.get_field(name)
        assert (field.max_digits, field.decimal_places) == (AMOUNT_DIGITS, AMOUNT_PLACES)


def test_every_row_that_people_edit_carries_a_version():
    without = {model for model in our_models() if not issubclass(model, Versioned)}
    assert without == UNEDITED


@pytest.mark.parametrize("model", [model for model in our_models() if issubclass(model, Versioned)])
def test_every_limit_of_a_row_has_a_sentence_in_japanese(model):
    limits = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    for one in limits:
        message = str(one.get_violation_error_message())
        assert not message.isascii(), one.name
        assert "制約" not in message, one.name


def test_no_field_is_unlimited_because_of_its_kind():
    """A kind of field that these tests do not know needs a limit of its own."""
    known = (
        models.CharField,
        models.TextField,
        *NUMBERS,
        models.BooleanField,
        models.DateField,
        models.JSONField,
    )
    kinds = {
        type(field)
        for model in our_models()
        for field in model._meta.concrete_fields
        if not field.is_relation and not field.primary_key
    }
    assert {kind for kind in kinds if not issubclass(kind, known)} == set()
    rules = [
        field.name
        for model in our_models()
        for field in model._meta.fields
        if type(field) is models.JSONField
    ]
    assert sorted(rules) == ["attainment_rules", "direction_rules", "inputs", "layout", "progress_rules"]
