"""What stands around a sheet: why it cannot be changed, the figures of its 事務事業, and who changed what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import Person
from accounts.rules import may_enter, may_see_unconfirmed
from entry.figure.scorecards.facts import japanese_day
from entry.round.scorecards.items import State
from entry.round.scorecards.sheets import OwedSheet
from evaluations.sheets.answers import AnswerKind
from evaluations.sheets.models.forms import SheetItem
from evaluations.sheets.models.sheets import ProjectSheet, SheetAmount, SheetAnswer
from indicators.actions import CHANGEABLE
from indicators.calculation.heading import aimed_words
from indicators.calculation.quantities import quantity
from indicators.models import Indicator
from indicators.scorecards import written_figure
from policies.page import Owned
from store.actions.history import HistoryLine, changes_below, lines_of
from store.models import Change

MOST_LINES = 300
UNSAID = frozenset(
    {"", "sheet", "item", "cycle", "node", "form", "entered_by", "fiscal_year", "column", "line", "source"}
)
STATES = dict(ProjectSheet.EntryState.choices)


@dataclass(frozen=True, slots=True)
class FigureBeside:
    """One indicator of the 事務事業 in the sheet's year; `address` is where it is entered, empty for who may not."""

    indicator: Indicator
    last: str
    target: str
    value: str
    address: str


def why_locked(item: OwedSheet, today: date) -> str:
    """Say why the sheet cannot be changed and what to do about it; nothing while it can."""
    if item.round.is_closed:
        return f"{item.round}は締め切られました。変更が必要なときは、事務局に再開を依頼してください。"
    if item.round.opens_on > today:
        return f"{item.round}の受付は、{japanese_day(item.round.opens_on)}に始まります。"
    if item.state in CHANGEABLE:
        return ""
    return (
        f"{confirmed_by(item)}変更できません。変更が必要なときは、課長又は事務局に差戻しを依頼してください。"
    )


def confirmed_by(item: OwedSheet) -> str:
    """Say who confirmed the sheet and when, as the reason for what follows."""
    own = changes_of(item).filter(model=ProjectSheet._meta.label_lower, field="entry_state")
    change = own.filter(new__in=ProjectSheet.CONFIRMED_STATES).order_by("-sequence").first()
    if change is None:
        return f"{item.state.label}のため、"
    day = japanese_day(localtime(change.at).date())
    return f"{change.who_name or change.get_via_display()}が{day}に確認したため（{item.state.label}）、"


def figures_beside(item: OwedSheet, person: Person, today: date) -> list[FigureBeside]:
    """Return the indicators of the 事務事業 as far as the person may see their figures; a fixed number of queries."""
    own = Indicator.objects.filter(node=item.node)
    code = item.local_government_code
    owned = {
        one.pk: Owned(one.department, code)
        for one in own.select_related("department__parent__parent")
        if one.department is not None
    }
    seen = {one.department.pk for one in owned.values() if may_see_unconfirmed(person, one, today)}
    return [
        figure_beside(one, item, may=one.pk in owned and may_enter(person, owned[one.pk], today))
        for one in own.with_series(unconfirmed_of=seen).order_by("order")
    ]


def figure_beside(indicator: Indicator, item: OwedSheet, *, may: bool) -> FigureBeside:
    """Return one indicator with last year's value, the target and the value of the sheet's year."""
    series, year = indicator.series(), item.year
    return FigureBeside(
        indicator=indicator,
        last=written_figure(series, series.figure(year.previous)),
        target=aimed_words(series, year),
        value=written_figure(series, series.figure(year)),
        address=reverse("entry:figure", args=(indicator.pk, year.year)) if may else "",
    )


def changes_of(item: OwedSheet) -> "QuerySet[Change]":
    """Return the history of the stored sheet and of all that hangs from it, the oldest line first."""
    return changes_below(item.sheet.history_owner) if item.sheet else Change.objects.none()


def history_of(item: OwedSheet) -> Sequence[HistoryLine]:
    """Return who changed what in this sheet, the newest first, at most MOST_LINES."""
    changes = changes_of(item).exclude(field__in=UNSAID).order_by("-sequence")[:MOST_LINES]
    told = partial(item_told_of, item.node.address, {one.label: one for one in item.request.form.items.all()})
    return lines_of(
        changes,
        label=lambda change: label_in_form(change, item.node.address, told(change)),
        words=lambda change, text: in_words(change, text, told(change)),
    )


def said_of(change: Change, address: str) -> str:
    """Return what a line of history is about, without the 事務事業 it names first: an item, or a cell of one."""
    return change.object_label.removeprefix(f"{address} ")


def item_told_of(address: str, items: Mapping[str, SheetItem], change: Change) -> SheetItem | None:
    """Return the item of the form that a line of history is about, None for one about the sheet or a cell."""
    if change.model == ProjectSheet._meta.label_lower:
        return None
    return items.get(said_of(change, address))


def label_in_form(change: Change, address: str, item: SheetItem | None) -> str:
    """Return what a line of history is about by the words of the form."""
    if change.model == ProjectSheet._meta.label_lower:
        return change.label
    label = said_of(change, address)
    is_reason = item is not None and item.kind == AnswerKind.RATING and change.field == "text"
    return f"{label}（理由）" if is_reason else label


def in_words(change: Change, text: str, item: SheetItem | None) -> str:
    """Return a recorded value as the page writes it: a state by its word, an amount with its separators."""
    if change.field == "entry_state":
        return str(STATES.get(State(text), text)) if text in STATES else text
    is_amount = change.model == SheetAmount._meta.label_lower and change.field == "value"
    if text and (is_amount or (change.model == SheetAnswer._meta.label_lower and change.field == "number")):
        try:
            return quantity(Decimal(text), item.unit if item else "")
        except InvalidOperation:
            return text
    return text


def last_changes_by_label(item: OwedSheet) -> dict[str, Change]:
    """Return the newest line of history of each item, by the item's label."""
    found: dict[str, Change] = {}
    labels = [one.label for one in item.request.form.items.all()]
    for change in changes_of(item):
        if change.model == ProjectSheet._meta.label_lower:
            if change.field == "achievement" and (own := item.sheet and item.sheet.achievement_item()):
                found[own.label] = change
            continue
        said = said_of(change, item.node.address)
        found |= {label: change for label in labels if f"{said} ".startswith(f"{label} ")}
    return found
