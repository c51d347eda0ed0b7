"""Pages on which many things can be done, each by a form of its own: one protocol for all of them.

A page has its verbs. A verb says what a form is about, who may send it, how it is read, what it writes and what is
said then. A slip is one of the forms as the page shows it: whatever became of it, it carries the version on which it
began and what was typed, while the other forms of the page begin anew. Each slip with something to type keeps drafts of
its own, under the address of the page with `form` (the verb) and `on` (what of the page it is about).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accounts.models import Person
from desk.actions import drafts
from desk.marks import mark_of
from desk.models import Draft
from desk.page.refusals import NotAllowedError
from desk.page.taking import (
    MENDED,
    Conflict,
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    Show,
    Words,
    conflict_since,
    in_words,
    take,
)
from store.actions.history import changes_since, latest_sequence
from store.actions.rows import RefusedError, StaleRow

WHERE_IT_HANGS: Final = (
    *("evaluation", "subject", "number", "kind", "cycle", "node"),
    *("question", "opinion", "review", "point", "by", "post", "entered_by"),
    *("section", "reason", "label", "by_name", "base", "reply_to", "decided_by", "resolved_by"),
    *("state", "field", "refused", "decided_at", "resolved_at", "at"),
)  # fields of rows that say nothing in a conflict beside the others
STANDS_BESIDE: Final = (
    "あなたの入力は下の欄に残っています。変更された内容を確かめてから、もう一度操作してください。"
)
UNTOUCHED: Final = Fate()


class MovedError(RefusedError):
    """What the form had shown to decide on is another thing by now, though no version tells: answered as a conflict."""


class VanishedError(Exception):
    """The form speaks of something that is not there any more."""


class PageOfForms(Protocol):
    """A page with many forms. `owners` are whose history tells what changed on it, as far as the person may know."""

    @property
    def version(self) -> int: ...

    @property
    def owners(self) -> Sequence[str]: ...


P = TypeVar("P", bound=PageOfForms)
A = TypeVar("A")
Initial = dict[str, Any] | None


def no_form(about: Any, sent: QueryDict | None, initial: Initial) -> None:
    """Ask for nothing."""


def nowhere(about: Any) -> str:
    """Name no part of the page."""
    return ""


@dataclass(frozen=True, kw_only=True)  # without slots, which Python 3.11 does not let a Verb[...](...) have
class Verb(Generic[P, A]):
    """One thing that can be done on a page, by a form of its own.

    `find` returns what of the page a form is about, or raises VanishedError; `key` is the field in which the form
    names that, and `anywhere` stands for it where the form lets one choose. `form` takes it, what was sent (or None)
    and what the fields begin with; `again` returns the form with what was typed and not yet checked, `typed` says that
    in words. `at` is the id of the part of the page where it is done. Where `is_versioned` is taken back nothing of
    anybody else is in its way; `replaces` tells that it takes the place of what somebody may have saved meanwhile.
    """

    name: str
    label: str
    find: Callable[[P, QueryDict], A]
    may: Callable[[A], bool]
    act: Callable[[A, Any, int], object]
    done: Callable[[A], str]
    why_not: str
    typed: Callable[[QueryDict], list[tuple[str, str]]]
    form: Callable[[A, QueryDict | None, Initial], Any] = no_form
    again: Callable[[A, QueryDict], Any] | None = None
    at: Callable[[A], str] = nowhere
    key: str = ""
    anywhere: Callable[[P], A] | None = None
    is_versioned: bool = True
    replaces: bool = False

    def typed_again(self, about: A, typed: QueryDict) -> Any:
        """Return the form with what was typed, not yet checked, so that nothing is marked as wrong."""
        return self.again(about, typed) if self.again else self.form(about, None, typed.dict())

    def said(self, typed: QueryDict) -> list[tuple[str, str]]:
        """Return what was typed in words; of a form that is none of ours, whatever it says."""
        try:
            return self.typed(typed)
        except BadRequest:
            return in_words(typed)


Verbs = Mapping[str, Verb[P, A]]


def words_by(verbs: Verbs[P, A]) -> Words:
    """Return how what was typed into a form of one of these verbs is said where it has no page any more."""

    def words(typed: QueryDict) -> list[tuple[str, str]]:
        verb = verbs.get(typed.get("verb", ""))
        return verb.said(typed) if verb is not None else in_words(typed)

    return words


def address_of_form(address: str, name: str, on: str = "") -> str:
    """Return the address of one form of the page, under which its drafts are kept."""
    return f"{address}&{urlencode({'form': name} | ({'on': on} if on else {}))}"


@dataclass(frozen=True, slots=True)
class PlaceOfForms(Generic[P, A]):
    """A page with many forms as one person has it before them; `address` is the page's own, with its query."""

    person: Person
    page: P
    address: str
    verbs: Verbs[P, A]

    def form_in(self, chosen: Mapping[str, Any]) -> tuple[Verb[P, A] | None, str]:
        """Return the verb whose form the fields of an address name, None where they name none, and what it is about."""
        return self.verbs.get(str(chosen.get("form", ""))), str(chosen.get("on", ""))

    def draft_in(self, request: HttpRequest) -> str:
        """Return where drafts are kept of the form that the address names, "" where it names none."""
        verb, on = self.form_in(request.GET)
        return address_of_form(self.address, verb.name, on) if verb is not None else ""

    def draft_allowed(self, chosen: Mapping[str, Any]) -> str:
        """Return where drafts are kept of the form that is chosen, if the person may send it.

        What they have kept they may throw away, even where there is no form any more.
        """
        verb, on = self.form_in(chosen)
        if verb is None or verb.form is no_form:
            raise Http404
        if chosen.get(drafts.PARAMETER) != drafts.DISCARD:
            self._allow(verb, on)
        return address_of_form(self.address, verb.name, on)

    def take(self, request: HttpRequest, show: Show) -> HttpResponse:
        """Do what the form asks for, once; on a stale page tell what changed and do nothing."""
        sent = request.POST
        verb = self.verbs.get(sent.get("verb", ""))
        if verb is None:
            raise BadRequest("操作の種類が読み取れません。")
        draft = self.draft_in(request) if self.form_in(request.GET)[0] is verb else ""
        act = partial(do, self, verb, sent)
        try:
            return take(request, self.person, act, show, is_versioned=True, draft=draft)
        except NotAllowedError as refused:
            context = {"message": str(refused), "typed": verb.said(sent), "scope": None}
            return render(request, "403.html", context, status=403)

    def _allow(self, verb: Verb[P, A], on: str) -> None:
        """Raise NotAllowedError where the person may not send the form, and Http404 where it is about nothing."""
        try:
            about = (
                verb.anywhere(self.page)
                if verb.anywhere is not None and not on
                else verb.find(self.page, QueryDict(urlencode({verb.key: on})))
            )
        except (VanishedError, BadRequest):
            raise Http404 from None
        if not verb.may(about):
            raise NotAllowedError(verb.why_not)


