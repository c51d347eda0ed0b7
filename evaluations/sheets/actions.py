"""What is done with a 事務事業評価シート: written, handed in; confirming and sending back are as for figures."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from accounts.actions import person_of
from evaluations.sheets.amounts import AmountPlace, Amounts
from evaluations.sheets.answers import (
    Answer,
    AnswerKind,
    AnswerProblem,
    problems_in,
)
from evaluations.sheets.models.forms import SheetItem, SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet, SheetAmount, SheetAnswer
from indicators.actions import refuse_if_closed, refuse_if_confirmed
from indicators.models import RatingLevel
from policies.models import PolicyNode
from store.actions.rows import (
    Actor,
    RefusedError,
    StaleRow,
    add_first,
    add_rows,
    change_row,
    delete_row,
    touch_row,
)
from store.models import Versioned

State = ProjectSheet.EntryState
Answers = Mapping[str, Answer]


class UnfinishedError(RefusedError):
    """The sheet cannot be handed in yet; `problems` say why, item by item. Nothing was written."""

    def __init__(self, problems: Sequence[AnswerProblem]) -> None:
        super().__init__(f"提出していません。直すところが{len(problems)}か所あります。")
        self.problems = problems


@transaction.atomic
def enter_sheet(
    request: SheetRequest, node: PolicyNode, answers: Answers, *, version: int, hand_in: bool, by: Actor
) -> ProjectSheet:
    """Write what was answered; with `hand_in` hand the sheet to the 課長, else leave it 入力中.

    `answers` are by the key of the form's items; an item that is not among them stays as it is, an empty answer takes
    back what stood there. `version` is that of the sheet the form showed, 0 if there was none. Raise StaleRow if
    somebody else was first, RefusedError if the round is closed or the sheet is confirmed, UnfinishedError if it
    cannot be handed in; then nothing is written. The same again changes nothing.
    """
    refuse_if_closed(request.round)
    sheet = sheet_for(request, node, version=version)
    if version:
        refuse_if_confirmed(sheet)
    items = [item for item in request.form.items.all() if item.key in answers]
    stored = sheet.given() if version else {}
    if hand_in:
        refuse_unfinished(request, {**stored, **answers})
    differing = [item for item in items if answers[item.key] != stored.get(item.key, Answer())]
    sheet.form = sheet.form or request.form  # one kept before there were forms
    _write_sheet(sheet, differing, answers, hand_in=hand_in, version=version, by=by)
    for item in differing:
        _write_answer(sheet, item, answers[item.key], by)
    return sheet


def sheet_for(request: SheetRequest, node: PolicyNode, *, version: int | None) -> ProjectSheet:
    """Return the stored sheet of the node, else one that is not saved.

    Raise StaleRow if it is of another version than this one; None, for who only looks, takes any.
    """
    sheet = ProjectSheet.objects.with_answers().filter(cycle=request.cycle, node=node).first()
    if version is not None and version != (sheet.version if sheet else 0):
        raise StaleRow(sheet)
    return sheet or ProjectSheet(cycle=request.cycle, node=node, form=request.form)


def refuse_unfinished(request: SheetRequest, answers: Answers) -> None:
    """Raise UnfinishedError if something keeps a sheet with these answers from being handed in."""
    questions = [item.question() for item in request.form.items.all()]
    problems = problems_in(questions, answers, year=request.round.fiscal_year)
    if blocking := [one for one in problems if one.blocks]:
        raise UnfinishedError(blocking)


def _write_sheet(
    sheet: ProjectSheet,
    differing: Iterable[SheetItem],
    answers: Answers,
    *,
    hand_in: bool,
    version: int,
    by: Actor,
) -> None:
    """Write the sheet's own columns, and count a version whenever an answer changes."""
    changed = list(differing)
    for item in changed:
        if item.meaning == SheetItem.Meaning.ACHIEVEMENT:
            sheet.achievement = level_of(item, answers[item.key].symbol)
    state = State.WAITING if hand_in else State.DRAFT
    if not version:
        sheet.entry_state, sheet.entered_by = state, person_of(by)
        twins = ProjectSheet.objects.filter(cycle=sheet.cycle, node=sheet.node)
        add_first(sheet, twins=twins, version=version, by=by)
        return
    if changed or (hand_in and sheet.entry_state != State.WAITING):
        sheet.entry_state, sheet.entered_by = state, person_of(by)
    if not change_row(sheet, version=version, by=by) and changed:
        touch_row(sheet, version=version)


