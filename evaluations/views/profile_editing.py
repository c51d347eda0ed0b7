"""One rule profile for the 事務局: edited row by row, with what a change would move, and saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.posts import acting
from accounts.rules import Role
from desk import once
from desk.parking import (
    PARAMETER,
    forget,
    keeps_what_was_typed,
    parked,
)
from desk.refusals import whole_number
from evaluations.forms.profile import KEY_FORM, ProfileForm, Symbols, stored_form, typed_form
from evaluations.judgement.direction import DISCLAIMER
from evaluations.keeping.profiles import Usage, edited, is_decided, save_rules, usage_of, use_rules
from evaluations.lists.moves import Comparison, compare, figures_of
from evaluations.lists.profiles import Edition, Keeper, edition_of
from evaluations.models import EvaluationCycle
from evaluations.views.profiles import asking, chosen
from indicators.calculation.class_cases import class_faults
from indicators.models import RuleProfile, read_rules
from store.actions import Actor, StaleRow
from store.models import Change

ONLY_A_COPY = (
    "この判定基準は、ほかの自治体でも使われているため変更できません。"
    "「写しを作って保存」で、別のキーの判定基準として保存してください。"
)
BAD_KEY = "写しのキーは、半角の英小文字・数字・ハイフンで50文字以内にしてください（例：aobano-abcd）。"
SAVED = "{0}を保存しました。"
NEW_EDITION = "{0}を新しい版として保存しました。前の版を使う評価の回は、そのままです。"


@dataclass(slots=True)
class Page:
    """An edition being edited: who does it, and the cycle it is held against."""

    request: HttpRequest
    keeper: Keeper
    profile: RuleProfile
    usage: Usage
    cycles: list[EvaluationCycle]
    cycle: EvaluationCycle | None

    @property
    def symbols(self) -> Symbols:
        """What the rows may answer with: the levels of the profile's scale and of the cycle's."""
        return Symbols(
            levels(self.profile.attainment_scale),
            levels(self.cycle.progress_scale) if self.cycle else [],
            levels(self.cycle.direction_scale) if self.cycle else [],
        )

    @property
    def only_a_copy(self) -> bool:
        return not self.keeper.is_own(self.usage.cities)

    @property
    def edition(self) -> Edition:
        return edition_of(self.keeper, self.profile, self.usage.decisions if not self.only_a_copy else 0)

    def actor(self) -> Actor:
        """Return the person in the post of the 事務局 of the city concerned."""
        post = self.keeper.person
        city = self.cycle.period.plan.local_government_code if self.cycle else min(self.keeper.codes or {""})
        return acting(post, Role.PLANNING, city, self.keeper.today)


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an edition as a form; sent, move its rows about, show what a change would move, or save it."""
    kept = None if request.method == "POST" else parked(request, request.path)
    sent = request.POST if request.method == "POST" else kept or request.GET
    page = page_of(request, pk, sent)
    if request.method != "POST":
        return first_shown(page, kept)
    version = whole_number(sent.get("version"))
    button, form = sent.get("do", ""), typed_form(sent, page.symbols)
    match button:
        case "save" | "copy":
            return save(page, form, version, is_copy=button == "copy")
        case "use":
            return use(page, sent)
        case "preview":
            draft = checked(page, form)
            comparison = preview(page, draft) if draft is not None else None
            return shown(page, form, version=version, comparison=comparison, was_previewed=True)
        case _:
            form.do(button)
            return shown(page, form, version=version)


def first_shown(page: Page, kept: QueryDict | None) -> HttpResponse:
    """Show the edition as it is stored, or as it was typed before the session was over."""
    if kept is None:
        return shown(page, stored_form(page.profile, page.symbols))
    seen = kept.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
    return shown(page, typed_form(kept, page.symbols), version=version, restored=True)


def page_of(request: HttpRequest, pk: int, sent: QueryDict) -> Page:
    """Return the page of an edition in reach, held against the cycle asked for, else one that uses it."""
    keeper = asking(request)
    profile = keeper.profiles().filter(pk=pk).first()
    if profile is None:
        raise Http404
    cycles = list(keeper.cycles())
    using = [one for one in cycles if one.profile_id == profile.pk]
    cycle = chosen(cycles, sent.get("cycle")) or next(iter(using or cycles), None)
    return Page(request, keeper, profile, usage_of(profile), cycles, cycle)


def levels(scale: Any) -> list[tuple[str, str]]:
    """Return the levels of a scale as choices."""
    return [(one.symbol, f"{one.symbol}（{one.label}）") for one in scale.levels.all()]


def checked(page: Page, form: ProfileForm) -> RuleProfile | None:
    """Return the profile as typed, or None where it is refused; the form then says why, row by row."""
    values = form.values()
    if not form.is_valid:
        return None
    draft = edited(page.profile, values)
    for check in (partial(against, page.cycle, draft), partial(refuse_faulty_classes, draft), draft.clean):
        try:
            check()
        except ValidationError as refused:
            form.take(refused)
            return None
    return draft


