"""The rows of a rule profile from which ratings are suggested: read, and held against the scales of a cycle."""

from collections.abc import Collection, Mapping, Sequence

from django.core.exceptions import ValidationError

from evaluations.judgement.direction import REFERENCE_DIRECTION, DirectionProfile
from evaluations.judgement.progress_rules import NO_SUGGESTION, REFERENCE_PROGRESS, ProgressProfile
from evaluations.judgement.rule_cases import direction_faults, progress_faults
from indicators.calculation.attainment import NO_CLASS
from indicators.models import RuleProfile, read_rules, refuse_strangers


def progress_profile(profile: RuleProfile) -> ProgressProfile:
    """Return the rules of the progress; no rows mean those of the reference."""
    rows = REFERENCE_PROGRESS.to_data() if profile.progress_rules == [] else profile.progress_rules
    return ProgressProfile.from_data(rows, key=profile.key, version=profile.edition)


def direction_profile(profile: RuleProfile) -> DirectionProfile:
    """Return the rules of the direction; no rows mean those of the reference."""
    rows = REFERENCE_DIRECTION.to_data() if profile.direction_rules == [] else profile.direction_rules
    return DirectionProfile.from_data(rows, key=profile.key, version=profile.edition)


def refuse_unreadable(profile: RuleProfile) -> None:
    """Raise ValidationError, by field, for rules from which nothing could be suggested."""
    read_rules("progress_rules", lambda: progress_profile(profile))
    read_rules("direction_rules", lambda: direction_profile(profile))


def refuse_faulty(profile: RuleProfile) -> None:
    """Raise ValidationError, by field, for rules that leave a measure out or of which one can never apply."""
    faults = suggestion_faults(profile)
    if found := {field: list(sentences) for field, sentences in faults.items() if sentences}:
        raise ValidationError(found)


def suggestion_faults(profile: RuleProfile) -> Mapping[str, Sequence[str]]:
    """Return, by field, what is wrong with readable rules of progress and direction.

    Those of the reference, which stand where none are given, may have rows for classes that are never given.
    """
    attained = profile.attainment_profile()
    progress, direction = progress_profile(profile), direction_profile(profile)
    classes = dict.fromkeys(rule.then for rule in attained.rules if rule.then != NO_CLASS)
    asked = (rule.then for rule in progress.rules)
    return {
        "progress_rules": progress_faults(progress, classes, is_given=profile.progress_rules != []),
        "direction_rules": direction_faults(direction, asked, is_given=profile.direction_rules != []),
    }


def refuse_foreign_symbols(
    profile: RuleProfile, *, classes: Collection[str], progress: Collection[str], direction: Collection[str]
) -> None:
    """Raise ValidationError, by field, for a rule that speaks of a symbol its scale does not have."""
    rules = read_rules("progress_rules", lambda: progress_profile(profile)).rules
    among = (symbol for rule in rules for symbol in (*rule.classes, *rule.explain_if))
    refuse_strangers("progress_rules", among, classes)
    refuse_strangers("progress_rules", (rule.then for rule in rules), {NO_SUGGESTION, *progress})
    rows = read_rules("direction_rules", lambda: direction_profile(profile)).rules
    refuse_strangers("direction_rules", (row.progress for row in rows if row.progress), progress)
    refuse_strangers("direction_rules", (row.then for row in rows), {NO_SUGGESTION, *direction})
