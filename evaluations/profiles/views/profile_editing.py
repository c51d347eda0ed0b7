"""One rule profile for the 事務局: edited row by row, with what a change would move, and saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from accounts.actions import acting
from accounts.models import Person
from accounts.rules import Role
from desk.actions import drafts
from desk.page.refusals import whole_number
from desk.page.taking import (
    Conflict,
    Difference,
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    again,
    conflict_over,
    conflict_since,
    form_page,
    opened,
    take,
)
from desk.views import takes_drafts
from evaluations.cycles.models import EvaluationCycle
from evaluations.cycles.scorecards import unjudged_in
from evaluations.judgement.direction import disclaimer
from evaluations.profiles.actions import (
    ProfileUsage,
    edited,
    is_decided,
    save_rules,
    usage_of,
    use_rules,
)
from evaluations.profiles.forms import (
    KEY_FORM,
    ProfileForm,
    Symbols,
    differing,
    in_words,
    stored_form,
    typed_form,
)
from evaluations.profiles.scorecards.editions import (
    ProfileEdition,
    ProfileKeeper,
    edition_of,
    keeper_of,
)
from evaluations.profiles.scorecards.moves import RulesComparison, compare, figures_of
from evaluations.profiles.views.profiles import asking, chosen
from indicators.calculation.class_cases import class_faults, dropped_misses
from indicators.models import RuleProfile, read_rules
from store.actions.history import changes_since, last_change, latest_sequence
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import StoredRows

ONLY_A_COPY = (
    "この判定基準は、ほかの自治体でも使われているため変更できません。"
    "「写しを作って保存」で、別のキーの判定基準として保存してください。"
)
BAD_KEY = "写しのキーは、半角の英小文字・数字・ハイフンで50文字以内にしてください（例：aobano-abcd）。"
SAVED = "{0}を保存しました。"
DROPPED = "注意：目標を達成していないのに区分のない入力があり、判定から落ちます（{0}）。"
NEW_EDITION = "{0}を新しい版として保存しました。前の版を使う評価の回は、そのままです。"


@dataclass(slots=True)
class ProfilePage:
    """An edition being edited: who does it, and the cycle it is held against."""

    request: HttpRequest
    keeper: ProfileKeeper
    profile: RuleProfile
    usage: ProfileUsage
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
    def edition(self) -> ProfileEdition:
        return edition_of(self.keeper, self.profile, self.usage.decisions if not self.only_a_copy else 0)

    def actor(self) -> Actor:
        """Return the person in the post of the 事務局 of the city concerned."""
        post = self.keeper.person
        city = self.cycle.period.plan.local_government_code if self.cycle else min(self.keeper.codes or {""})
        return acting(post, Role.PLANNING, city, self.keeper.today)


def draft_path(person: Person, today: date, chosen: Mapping[str, Any], pk: int) -> str:
    """Return where drafts of the edition are kept, if the person keeps it."""
    keeper = keeper_of(person, today)
    if not (keeper.is_keeping and keeper.profiles().filter(pk=pk).exists()):
        raise Http404
    return reverse("evaluations:profile_edit", args=[pk])


@form_page(words=in_words)
@takes_drafts(draft_path)
def profile_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an edition as a form; sent, move its rows about, show what a change would move, or save it.

    Where there is no such edition (any more), what was typed stands on the answer in words.
    """
    keeper = asking(request)
    draft, show = reverse("evaluations:profile_edit", args=[pk]), partial(shown, request, pk)
    if request.method != "POST":
        return show(opened(request, keeper.person, draft=draft))
    sent = request.POST
    page, button = page_of(request, pk, sent), sent.get("do", "")
    whole_number(sent.get("version"))
    if button == "use":
        act = partial(use, page, sent)
        return take(request, keeper.person, act, show, is_versioned=True, refused=400)
    form = typed_form(sent, page.symbols)
    if button in {"save", "copy"}:
        act = partial(save, page, form, button == "copy")
        return take(request, keeper.person, act, show, is_versioned=True, draft=draft, refused=403)
    if button == "preview":
        found = checked(page, form)
        comparison = preview(page, found) if found is not None else None
        return show(looked_at(page, form), comparison=comparison, was_previewed=True)
    form.do(button)
    return show(looked_at(page, form))