def do(place: PlaceOfForms[P, A], verb: Verb[P, A], sent: QueryDict, version: int) -> Done:
    """Write what one form says; a stale page is answered before the form is even read."""
    try:
        about = verb.find(place.page, sent)
    except VanishedError:
        raise StaleRow(None) from None
    if verb.is_versioned and version != place.page.version:
        raise StaleRow(None)
    if not verb.may(about):
        raise NotAllowedError(verb.why_not)
    form = verb.form(about, sent, None)
    if form is not None and not form.is_valid():
        raise FaultyFormError(form, [MENDED])
    verb.act(about, form, version)
    at = verb.at(about)
    return Done(f"{place.address}#{at}" if at else place.address, verb.done(about), at)


@dataclass(slots=True)
class Slip:
    """One form of the page as it is shown; `anchor` is where on the page it stands, `is_open` whether unfolded."""

    verb: str
    label: str
    form: Any
    address: str
    anchor: str
    version: int
    seen: int
    fate: Fate
    draft: drafts.FormDraft | None
    is_open: bool

    @property
    def parked(self) -> str:
        return self.fate.parked


@dataclass(frozen=True, slots=True)
class Offered:
    """A draft of one of the forms, as the page offers it; `label` says of which."""

    label: str
    draft: drafts.FormDraft


