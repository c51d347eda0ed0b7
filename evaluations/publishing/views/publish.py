"""Publishing an edition of a cycle: what stands against it, what would change, and doing it; for the 事務局 alone."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from functools import partial
from itertools import zip_longest
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.actions import acting, person_asking
from accounts.models import Person
from accounts.rules import Role
from desk.actions import drafts
from desk.page.refusals import whole_number
from desk.page.taking import (
    Conflict,
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    conflict_since,
    form_page,
    opened,
    take,
)
from desk.views import STILL_TO_PUBLISH, takes_drafts
from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing import actions as verbs
from evaluations.publishing.editions import canonical, sha256_of, substance
from evaluations.publishing.errata import ErratumRow
from evaluations.publishing.forms import (
    LATER,
    WHY,
    PublishForm,
    named_reasons,
    typed_reasons,
)
from evaluations.publishing.models import Publication
from evaluations.publishing.scorecards.drafts import EditionPreview, judge, preview
from evaluations.publishing.scorecards.sights import seen_now, seen_then
from evaluations.publishing.scorecards.told import kinds_said_since
from evaluations.publishing.tables import office_editions_file, out_file, seen_files
from evaluations.publishing.visible import Changed, Sight, changed
from evaluations.rating.scorecards.scope import kept_cycle, plan_query
from exports.page import files_of
from exports.page import shown as page_or_file
from policies.models import Plan
from store.actions.history import changes_since, latest_sequence
from store.actions.rows import Actor, StaleRow
from store.models import owner_of
from store.numbers import number_of
from store.page import kept_data

MOVED = (
    "画面を開いた後に、公表する内容が変わりました。公表していません。"
    "下の内容を確認してから、もう一度操作してください。"
)
LOOK = "下の内容を確認してから、もう一度操作してください。"
RESTORED = "入力した内容を復元しました。まだ公表していません。確かめてから、もう一度操作してください。"
DONE = "{}を公表しました。"
MOVED_ON = "次の評価を先の段階へ進めました。{}"
DONE_BEFORE = "{}は、同じ内容ですでに公表されています。"
MOST_REASONS = 300  # a form has so many fields and no more; the lines after them share the edition's reason
DEPARTMENTS, CURRENT = "departments", "current"
PLACES: Final = "row"  # the field that says, by their places, to which lines the reasons of the form belong
NOT_DONE: Final = 400  # of a form that is wrong or refused
UNSAID: Final = (
    *("evaluation", "indicator", "result", "cycle", "node", "number", "kind", "key", "subject", "field"),
    *("question", "opinion", "review", "point", "by", "post", "entered_by", "person"),
)  # of history: what says where a row hangs
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes which cycle."""

    request: HttpRequest
    person: Person
    cycle: EvaluationCycle
    today: date

    @property
    def actor(self) -> Actor:
        code = self.cycle.period.plan.local_government_code
        return acting(self.person, Role.PLANNING, code, self.today)

    def preview(self, typed: QueryDict | None, judged: Mapping[str, Any]) -> EditionPreview:
        """Return what would be published, with the departments as they are now if form or address ask for them."""
        sent = self.request.GET if typed is None else typed
        return preview(self.cycle, judged, renames=sent.get(DEPARTMENTS) == CURRENT)

    def judged(self) -> dict[str, Any]:
        """Return what the engine says for the edition: as it did while nothing that officers see has changed since.

        In no plan of the city: opinions on what a 施策 succeeds are carried on, and that may stand in another one.
        """
        judged: dict[str, Any] = kept_data(f"edition {self.cycle.pk} {self.today}", self.numbers, self._judge)
        return judged

    @property
    def numbers(self) -> list[str]:
        """The numbers of what officers see of each plan of the city."""
        code = self.cycle.period.plan.local_government_code
        plans = Plan.objects.filter(local_government_code=code).values_list("pk", flat=True)
        return [number_of(pk, publicly=False) for pk in plans]

    def seen(self, content: Mapping[str, Any]) -> Changed:
        """Return what visitors will read otherwise once that is published."""
        now = kept_data(f"sights {self.cycle.pk} {self.today}", self.numbers, self._see)
        sights = {key: Sight(*said) for key, said in now.items()}
        return changed(sights, seen_then(self._with_rules(), content, self.today))

    def _see(self) -> dict[str, Any]:
        return {key: astuple(one) for key, one in seen_now(self._with_rules(), self.today).items()}

    def _judge(self) -> dict[str, Any]:
        return judge(self._with_rules(), self.today)

    def _with_rules(self) -> EvaluationCycle:
        return EvaluationCycle.objects.with_rules().select_related("period__plan").get(pk=self.cycle.pk)


