"""Publishing an edition of a cycle: what stands against it, what would change, and doing it; for the 事務局 alone."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from accounts.posts import acting, person_asking
from accounts.rules import Role, holds, is_unlimited
from desk.parking import (
    PARAMETER,
    forget,
    keeps_what_was_typed,
    parked,
)
from desk.refusals import whole_number
from evaluations.actions import publishing as verbs
from evaluations.forms.publish import PublishForm
from evaluations.judgement.editions import canonical, sha256_of, substance
from evaluations.models import EvaluationCycle, Publication
from evaluations.publishing.drafts import Preview, preview
from store.actions import Actor, RefusedError, StaleRow

MOVED = (
    "画面を開いた後に、公表する内容が変わりました。公表していません。"
    "下の内容を確認してから、もう一度操作してください。"
)
DONE = "{}を公表しました。"
MOVED_ON = "次の評価を先の段階へ進めました。{}"
DONE_BEFORE = "{}は、同じ内容ですでに公表されています。"
MOST_REASONS = 300  # a form has so many fields and no more; the lines after them share the edition's reason
DEPARTMENTS, CURRENT = "departments", "current"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who publishes which cycle."""

    request: HttpRequest
    person: Person
    cycle: EvaluationCycle
    today: date

    @property
    def actor(self) -> Actor:
        code = self.cycle.period.plan.local_government_code
        return acting(self.person, Role.PLANNING, code, self.today)

    def preview(self) -> Preview:
        """Return what would be published, with the departments as they are now if the page asks for them."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return preview(self.cycle, self.today, renames=sent.get(DEPARTMENTS) == CURRENT)


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Show what would be published; what is posted publishes exactly that, or says why not."""
    asked = asked_for(request, key)
    if request.method != "POST":
        return page(asked, asked.preview(), typed=parked(request, request.path))
    edition, basis = whole_number(request.POST.get("edition")), read_hash(request.POST.get("basis"))
    done = asked.cycle.publications.filter(edition=edition).first()
    if done is not None:
        return published_before(asked, done, basis)
    shown = asked.preview()
    if basis != shown.draft.basis:
        return page(asked, shown, typed=request.POST, problem=MOVED, status=409)
    return tried(asked, shown, edition)


def tried(asked: Asked, shown: Preview, edition: int) -> HttpResponse:
    """Publish what the page showed, or show it again with the reason why not."""
    request = asked.request
    form = form_of(shown, request.POST)
    if not form.is_valid():
        return page(asked, shown, form=form, status=400)
    moved = shown.onward_words
    try:
        publication = act(shown, form, edition, asked.actor)
    except verbs.OvertakenError as overtaken:
        return published_before(asked, overtaken.publication, shown.draft.basis)
    except StaleRow:
        return page(asked, asked.preview(), typed=request.POST, problem=MOVED, status=409)
    except RefusedError as refused:
        return page(asked, shown, form=form, refused=refused, status=400)
    forget(request.GET.get(PARAMETER), request.path)
    messages.success(request, DONE.format(publication.label))
    if moved:
        messages.info(request, MOVED_ON.format(moved))
    return redirect(publication)


def act(shown: Preview, form: PublishForm, edition: int, by: Actor) -> Publication:
    """Call the verb that the form asks for."""
    said = form.cleaned_data
    despite = said.get("allowed_despite", "")
    if shown.last is None:
        return verbs.publish(shown.draft, edition=edition, allowed_despite=despite, by=by)
    verb = verbs.publish_update if said["kind"] == Publication.Kind.UPDATE else verbs.publish_correction
    return verb(
        shown.draft,
        edition=edition,
        reason=said["reason"],
        reasons=form.lines,
        allowed_despite=despite,
        by=by,
    )


def published_before(asked: Asked, done: Publication, basis: str) -> HttpResponse:
    """Lead a form sent twice to what it published; show one that came too late what somebody else published."""
    if sha256_of(canonical(substance(done.read()))) == basis:
        messages.info(asked.request, DONE_BEFORE.format(done.label))
        return redirect(done)
    problem = f"{verbs.OvertakenError(done)}下の内容を確認してから、もう一度操作してください。"
    return page(
        asked, preview(asked.cycle, asked.today), typed=asked.request.POST, problem=problem, status=409
    )


def asked_for(request: HttpRequest, key: str) -> Asked:
    """Return who asks to publish which cycle; 404 unless it is one of a city whose 事務局 the person is.

    `plan` and `period` tell cycles of the same key apart; without them it is the latest.
    """
    person, today = person_asking(request), timezone.localdate()
    cycles = (
        EvaluationCycle.objects.filter(key=key)
        .with_rules()
        .select_related(
            "period__plan",
            "profile__attainment_scale",
            "progress_scale",
            "direction_scale",
            "achievement_scale",
        )
    )
    for name, column in (("plan", "period__plan__local_government_code"), ("period", "period__number")):
        if asked := request.GET.get(name, "")[:6]:
            cycles = (
                cycles.filter(**{column: asked}) if asked.isascii() and asked.isdigit() else cycles.none()
            )
    for cycle in cycles.order_by("-last_year", "-pk"):
        code = cycle.period.plan.local_government_code
        if is_unlimited(person) or holds(person, Role.PLANNING, code, today):
            return Asked(request, person, cycle, today)
    raise Http404


def read_hash(text: str | None) -> str:
    """Read the hash of what the page showed; without it the form is none of ours."""
    if text is None or not _HASH.fullmatch(text):
        raise BadRequest("公表する内容の照合値が読み取れません。")
    return text


def form_of(shown: Preview, data: QueryDict | None = None, **options: Any) -> PublishForm:
    return PublishForm(data, is_first=shown.last is None, objections=shown.draft.objections, **options)


def page(
    asked: Asked,
    shown: Preview,
    *,
    form: PublishForm | None = None,
    typed: QueryDict | None = None,
    problem: str = "",
    refused: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the draft with its form, and in it whatever had been typed."""
    form = form or form_of(shown, initial=typed.dict() if typed else None)
    whys = [*form.lines] if form.is_bound else typed.getlist("why") if typed else []
    asked_for_why = min(len(shown.differences), MOST_REASONS)
    lines: list[str | None] = [*[*whys, *[""] * asked_for_why][:asked_for_why]]
    lines += [None] * len(shown.differences)
    context = {
        "scope": None,
        "is_fictional": asked.cycle.period.plan.is_fictional,
        "cycle": asked.cycle,
        "crumbs": crumbs(asked.cycle),
        "preview": shown,
        "differences": list(zip(shown.differences, lines, strict=False)),
        "editions": list(asked.cycle.publications.order_by("-edition").without_content()),
        "form": form,
        "problem": problem or (str(refused) if refused else ""),
        "settled": [one.place for one in getattr(refused, "differences", ())],
    }
    return render(asked.request, "evaluations/publish.html", context, status=status)


def crumbs(cycle: EvaluationCycle) -> list[tuple[str, str]]:
    """Return the way from the overview over the cycle's board."""
    period = cycle.period
    scope = urlencode({"plan": period.plan.local_government_code, "period": period.number})
    board = f"{reverse('evaluations:board')}?{scope}&{urlencode({'cycle': cycle.key})}"
    return [("概況", f"{reverse('policies:overview')}?{scope}"), ("施策評価", board), ("公表", "")]
