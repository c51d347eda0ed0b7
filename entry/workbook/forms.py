"""Accepted rows, carried through the browser from the preview to 取り込む: signed, for one person, for an hour."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from secrets import token_urlsafe
from typing import Any, Final

from django.core import signing

from accounts.models import Person
from desk.page.parking import LIFETIME
from entry.workbook.actions.figures import Accepted
from entry.workbook.actions.sheets import AcceptedSheet
from entry.workbook.scorecards.preview import Judged
from entry.workbook.scorecards.sheets.preview import JudgedSheet, SheetPreview
from evaluations.sheets.amounts import AmountPlace
from evaluations.sheets.answers import Answer
from indicators.actions import EnteredFigure
from indicators.calculation.facts import Missing, ResultStanding

VALID_SECONDS: Final = 3600
LONGEST_PARCEL: Final = 2_000_000
KIND: Final = "kind"  # beside the fields of the figure
_SALT: Final = "entry.workbooks.parcel"


class Expired(Exception):
    """The preview is too old, of somebody else, or not ours; str() says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "確認の画面を開いてから1時間が過ぎたため、取り込めません。ファイルを選び直してください。"
        )


class TooMuch(Exception):
    """More rows than a form can carry; str() says what to do."""

    def __init__(self) -> None:
        super().__init__("一度に取り込む変更が多すぎます。ファイルを課ごとなどに分けて取り込んでください。")


@dataclass(frozen=True, slots=True)
class Parcel:
    """Rows that could be accepted, the (indicator, fiscal year) of conflicts, and a key to take them in by, once.

    Of sheets the same: those that could be accepted, and the nodes of conflicts.
    """

    key: str
    rows: tuple[Accepted, ...]
    conflicts: tuple[tuple[int, int], ...]
    sheets: tuple[AcceptedSheet, ...]
    sheet_conflicts: tuple[int, ...]


def pack(
    changed: Iterable[Judged],
    conflicts: Iterable[Judged],
    person: Person,
    sheets: SheetPreview | None = None,
) -> str:
    """Return the rows as a signed text; raise TooMuch if a form cannot carry it."""
    content = {
        "person": person.pk,
        "key": token_urlsafe(32),
        "rows": [_row(judged) for judged in changed],
        "conflicts": [(row.item.indicator.pk, row.item.year.year) for row in conflicts if row.item],
        "sheets": [_sheet(judged) for judged in sheets.changed] if sheets else [],
        "sheet_conflicts": [row.item.node.pk for row in sheets.conflicts if row.item] if sheets else [],
    }
    text = signing.dumps(content, salt=_SALT, compress=True)
    if len(text) > LONGEST_PARCEL:
        raise TooMuch
    return text


def unpack(text: str, person: Person) -> Parcel:
    """Return what was packed for this person within the hour; raise Expired for anything else."""
    try:
        content = signing.loads(text, salt=_SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        raise Expired from None
    if content["person"] != person.pk:
        raise Expired
    rows = tuple(
        Accepted(round_, indicator, version, _figure(said), said.get(KIND, ""))
        for round_, indicator, version, said in content["rows"]
    )
    return Parcel(
        content["key"],
        rows,
        tuple((pk, year) for pk, year in content["conflicts"]),
        tuple(_accepted(said) for said in content["sheets"]),
        tuple(content["sheet_conflicts"]),
    )


def renewed(text: str, person: Person) -> str:
    """Return the parcel of this person as one that is valid for an hour from now, as long as a login may take.

    It keeps its key, so it is still taken in once. For a page only that shows anew what it would change.
    """
    try:
        content = signing.loads(text, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        raise Expired from None
    if content["person"] != person.pk:
        raise Expired
    return signing.dumps(content, salt=_SALT, compress=True)


def _row(judged: Judged) -> Sequence[Any]:
    item, figure = judged.item, judged.figure
    assert item is not None  # a changed row always is about an item  # noqa: S101
    said = {name: getattr(figure, name) for name in EnteredFigure.__slots__}
    said = {name: str(value) if isinstance(value, Decimal) else value for name, value in said.items()}
    return (item.round.pk, item.indicator.pk, item.version, said | {KIND: judged.kind})


def _figure(packed: Mapping[str, Any]) -> EnteredFigure:
    said = {name: value for name, value in packed.items() if name != KIND}
    amounts = {name: None if said[name] is None else Decimal(said[name]) for name in ("total", "increment")}
    missing = Missing(said["missing"]) if said["missing"] else None
    return EnteredFigure(
        **said | amounts | {"standing": ResultStanding(said["standing"]), "missing": missing}
    )


def _sheet(judged: JudgedSheet) -> Sequence[Any]:
    item = judged.item
    assert item is not None  # a changed row always is about an item  # noqa: S101
    answers = {key: _answer(answer) for key, answer in judged.answers.items()}
    return (item.round.pk, item.node.pk, item.version, judged.hand_in, answers)


def _answer(answer: Answer) -> Sequence[Any]:
    number = None if answer.number is None else str(answer.number)
    cells = [(one.year, one.column, one.line, str(value)) for one, value in answer.amounts.items()]
    return (answer.text, answer.symbol, number, cells)


def _accepted(said: Sequence[Any]) -> AcceptedSheet:
    round_, node, version, hand_in, answers = said
    return AcceptedSheet(
        round_, node, version, hand_in, {key: _read_answer(one) for key, one in answers.items()}
    )


def _read_answer(said: Sequence[Any]) -> Answer:
    text, symbol, number, cells = said
    amounts = {AmountPlace(year, column, line): Decimal(value) for year, column, line, value in cells}
    return Answer(
        text=text, symbol=symbol, number=None if number is None else Decimal(number), amounts=amounts
    )