@dataclass(slots=True)
class Slips(Generic[P, A]):
    """All forms of a page as it is shown to a person, built one by one by of(); the rest is known when all are."""

    place: PlaceOfForms[P, A]
    fate: Fate
    own_draft: str = ""
    placed: Slip | None = None
    offers: list[Offered] = field(default_factory=list)
    has_drafts: bool = False
    _kept: dict[str, Draft] = field(init=False)
    _seen: int = field(init=False)

    def __post_init__(self) -> None:
        self._kept = drafts.drafts_below(self.place.person, f"{self.place.address}&form=")
        self._kept.pop(self.own_draft if self.fate.typed is not None else "", None)
        self._seen = latest_sequence(self.place.page.owners)

    @property
    def verb(self) -> Verb[P, A] | None:
        """The verb whose form is shown again."""
        return self.place.verbs.get(self.fate.typed.get("verb", "")) if self.fate.typed is not None else None

    def of(
        self, name: str, about: A, on: str = "", *, among: Collection[str] | None = None, anchor: str = ""
    ) -> Slip | None:
        """Return the form of that verb, None where the person may not send it.

        `on` tells it from others of the verb; one that serves several things takes what was typed about any `among`.
        """
        verb = self.place.verbs[name]
        if not verb.may(about):
            return None
        is_back = self._comes_back_to(verb, {on} if among is None else among)
        fate = self.fate if is_back else UNTOUCHED
        form, is_read = self._filled(verb, about, fate)
        if not is_read:
            fate, is_back = UNTOUCHED, False
        draft = self._draft_of(verb, address_of_form(self.place.address, name, on), form, fate)
        slip = Slip(
            verb=name,
            label=verb.label,
            form=form,
            address=draft.path if draft is not None else self.place.address,
            anchor=anchor or verb.at(about),
            version=fate.version(self.place.page.version),
            seen=fate.begun("seen", self._seen),
            fate=fate,
            draft=draft,
            is_open=is_back,
        )
        if is_back:
            self.placed = slip
        return slip

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed and has no form here any more, to be copied."""
        typed = self.fate.typed
        if typed is None or self.placed is not None:
            return []
        return words_by(self.place.verbs)(typed)

    @property
    def strays(self) -> list[Offered]:
        """Drafts of forms that are not here any more: to be copied, or thrown away."""
        return [self._offered(path, draft, is_here=False) for path, draft in self._kept.items()]

    def context(self) -> dict[str, Any]:
        """Return what the page says of its forms, when all are built."""
        conflict = (
            conflict_of(self.place.page, self.fate, self.place.person)
            if self.fate.kind is FateKind.STALE
            else None
        )
        verb = self.verb
        return self.fate.context(  # without `parked`: it is of one form alone
            self.place.page.version,
            conflict,
            typed=self.typed,
            typed_at=f"#{self.placed.anchor}" if self.placed is not None and self.placed.anchor else "",
            is_locked=self.placed is None,
            what_now="" if verb is not None and verb.replaces else STANDS_BESIDE,
            offers=[*self.offers, *self.strays],
            has_drafts=self.has_drafts,
        ) | {"parked": "", "version": self.place.page.version}

    def _comes_back_to(self, verb: Verb[P, A], among: Collection[str]) -> bool:
        typed = self.fate.typed
        if typed is None or self.placed is not None or self.verb is not verb:
            return False
        return not verb.key or typed.get(verb.key, "") in among

    def _filled(self, verb: Verb[P, A], about: A, fate: Fate) -> tuple[Any, bool]:
        """Return the form with what was typed, and whether that could be read."""
        if fate.form is not None:
            return fate.form, True
        if fate.typed is not None:
            try:
                return verb.typed_again(about, fate.typed), True
            except BadRequest:
                return verb.form(about, None, None), False
        return verb.form(about, None, None), True

    def _draft_of(self, verb: Verb[P, A], path: str, form: Any, fate: Fate) -> drafts.FormDraft | None:
        """Return where drafts of the form are kept, and offer the one that is; nothing where nothing is asked."""
        if form is None or (hasattr(form, "visible_fields") and not form.visible_fields()):
            return None
        self.has_drafts = True
        kept = self._kept.pop(path, None)
        if kept is None or fate.typed is not None:
            return drafts.FormDraft(path, mark_of(self.place.person), is_untouched=fate.typed is None)
        offered = self._offered(path, kept, is_here=True)
        self.offers.append(offered)
        return offered.draft

    def _offered(self, path: str, draft: Draft, *, is_here: bool) -> Offered:
        fields = drafts.fields_of(draft)
        verb = self.place.verbs.get(fields.get("verb", ""))
        is_outdated = (
            is_here and (verb is None or verb.is_versioned) and draft.version != self.place.page.version
        )
        offer = drafts.Offer(path, draft.at, fields, is_outdated, is_restorable=is_here)
        offer.said = words_by(self.place.verbs)(fields)
        label = verb.label if verb is not None else ""
        return Offered(
            label, drafts.FormDraft(path, mark_of(self.place.person), is_untouched=True, offer=offer)
        )


def conflict_of(page: PageOfForms, fate: Fate, person: Person) -> Conflict:
    """Return who changed what since the form began; what was typed stays for one more, conscious save."""
    seen = fate.typed.get("seen") if fate.typed is not None else None
    return conflict_since(changes_since(page.owners, seen, unsaid=WHERE_IT_HANGS), person)


def status_of(fate: Fate) -> int:
    """Return the status of the answer: what moved without a version is a conflict too."""
    return 409 if isinstance(fate.error, MovedError) else fate.status