def looked_at(page: ProfilePage, form: ProfileForm) -> Fate:
    """Return the fate of a form that was sent only to be looked at, or to have its rows moved."""
    return again(page.request, page.keeper.person, FateKind.ASKED, form=form)


def page_of(request: HttpRequest, pk: int, sent: QueryDict) -> ProfilePage:
    """Return the page of an edition in reach, held against the cycle asked for, else one that uses it."""
    keeper = asking(request)
    profile = keeper.profiles().filter(pk=pk).first()
    if profile is None:
        raise Http404
    cycles = list(keeper.cycles())
    using = [one for one in cycles if one.profile_id == profile.pk]
    cycle = chosen(cycles, sent.get("cycle")) or next(iter(using or cycles), None)
    return ProfilePage(request, keeper, profile, usage_of(profile), cycles, cycle)


def levels(scale: Any) -> list[tuple[str, str]]:
    """Return the levels of a scale as choices."""
    return [(one.symbol, f"{one.symbol}（{one.label}）") for one in scale.levels.all()]


def checked(page: ProfilePage, form: ProfileForm) -> RuleProfile | None:
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
        cycle.refuse_foreign_rules(draft, PrefetchedLevels())


class PrefetchedLevels(StoredRows):
    """Finds the levels of a scale where they have been read already."""

    def __call__(self, model: Any, field: str, owner: Any) -> Any:
        return owner.levels.all()


def preview(page: ProfilePage, draft: RuleProfile) -> RulesComparison | None:
    """Judge the cycle's measures as stored and as typed; nothing is written."""
    if page.cycle is None:
        return None
    return compare(figures_of(page.cycle, page.keeper.today), page.profile, draft)


def save(page: ProfilePage, form: ProfileForm, is_copy: bool, version: int) -> Done:
    """Save what was typed; raise FaultyFormError with what is wrong beside the rows it is about."""
    if page.only_a_copy and not is_copy:
        raise RefusedError(ONLY_A_COPY)
    if is_copy and not KEY_FORM.fullmatch(form.key):
        form.errors.append(BAD_KEY)
    if checked(page, form) is None or not form.is_valid:
        raise FaultyFormError(form)
    copy_key = form.key if is_copy else ""
    try:
        row = save_rules(page.profile, form.values(), version=version, copy_key=copy_key, by=page.actor())
    except ValidationError as refused:
        form.take(refused)
        raise FaultyFormError(form) from None
    words = SAVED if row.pk == page.profile.pk else NEW_EDITION
    told = words.format(row)
    if dropped := dropped_misses(row.attainment_profile()):
        told += DROPPED.format(dropped[0])
    cycle = f"?cycle={page.cycle.pk}" if page.cycle else ""
    return Done(f"{reverse('evaluations:profile_edit', args=[row.pk])}{cycle}", told)


def use(page: ProfilePage, sent: QueryDict, version: int) -> Done:
    """Let the cycle chosen be judged by this edition, as both were shown."""
    cycle = cycle_used(page, sent)
    if page.profile.version != version:
        raise StaleRow(page.profile)
    try:
        use_rules(cycle, page.profile, version=whole_number(sent.get("cycle_version")), by=page.actor())
    except ValidationError as refused:
        raise RefusedError("\n".join(refused.messages)) from None
    address = reverse("evaluations:profile_edit", args=[page.profile.pk])
    return Done(f"{address}?cycle={cycle.pk}", f"{cycle}の参考判定は、{page.profile}によります。")


def cycle_used(page: ProfilePage, sent: QueryDict) -> EvaluationCycle:
    """Return the cycle that is to be judged by the edition; 404 for one out of reach."""
    cycle = chosen(page.cycles, sent.get("use_in")) if sent.get("use_in") else None
    if cycle is None:
        raise Http404
    return cycle


