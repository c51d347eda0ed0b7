"""Drafts of the grid: which rows one says something new about, and what is left of it after some were saved."""

from collections.abc import Iterable

from django.core.exceptions import BadRequest
from django.http import QueryDict

from accounts.models import Person
from desk.actions import drafts
from entry.grid.scorecards.rows import (
    GridRow,
    Sent,
    foreign_texts,
    read_sent,
    stored_row,
    typed_row,
)
from entry.round.scorecards.amending import PublishedFigures
from entry.round.scorecards.items import Item

FROM_DRAFT = "下書きから復元した内容です。"
UNKEPT = "入力した内容は、下書きとしては残していません。"
IN_DRAFT = "下書きにある内容です。"


def rows_in(fields: QueryDict, items: Iterable[Item], published: PublishedFigures) -> list[GridRow]:
    """Return the rows of a kept form that somebody had changed; what is no form of ours holds none."""
    own = {item.owed.indicator.pk: item for item in items}
    known = [(own[one.pk], one) for one in sent_in(fields) if one.pk in own]
    rows = [typed_row(item, published.of_item(item.owed), one, fields) for item, one in known]
    return [row for row in rows if row.is_changed]


def foreign_in(fields: QueryDict, items: Iterable[Item]) -> list[tuple[str, str]]:
    """Return what a form says anew of rows that are not among these, by their number: it can only be copied."""
    own = {item.owed.indicator.pk for item in items}
    said = [(one, foreign_texts(one, fields)) for one in sent_in(fields) if one.pk not in own]
    return [(numbered(one), "　".join(texts)) for one, texts in said if texts]


def sent_in(fields: QueryDict) -> list[Sent]:
    """Return the rows of a kept form; what is no form of ours holds none."""
    try:
        return read_sent(fields) if fields else []
    except BadRequest:
        return []


def numbered(sent: Sent) -> str:
    """Name a row of which no more may be said than its number."""
    return f"番号{sent.pk}の行"


def offered(
    person: Person, path: str, items: Iterable[Item], published: PublishedFigures, *, is_untouched: bool
) -> drafts.FormDraft:
    """Return the draft with what it says, row by row; one that says no more than what is stored is not offered."""
    draft = drafts.of_form(person, path, version=0, is_untouched=is_untouched)  # each row has its own
    if draft.offer is None:
        return draft
    found = rows_in(draft.offer.fields, items, published)
    rows = [row for row in found if row.texts != stored_row(row.item, row.told).texts]
    draft.offer.said = [(str(row.item.owed.indicator), words(row)) for row in rows]
    draft.offer.is_outdated = any(row.version != row.item.owed.version for row in rows)
    draft.offer.is_restorable = any(row.is_open for row in rows)
    if not rows:
        draft.offer = None
    return draft


def words(row: GridRow) -> str:
    """Return what was typed into a row, one field after the other."""
    return "　".join(text for text in row.texts.values() if text) or "（空欄）"


def keep_rest(person: Person, path: str, sent: QueryDict, rows: Iterable[GridRow]) -> str:
    """Let the draft hold only the rows that could not be saved, as they were typed; say so where it cannot."""
    left = {str(row.pk) for row in rows}
    others = {one.partition("-")[0] for one in sent.getlist("row")} - left
    rest = sent.copy()
    rest.setlist("row", [one for one in sent.getlist("row") if one.partition("-")[0] in left])
    saved = [name for name in rest if name.partition("-")[0] in others]
    for name in saved:
        rest.pop(name, None)
    try:
        drafts.keep(person, path, rest, is_asked=True)
    except drafts.NoRoom as no_room:
        return f"{UNKEPT}{no_room}"
    return ""
