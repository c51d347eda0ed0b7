"""What a file did not say, said: written where somebody has taken it, asked of sections, answered by them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from indicators.calculation.facts import Comparator
from indicators.models import Indicator, Target
from reports.unsaid.models import UnsaidQuestion
from reports.unsaid.scorecards import UnsaidIndicator
from reports.unsaid.settings_said import Settings
from store.actions.rows import Actor, RefusedError, StaleRow, add_rows, change_row, delete_row

NO_DEPARTMENT: Final = "「{}」には所管課がないため、確認を依頼できません。先に所管課を登録してください。"
CANNOT: Final = "「{}」：{}"
GONE: Final = "この依頼は、すでに片付いています。"


@transaction.atomic
def settle(taken: Sequence[tuple[UnsaidIndicator, Settings, int]], *, by: Actor) -> int:
    """Write what was taken of each indicator, all or nothing; return how many say something else now.

    Raise StaleRow where somebody changed one meanwhile, RefusedError with every reason why one cannot be so.
    """
    refused: list[str] = []
    changed = 0
    for one, said, version in taken:
        try:
            changed += _settle(one.indicator, said, version, by)
        except ValidationError as error:
            refused += [CANNOT.format(one.indicator, sentence) for sentence in error.messages]
        if one.question is not None:
            delete_row(one.question, by=by)
    if refused:
        raise RefusedError("\n".join(refused))
    return changed


def _settle(indicator: Indicator, said: Settings, version: int, by: Actor) -> bool:
    stored = (
        Indicator.objects.select_related("node__period__plan", "node__layer").filter(pk=indicator.pk).first()
    )
    if stored is None or stored.version != version:
        raise StaleRow(stored)
    put(stored, said)
    targets = _with_side(stored, said)
    stored.clean()
    stored.validate_constraints()
    changes = change_row(stored, version=version, by=by)
    for target in targets:
        target.clean()
        target.validate_constraints()
        changes += change_row(target, version=target.version, by=by)
    return bool(changes)


def put(indicator: Indicator, said: Settings) -> None:
    """Let an indicator, unsaved, say that."""
    indicator.direction = Indicator.Direction.KEEP if said.keeps else said.direction
    indicator.accumulation = said.accumulation
    indicator.decimals = int(said.decimals)
    indicator.known_from = said.known_from
    if said.asked == "other":
        return
    indicator.asked = "interval" if said.interval else said.asked
    indicator.survey_interval = said.interval
    indicator.asked_since = int(said.asked_since) if said.interval else None


def _with_side(indicator: Indicator, said: Settings) -> list[Target]:
    """Return the targets that are bare numbers with the side on which the indicator is to be kept."""
    if not said.keeps:
        return []
    bare = list(Target.objects.filter(indicator=indicator, comparator=Comparator.PLAIN.value))
    for target in bare:
        target.indicator = indicator
        target.comparator = said.keeps
    return bare


@transaction.atomic
def ask_sections(asked: Sequence[tuple[UnsaidIndicator, Settings]], *, by: Actor) -> int:
    """Ask the section of each indicator whether that is right; one that was asked before is asked anew."""
    for one, said in asked:
        if one.indicator.department_id is None:
            raise RefusedError(NO_DEPARTMENT.format(one.indicator))
        if one.question is not None:
            delete_row(one.question, by=by)
        add_rows([UnsaidQuestion(indicator=one.indicator, proposed=said.words())], by=by)
    return len(asked)


@transaction.atomic
def answer(
    question: UnsaidQuestion, said: Settings, remark: str, *, version: int, person: Any, by: Actor
) -> None:
    """Keep what a section answers: the 事務局 sees it beside the other proposals, and nothing else changes."""
    stored = UnsaidQuestion.objects.filter(pk=question.pk).first()
    if stored is None:
        raise RefusedError(GONE)
    stored.answer = said.words()
    stored.remark = remark
    stored.answered_by = person
    stored.answered_at = timezone.now()
    change_row(stored, version=version, by=by)


def typed_of(typed: Mapping[str, Any], pk: int, names: Sequence[str]) -> dict[str, str]:
    """Return what a page sent of one indicator, by field."""
    return {name: str(typed.get(f"{name}-{pk}", "")) for name in names}