def shown(request: HttpRequest, pk: int, fate: Fate, **more: Any) -> HttpResponse:
    """Render the edition as it is now, with what was typed into its form."""
    page = page_of(request, pk, fate.typed if fate.typed is not None else request.GET)
    is_use = fate.typed is not None and fate.typed.get("do") == "use"
    form, usable = form_of(page, fate, is_use=is_use), usable_in(page)
    editions = RuleProfile.objects.filter(key=page.profile.key).order_by("-edition")
    seen = latest_sequence([one.history_owner for one in page.cycles])
    context = {
        "scope": None,
        "is_fictional": page.cycle is not None and page.cycle.period.plan.is_fictional,
        "page": page,
        "profile": page.profile,
        "form": form,
        "is_use": is_use,
        "edition": page.edition,
        "next_edition": max(editions.values_list("edition", flat=True), default=0) + 1,
        "usable": [(one, *began_on(one, fate, seen, is_use=is_use)) for one in usable],
        "draft": offered(page, is_untouched=fate.typed is None or is_use),
        "keep_theirs": reverse("evaluations:profile_edit", args=[pk]),
        "disclaimer": disclaimer(is_adopted=page.profile.is_adopted),
        "dropped": dropped_of(page.profile),
        "unjudged": unjudged_in(page.cycle, page.profile) if page.cycle is not None else "",
    }
    context |= fate.context(page.profile.version, conflict_of(page, form, fate, is_use=is_use)) | more
    status = 400 if fate.kind is FateKind.WRONG else fate.status
    return render(request, "evaluations/profiles/profile_edit.html", context, status=status)


def dropped_of(profile: RuleProfile) -> str:
    """Say which misses of a target the stored rules give no class; nothing if none, or if nobody can read them."""
    try:
        found = dropped_misses(profile.attainment_profile())
    except (ValueError, TypeError):
        return ""
    return DROPPED.format("、".join(found[:3])) if found else ""


def form_of(page: ProfilePage, fate: Fate, *, is_use: bool) -> ProfileForm:
    """Return the form of the rules: as it was checked, as it was typed, else as the edition is stored."""
    if fate.form is not None:
        form: ProfileForm = fate.form
        return form
    if fate.typed is None or is_use:
        return stored_form(page.profile, page.symbols)
    return typed_form(fate.typed, page.symbols)


def usable_in(page: ProfilePage) -> list[EvaluationCycle]:
    """Return the cycles that can be judged by this edition and are not yet."""
    return [one for one in page.cycles if one.profile_id != page.profile.pk and not is_decided(one)]


def began_on(cycle: EvaluationCycle, fate: Fate, seen: int, *, is_use: bool) -> tuple[bool, int, int]:
    """Return whether it was the cycle's button that was pressed, and on which version and history that one began."""
    is_it = is_use and fate.typed is not None and fate.typed.get("use_in") == str(cycle.pk)
    if not is_it:
        return False, cycle.version, seen
    return True, fate.begun("cycle_version", cycle.version), fate.begun("seen", seen)


def conflict_of(page: ProfilePage, form: ProfileForm, fate: Fate, *, is_use: bool) -> Conflict | None:
    """Return who was first: with the edition, mine beside theirs, or with the cycle that was to use it."""
    if fate.kind is not FateKind.STALE or fate.typed is None:
        return None
    person = page.keeper.person
    if is_use and not isinstance(fate.current, RuleProfile):
        owners = [cycle_used(page, fate.typed).history_owner]
        return conflict_since(changes_since(owners, fate.typed.get("seen"), unsaid=("cycle", "key")), person)
    theirs = stored_form(page.profile, page.symbols)
    differences = [] if is_use else [Difference(*one) for one in differing(form, theirs)]
    return conflict_over(page.profile, person, last_change(page.profile), differences)


def offered(page: ProfilePage, *, is_untouched: bool) -> drafts.FormDraft:
    """Return the draft of the rules that can be taken up again."""
    address, version = reverse("evaluations:profile_edit", args=[page.profile.pk]), page.profile.version
    draft = drafts.of_form(page.keeper.person, address, version=version, is_untouched=is_untouched)
    if draft.offer is not None:
        draft.offer.said = in_words(draft.offer.fields)
    return draft
