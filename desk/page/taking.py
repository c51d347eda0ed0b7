"""How a form is taken: one fate for every form of every officer.

A page declares how it is read (404 and 403 are raised there), its form, its action and its words:

    @form_page
    def figure(request, pk, year):
        page = page_of(request, pk, year)
        if request.method == "POST":
            return take(request, page.person, partial(hand_in, page), partial(show, page), is_versioned=True)
        return show(page, opened(request, page.person))

`show(page, fate)` renders the page with `**fate.context(current_version)`; its template has `{% desk_fields %}` in each
form and includes desk/fate.html above them. See docs/desk.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial, wraps
from typing import Any, Final, overload

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from desk.actions import drafts
from desk.actions.once import key_of, once, read_key
from desk.marks import CARRIED, is_secret
from desk.page import parking
from desk.page.refusals import (
    NotAllowedError,
    UnkeptError,
    View,
    whole_number,
)
from store.actions.history import who_and_when
from store.actions.rows import RefusedError, Somebody, StaleRow
from store.limits import number_in
from store.models import Change

STALE: Final = "表示した後に変更されたため、保存していません"
MENDED: Final = "赤い字の欄を確かめて、直してください。"
RESTORED: Final = "入力した内容を復元しました。まだ保存していません。確かめてから、もう一度保存してください。"
NOT_RESTORED: Final = "預かっていた入力の内容は、保存されたか期限が切れたため残っていません。"
ANOTHERS: Final = (
    "この入力は、別の利用者として開いた画面から送られたものです。保存していません。"
    "その利用者でログインし直してこのアドレスを開くと、復元されます。"
)
NOT_SAVABLE: Final = (
    "入力した内容は残っていますが、今は保存できません。必要なときは、次の内容を写してください。"
)
NOT_THERE: Final = "このページは見つからないか、見る権限がなくなっています。保存していません。"
LONGEST_ECHO: Final = 20_000
UNSAID: Final = frozenset(
    {"version", *CARRIED, "query", "seen", "verb", "do", "row", "round", "pick", "basis", "draft", "target"}
    | {"parcel", "accept", "sheet"}  # of the preview of a workbook
    | {"proposal", "comment", "comment_version", "cycle_version", "edition", "use_in"}  # what a form is about
    | {"default", "departments", "keep", "hand_in"}  # which button it was
)
UNKNOWN: Final = 0  # a version that no stored row has: what began on it meets the question of the conflict
UNSAID_BEGINNINGS: Final = ("base-", "take-", "version_")  # what is carried unseen for each of many
UNSAID_ENDINGS: Final = ("_pk", "-pk", "_group", "_FORMS", "-id")  # and for each row of a list of rows


class FateKind(Enum):
    """What became of a form."""

    OPENED = "opened"  # nothing was typed yet
    RESTORED = "restored"  # what was typed before a login or stands in a draft
    ASKED = "asked"  # sent, but only to be looked at: understood, previewed, a row more
    WRONG = "wrong"  # a field is wrong, or something is asked for
    STALE = "stale"  # somebody changed it first
    REFUSED = "refused"  # not possible as things stand


STATUS: Final = {
    FateKind.WRONG: 422,
    FateKind.STALE: 409,
    FateKind.REFUSED: 422,
}  # of the answer that shows a form again


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which mine differs from what is stored."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a page says where somebody was first: who and when, mine beside theirs, or the lines of history since."""

    said: str
    is_own: bool
    differences: Sequence[Difference] = ()
    changes: Sequence[Change] = ()

    @property
    def title(self) -> str:
        """The heading: nothing was saved, and why."""
        return f"{'あなたが別の画面で' if self.is_own else 'ほかの人が'}先に変更したため、保存していません"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a form, for the page that shows it.

    `typed` is what was typed, None where nothing was; `form` is the form as it was checked, where there is one;
    `sentences` say what is wrong; `current` is the row of whoever was first (None: it is gone). It `is_kept` as a
    draft, or `is_held` as long as the person types nothing more: a newer draft would have to give way.
    """

    kind: FateKind = FateKind.OPENED
    typed: QueryDict | None = None
    form: Any = None
    sentences: Sequence[str] = ()
    current: Any = None
    notice: str = ""
    parked: str = ""
    is_kept: bool = False
    is_held: bool = False
    status: int = 200
    error: Exception | None = field(default=None, compare=False)

    @property
    def is_dirty(self) -> bool:
        """Whether the form shows what is not saved anywhere: such a form counts as changed from its first moment."""
        return self.typed is not None and not self.is_kept and not self.is_held

    def version(self, current: int) -> int:
        """Return the version that the form carries: the one on which it began, however often it is shown again.

        After a conflict it is the current one, for then mine and theirs are both before the person's eyes.
        """
        return self.begun("version", current)

    def begun(self, name: str, current: int) -> int:
        """Return a number that the form carries in a field of its own, as it carries its version.

        So do the version of one row of many, and the latest line of history that the page knew of. Where what was
        typed does not say on what it began, that is UNKNOWN, and never the row as it is now: nobody has seen that.
        """
        if self.typed is None or self.kind is FateKind.STALE:
            return current
        begun = number_in(self.typed.get(name))
        return UNKNOWN if begun is None else begun

    def context(self, current: int, conflict: Conflict | None = None, **more: Any) -> dict[str, Any]:
        """Return what desk/fate.html and desk_fields need; `current` is the version of the row now."""
        return {
            "fate": self,
            "version": self.version(current),
            "parked": self.parked,
            "conflict": conflict,
            **more,
        }


@dataclass(frozen=True, slots=True)
class Done:
    """What an action led to: where to go on, and what to say there; `at` is the part of the page where it is said.

    `notes` are said as mere information. `left` is what could not be saved while the rest was: it is shown again at
    once, as the `form` of its fate; the action itself has kept it as a draft, and `address` is for a second click.
    """

    address: str
    sentence: str = ""
    at: str = ""
    warnings: Sequence[str] = ()
    notes: Sequence[str] = ()
    left: Any = None


class FaultyFormError(Exception):
    """A field of the form is wrong: `form` says which; `sentences` stand above it."""

    def __init__(self, form: Any = None, sentences: Iterable[str] = ()) -> None:
        super().__init__("a field is wrong")
        self.form = form
        self.sentences = tuple(sentences)


Act = Callable[[int], Done]
Words = Callable[[QueryDict], list[tuple[str, str]]]
Show = Callable[[Fate], HttpResponse]


@overload
def form_page(view: View) -> View: ...
@overload
def form_page(
    *, labels: Mapping[str, str] | None = None, words: Words | None = None
) -> Callable[[View], View]: ...
def form_page(
    view: View | None = None, *, labels: Mapping[str, str] | None = None, words: Words | None = None
) -> View | Callable[[View], View]:
    """Decorate the view of a form: login, methods, and no answer without what was typed.

    Where the view answers that the person may not (any more), that there is nothing (any more), or that the form
    cannot be read, everything typed stands on that answer, to be copied; so does what was parked at a login. `labels`
    say by the name of a field what it is called there; `words` says what was typed where names alone do not tell.
    """
    if view is not None:
        return _form_page(view, in_words)
    return lambda one: _form_page(one, words or partial(in_words, labels=labels))


def _form_page(view: View, words: Words) -> View:
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if (elsewhere := parking.at_the_door(request)) is not None:
                return elsewhere
            return view(request, *args, **kwargs)
        except NotAllowedError as refused:
            return unsaved(request, str(refused), 403, words)
        except UnkeptError as unkept:
            return unsaved(request, str(unkept), 413, words)
        except Http404:
            if typed_before(request) is None:
                raise
            return unsaved(request, NOT_THERE, 404, words)
        except BadRequest as unread:
            if request.method != "POST":
                raise
            return unsaved(request, str(unread), 400, words)

    answer.csrf_exempt = True  # type: ignore[attr-defined] # looked at at_the_door(), so that nothing typed is lost
    return answer


def typed_before(request: HttpRequest) -> QueryDict | None:
    """Return what a refused person had typed: what was sent, or parked for them at a login; None where nothing was."""
    if request.method == "POST":
        return request.POST
    is_known = request.user.is_authenticated
    return parking.parked(request, request.path, is_refused=True) if is_known else None


def in_words(sent: QueryDict, labels: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Return everything typed into a form as (label, text), without what the page itself put there unseen."""
    said = []
    for name, texts in sent.lists():
        if is_unsaid(name):
            continue
        label = (labels or {}).get(name, "入力した内容")
        said += [(label, str(text)[:LONGEST_ECHO]) for text in texts if text]
    return said


