"""Drafts: what somebody has typed into a form and not sent yet, kept on the server until it is sent or thrown away.

For a page with a form of its own, four lines (see docs/drafts.md):

    @takes_drafts(path_of)                                      # desk/views.py; answers the two buttons
    kept = drafts.restored(request, person, path)               # the fields to fill in, None unless asked for
    draft = drafts.of_form(person, path, version=row.version)   # for the templates, as `draft`
    drafts.forget(person, path)                                 # in the transaction that saves the form

A draft is no result: nothing but these functions reads it, and each only the person's own.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from desk.actions import once
from desk.marks import CARRIED, ONCE, OPENED, SECRETS, is_secret, mark_of
from desk.models import Draft
from store.actions.rows import Somebody
from store.limits import LARGEST_NUMBER, LONGEST_FORM, number_in

MOST_DRAFTS: Final = 200  # forms of one person
LONGEST_PATH: Final = 500
PARAMETER: Final = "draft"  # ?draft=restore, and the name of the buttons
RESTORE: Final = "restore"
KEPT: Final = "kept"  # as RESTORE, where the draft is what has just been kept by its button
KEEP: Final = "keep"
DISCARD: Final = "discard"
TOO_LONG: Final = "下書きとして保存できる長さを超えています。文章を短くするか、保存してください。"
NEWER: Final = (
    "入力した内容は、下書きとしては残していません。別の画面で入力した下書き（{at:%H:%M}）があるためです。"
    "このまま入力を続けると、その下書きはこの画面の内容に代わります。"
)
UNKEPT: Final = CARRIED | {PARAMETER, "draft_path"}


class NoRoom(Exception):
    """The draft was not kept; str() says why and what to do."""


class NewerDraft(NoRoom):
    """Another page of the same form has kept a draft since this one was opened; it is left as it is."""


def address_with(path: str, wish: str) -> str:
    """Return the address of a form with what is to become of its draft."""
    return f"{path}{'&' if '?' in path else '?'}{PARAMETER}={wish}"


@dataclass(slots=True)
class Offer:
    """A draft as the page offers it: when it was kept, what it says, and whether the row has changed since.

    The page fills in `said`, (label, text) of what was typed, and says where nothing can be restored.
    """

    path: str
    at: datetime
    fields: QueryDict
    is_outdated: bool
    said: Sequence[tuple[str, str]] = field(default_factory=list)
    is_restorable: bool = True

    @property
    def restore_address(self) -> str:
        return address_with(self.path, RESTORE)


@dataclass(slots=True)
class FormDraft:
    """What a page says to its templates about drafts: where they are kept, whose they are, and what is offered."""

    path: str
    whose: str
    is_untouched: bool
    offer: Offer | None = None

    @property
    def unkept(self) -> str:
        """The words, one after the other, by which autosave.js knows the fields that are kept nowhere."""
        return " ".join(SECRETS)


def keep(person: Somebody, path: str, form: QueryDict, *, is_asked: bool) -> Draft | None:
    """Keep the fields of a form in place of what was kept of it before; tokens and passwords are never kept.

    Return None if there is nothing to keep: an empty form, or one that was saved meanwhile, unless the person asks for
    it or sends it anew (`is_asked`): then they went back to a page that has counted, and typed on. Raise NoRoom.
    """
    if not is_asked and (key := form.get("once")) and once.outcome_of(key[:64], person) is not None:
        return None
    fields = {name: texts for name, texts in form.lists() if name not in UNKEPT and not is_secret(name)}
    if not fields:
        return None
    body = json.dumps(fields | _page_of(form), ensure_ascii=False)
    if len(body) > LONGEST_FORM or len(path) > LONGEST_PATH:
        raise NoRoom(TOO_LONG)
    return _store(person, path, body, _version(form.get("version", "")))


def keep_refused(person: Somebody, path: str, form: QueryDict) -> Draft | None:
    """Keep a form that was sent and refused, as keep() does, but not over what another page has kept meanwhile.

    That raises NewerDraft: the person typed both, and has seen on this page only one of them.
    """
    found = draft_of(person, path)
    if found is not None and found.at > _opened(form) and not _is_by(found, form):
        raise NewerDraft(NEWER.format(at=timezone.localtime(found.at)))
    return keep(person, path, form, is_asked=True)


def _page_of(form: QueryDict) -> dict[str, list[str]]:
    """Return what tells the page that keeps a draft from others of the same form: never its key itself."""
    key = form.get(ONCE, "")
    return {ONCE: [hashlib.sha256(key.encode()).hexdigest()[:16]]} if key else {}


def _is_by(draft: Draft, form: QueryDict) -> bool:
    return bool(json.loads(draft.body).get(ONCE) == _page_of(form).get(ONCE))


def _opened(form: QueryDict) -> datetime:
    """Return when the page was made from which the form was sent; one that does not say has seen nothing."""
    return datetime.fromtimestamp((number_in(form.get(OPENED), digits=16) or 0) / 1_000_000, tz=UTC)


def _store(person: Somebody, path: str, body: str, version: int) -> Draft:
    """Write over the person's draft of that form, else add one: most keeping is of a form that has been kept before."""
    now = timezone.now()
    own = Draft.objects.filter(person_id=person.pk)
    draft = Draft(person_id=person.pk, path=path, body=body, version=version, at=now)
    if own.filter(path=path).update(body=body, version=version, at=now):
        return draft
    if own.filter(at__gte=now - lifetime()).exclude(path=path).count() >= MOST_DRAFTS:
        raise NoRoom(f"下書きは{MOST_DRAFTS}件までです。使わない下書きを破棄してください。")
    Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,  # another tab was first
        unique_fields=("person", "path"),
        update_fields=("body", "version", "at"),
    )
    return draft