def refuse_faulty_classes(draft: RuleProfile) -> None:
    """Say first what is wrong with the classes of a year: the rest follows from them."""
    profile = read_rules("attainment_rules", draft.attainment_profile)
    if faults := class_faults(profile):
        raise ValidationError({"attainment_rules": list(faults)})


def against(cycle: EvaluationCycle | None, draft: RuleProfile) -> None:
    """Hold a draft against the scales of the cycle it is shown for."""
    if cycle is not None:
        cycle.refuse_foreign_rules(draft, prefetched)


def prefetched(model: Any, field: str, owner: Any) -> Any:
    """Find the levels of a scale where they have been read already."""
    return owner.levels.all()


def preview(page: Page, draft: RuleProfile) -> Comparison | None:
    """Judge the cycle's measures as stored and as typed; nothing is written."""
    if page.cycle is None:
        return None
    return compare(figures_of(page.cycle, page.keeper.today), page.profile, draft)


def save(page: Page, form: ProfileForm, version: int, *, is_copy: bool) -> HttpResponse:
    """Save what was typed, or show it again with what is wrong or was changed by somebody else."""
    person, key = page.keeper.person, once.read_key(page.request.POST.get("once"))
    if outcome := once.outcome_of(key, person):
        return HttpResponseRedirect(outcome)
    if page.only_a_copy and not is_copy:
        form.errors.append(ONLY_A_COPY)
        return shown(page, form, version=version, status=403)
    if is_copy and not KEY_FORM.fullmatch(form.key):
        form.errors.append(BAD_KEY)
    if checked(page, form) is None or not form.is_valid:
        return shown(page, form, version=version, status=400)
    try:
        values, copy_key = form.values(), form.key if is_copy else ""
        address = once.once(key, person, lambda: saved(page, values, version, copy_key))
    except StaleRow as stale:
        return conflict(page, form, stale)
    except ValidationError as refused:
        form.take(refused)
        return shown(page, form, version=version, status=400)
    forget(page.request.GET.get(PARAMETER), page.request.path)
    return HttpResponseRedirect(address)


def saved(page: Page, values: Mapping[str, Any], version: int, copy_key: str) -> str:
    """Write the profile and return where to go on."""
    row = save_rules(page.profile, values, version=version, copy_key=copy_key, by=page.actor())
    words = SAVED if row.pk == page.profile.pk else NEW_EDITION
    messages.success(page.request, words.format(row))
    cycle = f"?cycle={page.cycle.pk}" if page.cycle else ""
    return f"{reverse('evaluations:profile_edit', args=[row.pk])}{cycle}"


def use(page: Page, sent: QueryDict) -> HttpResponse:
    """Let the cycle chosen be judged by this edition."""
    cycle = chosen(page.cycles, sent.get("use_in")) if sent.get("use_in") else None
    if cycle is None:
        raise Http404
    version = whole_number(sent.get("cycle_version"))
    form = stored_form(page.profile, page.symbols)
    try:
        use_rules(cycle, page.profile, version=version, by=page.actor())
    except StaleRow:
        form.errors.append(
            "この評価の回は、ほかの人が先に変更しています。内容を確かめて、もう一度操作してください。"
        )
        return shown(page, form, status=409)
    except ValidationError as refused:
        form.errors.extend(refused.messages)
        return shown(page, form, status=400)
    messages.success(page.request, f"{cycle}の参考判定は、{page.profile}によります。")
    return redirect(f"{page.request.path}?cycle={cycle.pk}")


def conflict(page: Page, form: ProfileForm, stale: StaleRow) -> HttpResponse:
    """Show what was typed, who was first, and what is stored now; nothing was written."""
    if not isinstance(stale.current, RuleProfile):
        raise Http404
    page.profile = page.keeper.profiles().get(pk=stale.current.pk)
    changes = Change.objects.filter(model=page.profile._meta.label_lower, object_id=str(page.profile.pk))
    first = changes.order_by("-sequence").first()
    theirs = stored_form(page.profile, page.symbols)
    return shown(page, form, status=409, first=first, theirs=theirs)


def shown(
    page: Page, form: ProfileForm, *, version: int | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """Render the form."""
    usable = [one for one in page.cycles if one.profile_id != page.profile.pk and not is_decided(one)]
    latest = (
        RuleProfile.objects.filter(key=page.profile.key)
        .order_by("-edition")
        .values_list("edition", flat=True)
    )
    context = {
        "scope": None,
        "is_fictional": page.cycle is not None and page.cycle.period.plan.is_fictional,
        "page": page,
        "profile": page.profile,
        "form": form,
        "version": page.profile.version if version is None else version,
        "once": once.new_key(),
        "edition": page.edition,
        "next_edition": max(latest, default=0) + 1,
        "usable": usable,
        "disclaimer": DISCLAIMER,
    }
    return render(page.request, "evaluations/profile_edit.html", context | more, status=status)