def is_unsaid(name: str) -> bool:
    """Tell whether a field of that name is one that the page itself fills in, and nobody types."""
    is_of_many = name.startswith(UNSAID_BEGINNINGS) or name.endswith(UNSAID_ENDINGS)
    return name in UNSAID or is_of_many or is_secret(name)


def unsaved(request: HttpRequest, sentence: str, status: int, words: Words = in_words) -> HttpResponse:
    """Answer with a sentence, and with what was typed in vain."""
    typed = typed_before(request)
    said = words(typed) if typed is not None else []
    context = {"message": sentence, "typed": said, "status": status, "scope": None}
    template = "403.html" if status == 403 else "desk/unsaved.html"
    return render(request, template, context, status=status)


def opened(request: HttpRequest, person: Somebody, *, draft: str = "", restored: str = RESTORED) -> Fate:
    """Return how the form begins: with what was parked at a login, else with the draft that the address asks for.

    `draft` is the address under which drafts of the form are kept, if it has any; `restored` is the notice.
    """
    if request.GET.get(parking.PARAMETER):
        typed = parking.parked(request, request.path)
        if typed is None:
            return Fate(notice=ANOTHERS if parking.is_anothers(request, request.path) else NOT_RESTORED)
        key = request.GET[parking.PARAMETER]
        return Fate(kind=FateKind.RESTORED, typed=typed, notice=restored, parked=key)
    typed = drafts.restored(request, person, draft) if draft else None
    if typed is None:
        return Fate()
    is_kept = request.GET.get(drafts.PARAMETER) == drafts.KEPT
    return Fate(kind=FateKind.RESTORED, typed=typed, notice="" if is_kept else restored, is_kept=is_kept)


