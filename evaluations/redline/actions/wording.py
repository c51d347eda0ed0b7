"""The city's list of 用字用語: a line added, changed or taken away, many pasted at once, our examples taken over.

Many at once take the version of the whole list (`list_version`), because they write over lines by what these say.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from evaluations.redline.findings import EXAMPLES
from evaluations.redline.models import WordingRule
from store.actions.rows import (
    Actor,
    RefusedError,
    StaleRow,
    add_rows,
    change_row,
    delete_row,
)

MOST_RULES: Final = 2_000
TOO_MANY: Final = f"一覧に登録できるのは{MOST_RULES:,}件までです。使わない行を削除してから、加えてください。"
Key = tuple[str, str, str]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pasted:
    """What became of the lines that were pasted."""

    added: int
    changed: int
    equal: int


def list_version(code: str) -> int:
    """Return a number that is another one as soon as any line of the city's list was added, changed or deleted."""
    rows = WordingRule.objects.filter(local_government_code=code).order_by("pk").values_list("pk", "version")
    digest = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return int(digest[:14], 16)


@transaction.atomic
def add_wording_rule(code: str, values: Values, *, version: int, by: Actor) -> WordingRule:
    """Add a line to the city's list, which was `version` when the form was shown.

    Raise RefusedError for a line that is there already or could find nothing; StaleRow if it may have come since.
    """
    row = checked(WordingRule(local_government_code=code, **values))
    if twin := lines_of(code).get(key_of(row)):
        if list_version(code) != version:
            raise StaleRow(twin)
        raise RefusedError(there_already(row))
    _add(code, [row], by)
    return row


@transaction.atomic
def change_wording_rule(row: WordingRule, values: Values, *, version: int, by: Actor) -> None:
    """Write what a stored line shall say from now on; equal values change nothing."""
    for name, value in values.items():
        setattr(row, name, value)
    twin = lines_of(row.local_government_code).get(key_of(checked(row)))
    if twin is not None and twin.pk != row.pk:
        raise RefusedError(there_already(row))
    try:
        with transaction.atomic():
            change_row(row, version=version, by=by)
    except IntegrityError:
        raise RefusedError(there_already(row)) from None


@transaction.atomic
def delete_wording_rule(row: WordingRule, *, version: int, by: Actor) -> None:
    """Take the line off the list."""
    row.version = version
    delete_row(row, by=by)


@transaction.atomic
def put_pasted(code: str, lines: Sequence[Values], *, version: int, by: Actor) -> Pasted:
    """Add the lines that are not there, and change those that are by what each says; all of them or none.

    A line says its kind, pattern and field; what it does not name stays as it is stored. Equal ones are not touched.
    """
    refuse_unless_unmoved(code, version)
    stored, new, changed = lines_of(code), [], 0
    for values in lines:
        line = WordingRule(local_government_code=code, **values)
        row = stored.get(key_of(line))
        if row is None:
            new.append(checked(line))
            continue
        for name, value in values.items():
            setattr(row, name, value)
        changed += bool(change_row(checked(row), version=row.version, by=by))
    _add(code, new, by)
    return Pasted(len(new), changed, len(lines) - len(new) - changed)


@transaction.atomic
def add_examples(code: str, *, version: int, by: Actor) -> int:
    """Add those of our examples that the list has no line for yet, and return how many; its lines stay as they are."""
    refuse_unless_unmoved(code, version)
    lacking = examples_lacking(code)
    _add(code, lacking, by)
    return len(lacking)


def examples_lacking(code: str) -> list[WordingRule]:
    """Return, unsaved, the examples that the city's list has no line for."""
    there = lines_of(code)
    examples = [WordingRule(local_government_code=code, **WordingRule.columns(rule)) for rule in EXAMPLES]
    return [one for one in examples if key_of(one) not in there]


def refuse_unless_unmoved(code: str, version: int) -> None:
    """Raise StaleRow if the list is no longer what the form had shown."""
    if list_version(code) != version:
        raise StaleRow(None)


def lines_of(code: str) -> dict[Key, WordingRule]:
    """Return the city's lines by what may stand in its list once."""
    return {key_of(one): one for one in WordingRule.objects.filter(local_government_code=code)}


def key_of(row: WordingRule) -> Key:
    """Return what two lines of a list must not have in common."""
    return (row.kind, row.pattern, row.field)


def checked(row: WordingRule) -> WordingRule:
    """Return the line if it says something that fits its columns; raise RefusedError with what is wrong."""
    try:
        row.clean_fields()
        row.clean()
    except ValidationError as wrong:
        raise RefusedError("\n".join(wrong.messages)) from None
    return row


def there_already(row: WordingRule) -> str:
    """Say which line is in the way."""
    where = f"（対象の文：{row.get_field_display()}）" if row.field and row.pattern else ""
    name = f"「{row.pattern}」" if row.pattern else str(row)
    return f"{name}{where}は、すでに一覧にあります。一覧の行を開いて直してください。"


def _add(code: str, rows: Sequence[WordingRule], by: Actor) -> None:
    """Insert lines; one that somebody else has just added makes the whole stale."""
    if WordingRule.objects.filter(local_government_code=code).count() + len(rows) > MOST_RULES:
        raise RefusedError(TOO_MANY)
    try:
        with transaction.atomic():
            add_rows(rows, by=by)
    except IntegrityError:
        raise StaleRow(None) from None