def draft_path(person: Person, today: date, chosen: Mapping[str, Any], key: str) -> str:
    """Return where drafts of the reasons are kept, if the person may publish."""
    cycle = kept_cycle(person, today, key, chosen)
    if cycle is None:
        raise Http404
    return draft_address(cycle)


def draft_address(cycle: EvaluationCycle) -> str:
    """Return the one address under which drafts for the cycle are kept, whatever else the page's says."""
    return f"{reverse('evaluations:publish', args=(cycle.key,))}?{plan_query(cycle)}"


@form_page
@takes_drafts(draft_path, still=STILL_TO_PUBLISH)
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Show what would be published; what is posted publishes exactly that, or says why not."""
    asked = asked_for(request, key)
    draft = draft_address(asked.cycle)
    if request.method != "POST":
        return show(request, key, opened(request, asked.person, draft=draft, restored=RESTORED))
    edition, basis = whole_number(request.POST.get("edition")), read_hash(request.POST.get("basis"))
    act, shown = partial(put, asked, edition, basis), partial(show, request, key)
    return take(request, asked.person, act, shown, is_versioned=False, draft=draft, refused=NOT_DONE)


def put(asked: Publisher, edition: int, basis: str, _: int) -> Done:
    """Publish what the page showed; raise StaleRow where that has changed or somebody else has published it."""
    done = asked.cycle.publications.filter(edition=edition).first()
    if done is not None:
        return published_before(asked, done, basis)
    shown = asked.preview(asked.request.POST, judge(asked.cycle, asked.today))
    if basis != shown.draft.basis:
        raise StaleRow(None)
    form = form_of(shown, asked.request.POST)
    if not form.is_valid():
        raise FaultyFormError(form)
    moved = shown.onward_words
    try:
        publication = act(shown, form, edition, asked.actor)
    except verbs.OvertakenError as overtaken:
        return published_before(asked, overtaken.publication, basis)
    said = DONE.format(publication.label) + (MOVED_ON.format(moved) if moved else "")
    return Done(publication.get_absolute_url(), said)


def act(shown: EditionPreview, form: PublishForm, edition: int, by: Actor) -> Publication:
    """Call the verb that the form asks for."""
    said = form.cleaned_data
    despite = said.get("allowed_despite", "")
    if shown.last is None:
        return verbs.publish(shown.draft, edition=edition, allowed_despite=despite, by=by)
    turn = verbs.Turn(
        kind=Publication.Kind(said["kind"]),
        edition=edition,
        reason=said["reason"],
        reasons=form.lines,
        kinds=form.kinds,
        allowed_despite=despite,
        by=by,
    )
    return verbs.publish_further(shown.draft, turn)


def published_before(asked: Publisher, done: Publication, basis: str) -> Done:
    """Lead a form to the edition that says all of it already; else it came too late, and is shown again."""
    sent = asked.request.POST
    if sha256_of(canonical(substance(done.read()))) != basis or not says_all_of(done, sent):
        raise StaleRow(None)
    messages.info(asked.request, DONE_BEFORE.format(done.label))
    return Done(done.get_absolute_url())


def says_all_of(done: Publication, sent: QueryDict) -> bool:
    """Tell whether the edition gives every reason that was typed, and to each change the kind that was chosen."""
    changes = done.corrections
    given = {done.reason, done.allowed_despite, *(line["reason"] for line in changes)}
    chosen = zip_longest(sent.getlist("line_kind")[: len(changes)], changes)
    return all(text.strip() in given for _, text in typed_reasons(sent)) and all(
        (kind or sent.get("kind")) == line.get("kind", done.kind) for kind, line in chosen
    )


def asked_for(request: HttpRequest, key: str) -> Publisher:
    """Return who asks to publish which cycle; 404 unless it is one of a city whose 事務局 the person is.

    `plan` and `period` tell cycles of the same key apart; without them it is the latest.
    """
    person, today = person_asking(request), timezone.localdate()
    cycle = kept_cycle(person, today, key, request.GET)
    if cycle is None:
        raise Http404
    return Publisher(request, person, cycle, today)


def read_hash(text: str | None) -> str:
    """Read the hash of what the page showed; without it the form is none of ours."""
    if text is None or not _HASH.fullmatch(text):
        raise BadRequest("公表する内容の照合値が読み取れません。")
    return text


def form_of(shown: EditionPreview, data: QueryDict | None = None, **options: Any) -> PublishForm:
    return PublishForm(data, is_first=shown.last is None, objections=shown.draft.objections, **options)


def show(request: HttpRequest, key: str, fate: Fate) -> HttpResponse:
    """Show the draft as it is now with its form, and in it whatever had been typed."""
    asked = asked_for(request, key)
    shown = asked.preview(fate.typed, asked.judged())
    form = fate.form or form_of(shown, initial=fate.typed.dict() if fate.typed else None)
    rows = shown.rows
    lines, left = by_line(shown, fate.typed, "why")
    kinds, _ = by_line(shown, fate.typed, "line_kind")
    if fate.typed is None:
        kinds = said_at_entry(shown.last, rows[: len(kinds)])
    beyond = len(rows) - len(lines)
    asked_for_why: list[str | None] = [*lines, *[None] * beyond]
    shown_rows = [replace(row, kind=kind) for row, kind in zip(rows, [*kinds, *[""] * beyond], strict=True)]
    owners = owners_of(asked.cycle, shown)
    seen_changes = asked.seen(shown.draft.content)
    editions = list(asked.cycle.publications.order_by("-edition").without_content())
    context = {
        "scope": None,
        "carried": plan_query(asked.cycle),
        "is_fictional": asked.cycle.period.plan.is_fictional,
        "cycle": asked.cycle,
        "crumbs": crumbs(asked.cycle),
        "preview": shown,
        "differences": list(zip(shown_rows, asked_for_why, strict=True)),
        "row_kinds": LATER,
        "places": " ".join(places_of(shown)),
        "editions": editions,
        "files": files_of(
            out_file(shown),
            office_editions_file(asked.cycle.key, editions) if editions else None,
            *seen_files(seen_changes),
        ),
        "form": form,
        "problem": problem_of(asked.cycle, fate),
        "seen_changes": seen_changes,
        "settled": [one.place for one in getattr(fate.error, "differences", ())],
        "seen": fate.begun("seen", latest_sequence(owners)),
        "typed": unplaced(shown, form, fate.typed, left),
        "draft": offered(asked, shown, is_untouched=fate.typed is None),
        **began_on(shown, fate),
    }
    context |= fate.context(0, conflict_of(asked, owners, fate))
    context |= {"version": None, "fate": replace(fate, sentences=())}  # what they say is the problem's
    status = NOT_DONE if fate.kind is FateKind.WRONG else fate.status
    return page_or_file(request, "evaluations/publishing/publish.html", context, status=status)


def said_at_entry(last: Publication | None, rows: Sequence[ErratumRow]) -> list[str]:
    """Return as what each row was changed, as somebody said where its figure was entered; "" where nobody did."""
    figures = {row.figure for row in rows if row.figure}
    said = kinds_said_since(last.published_at, figures) if last and figures else {}
    return [said.get(row.figure, "") if row.figure else "" for row in rows]


def began_on(shown: EditionPreview, fate: Fate) -> dict[str, Any]:
    """Return what the form is about: what it began on, until the person has been shown what has changed."""
    basis = fate.typed.get("basis", "") if fate.typed is not None and fate.kind is not FateKind.STALE else ""
    return {
        "edition": fate.begun("edition", shown.next_edition),
        "basis": basis if _HASH.fullmatch(basis) else shown.draft.basis,
    }


def problem_of(cycle: EvaluationCycle, fate: Fate) -> str:
    """Say why nothing was published, where something was sent."""
    said = "".join(fate.sentences)
    if fate.kind is not FateKind.STALE or fate.typed is None:
        return said
    done = cycle.publications.filter(edition=whole_number(fate.typed.get("edition"))).first()
    return f"{verbs.OvertakenError(done)}{LOOK}{said}" if done else f"{MOVED}{said}"


def places_of(shown: EditionPreview) -> list[str]:
    """Name the lines that a reason may be given for, so that each finds its own again on a page that has changed."""
    counted: Counter[str] = Counter()
    found = []
    for one in shown.rows[:MOST_REASONS]:
        counted[one.place] += 1
        found.append(sha256_of(f"{one.place} {counted[one.place]}")[:12])
    return found


def by_line(shown: EditionPreview, typed: QueryDict | None, name: str) -> tuple[list[str], list[str]]:
    """Return what was typed under that name for each row that takes it, and that of rows that are no more."""
    places = places_of(shown)
    whys = typed.getlist(name) if typed is not None else []
    known = typed.get(PLACES, "").split() if typed is not None else []
    said = dict(zip(known or places, whys, strict=False))
    left = whys[len(said) :]
    lines = [said.pop(place, "") for place in places]
    return lines, [one for one in (*said.values(), *left) if one.strip()]


def unplaced(
    shown: EditionPreview, form: PublishForm, typed: QueryDict | None, left: Sequence[str]
) -> list[tuple[str, str]]:
    """Return what was typed and has no field on the page any more, to be copied."""
    if typed is None:
        return []
    if shown.last is not None and not shown.differences:
        return typed_reasons(typed)
    gone = [said for name, said in named_reasons(typed).items() if name not in form.fields]
    return [*gone, *((WHY, one) for one in left)]


def owners_of(cycle: EvaluationCycle, shown: EditionPreview) -> list[str]:
    """Name all whose history tells what is published: the cycle, its evaluations, and the indicators."""
    content = shown.draft.content
    indicators = [
        one["id"] for node in (*content["measures"], *content["others"]) for one in node["indicators"]
    ]
    evaluations = cycle.evaluations.values_list("pk", flat=True)
    return [
        cycle.history_owner,
        *(owner_of("evaluations.evaluation", pk) for pk in evaluations),
        *(owner_of("indicators.indicator", pk) for pk in indicators),
    ]


def conflict_of(asked: Publisher, owners: Sequence[str], fate: Fate) -> Conflict | None:
    """Return what changed since the form began, as far as history tells."""
    if fate.kind is not FateKind.STALE or fate.typed is None:
        return None
    return conflict_since(changes_since(owners, fate.typed.get("seen"), unsaid=UNSAID), asked.person)


def offered(asked: Publisher, shown: EditionPreview, *, is_untouched: bool) -> drafts.FormDraft:
    """Return the draft of reasons that can be taken up again."""
    draft = drafts.of_form(asked.person, draft_address(asked.cycle), version=0, is_untouched=is_untouched)
    if (offer := draft.offer) is not None:
        offer.said = typed_reasons(offer.fields)
        offer.is_outdated = offer.fields.get("basis") != shown.draft.basis
    return draft


def crumbs(cycle: EvaluationCycle) -> list[tuple[str, str]]:
    """Return the way from the overview over the cycle's board."""
    scope = plan_query(cycle)
    board = f"{reverse('evaluations:board')}?{scope}&{urlencode({'cycle': cycle.key})}"
    return [("概況", f"{reverse('policies:overview')}?{scope}"), ("評価", board), ("公表", "")]
