"""What the 事務局 does with rule profiles: change one, make a new edition or a copy, let a cycle use one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.direction import REFERENCE_DIRECTION
from evaluations.judgement.progress_rules import REFERENCE_PROGRESS
from indicators.models import RuleProfile
from store.actions.rows import (
    Actor,
    StaleRow,
    add_rows,
    change_row,
)

RULES: Final = ("judged_by", "attainment_rules", "progress_rules", "direction_rules")
REFERENCE: Final = {
    "progress_rules": REFERENCE_PROGRESS.to_data(),
    "direction_rules": REFERENCE_DIRECTION.to_data(),
}
EDITED: Final = ("name", "source", "is_adopted", *RULES)


@dataclass(frozen=True, slots=True)
class ProfileUsage:
    """Where an edition is used: by which cycles, by how many decisions, in which cities (by their codes)."""

    cycles: tuple[EvaluationCycle, ...]
    decisions: int
    cities: frozenset[str]

    @property
    def is_fixed(self) -> bool:
        """Whether something was decided or published by it, so that it never changes."""
        return bool(self.decisions) or any(cycle.is_published for cycle in self.cycles)


def usage_of(profile: RuleProfile) -> ProfileUsage:
    """Return where a stored edition is used."""
    cycles = tuple(profile.cycles.select_related("period__plan").order_by("pk"))
    decisions = profile.evaluations.values_list("cycle__period__plan__local_government_code", flat=True)
    cities = {*(cycle.period.plan.local_government_code for cycle in cycles), *decisions}
    return ProfileUsage(cycles, len(decisions), frozenset(cities))


def edited(profile: RuleProfile, values: Mapping[str, Any]) -> RuleProfile:
    """Return an unsaved copy of the profile with what was typed in the place of what is stored."""
    fields = {name: getattr(profile, name) for name in ("key", "edition", *EDITED)}
    return RuleProfile(attainment_scale=profile.attainment_scale, **fields | dict(values))


@transaction.atomic
def save_rules(
    profile: RuleProfile, values: Mapping[str, Any], *, version: int, copy_key: str = "", by: Actor
) -> RuleProfile:
    """Write what was edited and return the row that now says it.

    With `copy_key` that is the first edition of a profile of its own. Without: the row itself, or a new edition where
    something was decided or published by it. Raise StaleRow if the row is no longer the one that was shown,
    ValidationError by field for what cannot be saved. Equal values change nothing.
    """
    stored = RuleProfile.objects.select_related("attainment_scale").filter(pk=profile.pk).first()
    if stored is None or stored.version != version:
        raise StaleRow(stored)
    values = {name: as_stored(stored, name, value) for name, value in values.items()}
    if not copy_key and all(getattr(stored, name) == value for name, value in values.items()):
        return stored
    if copy_key:
        return _add(edited(stored, {**values, "key": copy_key, "edition": 1}), by)
    rules_change = any(getattr(stored, name) != values.get(name, getattr(stored, name)) for name in RULES)
    if rules_change and usage_of(stored).is_fixed:
        latest = RuleProfile.objects.filter(key=stored.key).aggregate(Max("edition"))["edition__max"]
        return _add(edited(stored, {**values, "edition": latest + 1}), by)
    for name, value in values.items():
        setattr(stored, name, value)
    stored.full_clean()
    change_row(stored, version=version, by=by)
    return stored


def as_stored(profile: RuleProfile, name: str, value: Any) -> Any:
    """Return rules that are still those of the reference as the profile has them: none."""
    return [] if getattr(profile, name) == [] and value == REFERENCE.get(name) else value


@transaction.atomic
def use_rules(cycle: EvaluationCycle, profile: RuleProfile, *, version: int, by: Actor) -> EvaluationCycle:
    """Let a cycle in which nothing is decided yet be judged by the profile.

    Raise ValidationError if something is, or if the profile speaks of symbols that the cycle's scales do not have.
    """
    if is_decided(cycle):
        raise ValidationError("評価が決定又は公開されている評価の回の判定基準は、変更できません。")
    cycle.profile = profile
    cycle.full_clean()
    change_row(cycle, version=version, by=by)
    return cycle


def is_decided(cycle: EvaluationCycle) -> bool:
    """Tell whether anything was decided in the cycle, or it is published."""
    evaluations = cycle.evaluations.all()
    decided = evaluations.filter(progress__isnull=False) | evaluations.filter(direction__isnull=False)
    return cycle.is_published or decided.exists()


def _add(profile: RuleProfile, by: Actor) -> RuleProfile:
    """Insert a row; one whose key and edition somebody else has just taken is refused like one that had been."""
    profile.full_clean()
    try:
        with transaction.atomic():
            add_rows([profile], by=by)
    except IntegrityError:
        raise ValidationError({"key": "同じキーと版次の判定基準が、すでにあります。"}) from None
    return profile