def forget_old(now: datetime) -> int:
    """Delete the drafts that nobody has taken up in their time; return how many those were."""
    return Draft.objects.filter(at__lt=now - lifetime()).delete()[0]


def draft_of(person: Somebody, path: str) -> Draft | None:
    """Return the person's own draft of the form at that address, as long as it is kept."""
    since = timezone.now() - lifetime()
    return Draft.objects.filter(person_id=person.pk, path=path[:LONGEST_PATH], at__gte=since).first()


def drafts_below(person: Somebody, beginning: str) -> dict[str, Draft]:
    """Return the person's own drafts of all forms whose addresses begin like that, by address, the newest first.

    So a page with many forms finds the drafts of each in one query, and those of forms that it has no more.
    """
    since = timezone.now() - lifetime()
    found = Draft.objects.filter(person_id=person.pk, path__startswith=beginning, at__gte=since)
    return {one.path: one for one in found.order_by("-at") if one.path.startswith(beginning)}


def of_form(person: Somebody, path: str, *, version: int, is_untouched: bool = True) -> FormDraft:
    """Return what the templates show; a form that shows what was typed already (not `is_untouched`) offers nothing.

    `version` is that of the row now, 0 where the form holds one for each of its rows.
    """
    found = FormDraft(path, mark_of(person), is_untouched)
    draft = draft_of(person, path) if is_untouched else None
    if draft is not None:
        found.offer = Offer(path, draft.at, fields_of(draft), is_outdated=draft.version != version)
    return found


def restored(request: HttpRequest, person: Somebody, path: str) -> QueryDict | None:
    """Return the fields of the draft if the address asks for them (?draft=restore, ?draft=kept).

    They hold the `version` on which the draft was begun: a form filled from them meets the normal conflict check.
    """
    if request.GET.get(PARAMETER) not in {RESTORE, KEPT}:
        return None
    draft = draft_of(person, path)
    return fields_of(draft) if draft else None


def forget(person: Somebody, path: str) -> None:
    """Throw the draft away: its form was saved, or the person says so."""
    Draft.objects.filter(person_id=person.pk, path=path[:LONGEST_PATH]).delete()


def fields_of(draft: Draft) -> QueryDict:
    """Return the fields as the form had sent them."""
    form = QueryDict(mutable=True)
    for name, texts in json.loads(draft.body).items():
        if name not in CARRIED:
            form.setlist(name, texts)
    return form


def lifetime() -> timedelta:
    """Return for how long a draft is kept."""
    return timedelta(days=settings.ENTRY_DRAFT_DAYS)


def _version(text: str) -> int:
    return min(number_in(text, digits=10) or 0, LARGEST_NUMBER)