def take(
    request: HttpRequest,
    person: Somebody,
    act: Act,
    show: Show,
    *,
    is_versioned: bool,
    draft: str = "",
    refused: int = 422,
) -> HttpResponse:
    """Do what a form asks for, once, and lead on; else show it again with its fate.

    `act(version)` writes and returns Done, within one transaction; it raises FaultyFormError, StaleRow, or
    RefusedError (answered with `refused`). A form whose rows carry their own versions is not `is_versioned` and gets 0.
    """
    sent = request.POST
    version = whole_number(sent.get("version")) if is_versioned else 0
    page = read_key(sent.get("once"))
    key = key_of(page, sent)
    done: list[Done] = []

    def do() -> str:
        done.append(act(version))
        if done[0].left is None:
            parking.forget(sent.get(parking.PARAMETER), request.path)
            if draft:
                drafts.forget(person, draft)
        return done[0].address

    try:
        address = once(key, person, do, page=page)
    except FaultyFormError as faulty:
        return show(again(request, person, FateKind.WRONG, faulty, draft, form=faulty.form))
    except StaleRow as stale:
        return show(again(request, person, FateKind.STALE, stale, draft, current=stale.current))
    except RefusedError as error:
        return show(again(request, person, FateKind.REFUSED, error, draft, status=refused))
    for one in done:
        tell(request, one)
        if one.left is not None:
            return show(again(request, person, FateKind.WRONG, form=one.left))
    return HttpResponseRedirect(address)


def again(
    request: HttpRequest,
    person: Somebody,
    kind: FateKind,
    error: Exception | None = None,
    draft: str = "",
    *,
    status: int = 0,
    **more: Any,
) -> Fate:
    """Return the fate of a form that was sent and is shown again; what was typed is kept as a draft meanwhile."""
    sentences = list(getattr(error, "sentences", ()))
    if isinstance(error, RefusedError):
        sentences = str(error).splitlines()
    is_kept = is_held = False
    if draft and kind is not FateKind.ASKED:
        try:
            is_kept = drafts.keep_refused(person, draft, request.POST) is not None
        except drafts.NewerDraft as newer:
            is_held = True
            sentences.append(str(newer))
        except drafts.NoRoom as no_room:
            sentences.append(f"入力した内容は、下書きとしては残していません。{no_room}")
    return Fate(
        kind=kind,
        typed=request.POST,
        sentences=sentences,
        parked=request.POST.get(parking.PARAMETER, ""),
        status=status or STATUS.get(kind, 200),
        error=error,
        is_kept=is_kept,
        is_held=is_held,
        **more,
    )


def tell(request: HttpRequest, done: Done) -> None:
    """Say what was done on the next page."""
    if done.sentence:
        messages.success(request, done.sentence, extra_tags=done.at)
    for note in done.notes:
        messages.info(request, note, extra_tags=done.at)
    for warning in done.warnings:
        messages.warning(request, warning, extra_tags=done.at)


def conflict_over(
    current: Any, person: Somebody, change: Change | None, differences: Iterable[Difference] = ()
) -> Conflict:
    """Return what to say where somebody was first with one row; `current` is None where the row is gone."""
    said = who_and_when(change, person)
    if current is None:
        said = "先に保存された値は取り消されています。"
    is_own = change is not None and change.who_id == person.pk
    return Conflict(said, is_own, tuple(differences))


def conflict_since(changes: Sequence[Change], person: Somebody) -> Conflict:
    """Return what to say where things changed that a page shows together; the lines of history say what."""
    is_own = bool(changes) and all(one.who_id == person.pk for one in changes)
    return Conflict(who_and_when(changes[-1] if changes else None, person), is_own, changes=changes)