def _write_answer(sheet: ProjectSheet, item: SheetItem, answer: Answer, by: Actor) -> None:
    if item.kind == AnswerKind.AMOUNTS:
        _write_amounts(sheet, item, answer.amounts, by)
        return
    is_achievement = item.meaning == SheetItem.Meaning.ACHIEVEMENT
    stored = SheetAnswer.objects.filter(sheet=sheet, item=item).first()
    wanted = SheetAnswer(
        sheet=sheet,
        item=item,
        text=answer.text,
        level=None if is_achievement else level_of(item, answer.symbol),
        number=answer.number,
    )
    says_something = bool(wanted.text or wanted.level) or wanted.number is not None
    _replace(stored, wanted if says_something else None, by)


def _write_amounts(sheet: ProjectSheet, item: SheetItem, amounts: Amounts, by: Actor) -> None:
    stored = {row.place: row for row in SheetAmount.objects.filter(sheet=sheet, item=item)}
    new = [_cell(sheet, item, place, value) for place, value in amounts.items() if place not in stored]
    add_rows(new, by=by)
    for place, row in stored.items():
        value = amounts.get(place)
        _replace(row, None if value is None else _cell(sheet, item, place, value), by)


def _cell(sheet: ProjectSheet, item: SheetItem, place: AmountPlace, value: Decimal) -> SheetAmount:
    return SheetAmount(
        sheet=sheet, item=item, fiscal_year=place.year, column=place.column, line=place.line, value=value
    )


def _replace(stored: Versioned | None, wanted: Versioned | None, by: Actor) -> None:
    """Make the stored row say what is wanted: added, changed, or deleted where nothing is wanted."""
    if stored is None and wanted is not None:
        add_rows([wanted], by=by)
    elif stored is not None and wanted is None:
        delete_row(stored, by=by)
    elif stored is not None and wanted is not None:
        wanted.pk, wanted.version = stored.pk, stored.version
        change_row(wanted, version=stored.version, by=by)


def level_of(item: SheetItem, symbol: str) -> RatingLevel | None:
    """Return the level of the item's scale with that symbol, None for no symbol; refuse one it does not have."""
    if not symbol:
        return None
    levels = item.scale.levels.all() if item.scale else ()
    found = next((level for level in levels if level.symbol == symbol), None)
    if found is None:
        raise RefusedError(f"「{item.label}」に「{symbol}」という区分はありません。")
    return found


def carried(request: SheetRequest, node: PolicyNode) -> tuple[ProjectSheet | None, dict[str, Answer]]:
    """Return the 事務事業's sheet before this one and what of it a new sheet begins with; nothing is written.

    Only what a 課長 has confirmed, only items that are carried on, by their key.
    """
    blank = ProjectSheet(cycle=request.cycle, node=node, form=request.form)
    earlier = ProjectSheet.objects.with_answers().shown_with(()).before(blank).first()
    return earlier, carried_from(earlier, request)


def carried_from(earlier: ProjectSheet | None, request: SheetRequest) -> dict[str, Answer]:
    """Return what a new sheet of this request begins with, when this is the confirmed one before it."""
    before = comparable(request, earlier)
    return {
        item.key: before[item.key]
        for item in request.form.items.all()
        if item.is_carried and item.key in before
    }


def comparable(request: SheetRequest, earlier: ProjectSheet | None) -> dict[str, Answer]:
    """Return what an earlier sheet says about the items of the new form, by their key; the rest says nothing.

    An item is the same if its key and kind are. A rating is taken only if the scale is the same too, its reason is a
    text like any; amounts only in cells that the new table has. Load the earlier sheet through with_answers().
    """
    if earlier is None or earlier.form is None:
        return {}
    asked = {item.key: item for item in earlier.form.items.all()}
    given, found = earlier.given(), {}
    for item in request.form.items.all():
        before, answer = asked.get(item.key), given.get(item.key)
        if before is not None and answer is not None and before.kind == item.kind:
            fitting = _fitting(item, before, answer, request.round.fiscal_year)
            if fitting.says_something:
                found[item.key] = fitting
    return found


def asked_alike(request: SheetRequest, earlier: ProjectSheet | None) -> frozenset[str]:
    """Return the keys of the items that an earlier sheet was asked for as well, in the same kind and scale."""
    if earlier is None or earlier.form is None:
        return frozenset()
    asked = {item.key: (item.kind, item.scale_id) for item in earlier.form.items.all()}
    items = request.form.items.all()
    return frozenset(item.key for item in items if asked.get(item.key) == (item.kind, item.scale_id))


def _fitting(item: SheetItem, before: SheetItem, answer: Answer, year: int) -> Answer:
    if item.kind == AnswerKind.RATING and item.scale_id != before.scale_id:
        return Answer(text=answer.text)
    layout = item.question().layout
    if layout is None:
        return answer
    cells = set(layout.places(year))
    return Answer(amounts={place: value for place, value in answer.amounts.items() if place in cells})
