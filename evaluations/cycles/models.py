"""Rounds of judging: their years, scales and rules."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from evaluations.cycles.rules import refuse_faulty, refuse_foreign_symbols, refuse_unreadable
from indicators.models import RatingLevel, RatingScale, RuleProfile, symbols_of
from policies.fiscal_year import FiscalYear, years
from policies.models import PlanPeriod, within_years
from store.limits import (
    LARGEST_NUMBER,
    TEXT,
    within_lengths,
    within_numbers,
)
from store.models import Beside, Versioned, owner_of, refuse_to_rewrite, stored_beside

OF_ITS_PERIOD = (
    "評価、シート又はシートの依頼があるため、別の計画期間へは移せません。"
    "移す先の期に、評価の回を新しく登録してください。"
)


def check_scale(field: str, level: RatingLevel | None, scale: RatingScale | None) -> None:
    """Raise ValidationError for that field if the level belongs to another scale; no level is no mistake."""
    if level is not None and level.scale != scale:
        raise ValidationError({field: f"「{level}」は「{scale}」の段階ではありません。"})


def check_profile(profile: RuleProfile, beside: Beside) -> None:
    """Raise ValidationError, by field, for rules that cannot be read, or that a cycle's scales do not know.

    And for rules that leave a measure without an answer, or of which one can never apply.
    """
    refuse_unreadable(profile)
    if hasattr(profile, "attainment_scale"):
        for cycle in beside(EvaluationCycle, "profile", profile):
            cycle.refuse_foreign_rules(profile, beside)
    refuse_faulty(profile)


class EvaluationCycleQuerySet(models.QuerySet["EvaluationCycle"]):
    def get_by_natural_key(self, plan: str, number: int, key: str) -> "EvaluationCycle":
        return self.get(period=PlanPeriod.objects.get_by_natural_key(plan, number), key=key)

    def published(self) -> Self:
        """Keep the cycles whose results everybody may read."""
        return self.filter(is_published=True, period__plan__is_published=True)

    def with_rules(self) -> Self:
        """Fetch the profile and the levels of every scale that judging by the cycle needs."""
        return self.select_related(
            "period",
            "profile__attainment_scale",
            "progress_scale",
            "direction_scale",
            "achievement_scale",
            "opinion_scale",
        ).prefetch_related(
            "profile__attainment_scale__levels", "progress_scale__levels", "direction_scale__levels"
        )

    def of_measures(self) -> Self:
        """Keep the cycles in which measures are judged: all but those that have nothing but sheets of 事務事業."""
        has_sheets = Q(sheet_request__isnull=False) | Q(project_sheets__isnull=False)
        has_measures = Q(evaluations__isnull=False) | Q(stages__isnull=False)
        only_sheets = self.model.objects.filter(has_sheets).exclude(has_measures)
        return self.exclude(pk__in=only_sheets.order_by().values("pk"))

    def covering(self, year: FiscalYear) -> Self:
        """Keep the cycles that look at that year."""
        return self.filter(first_year__lte=year.year, last_year__gte=year.year)


class EvaluationCycle(Versioned):
    """One round of judging a period's measures: its years, its scales, its rules."""

    label_needs = ("period__plan",)

    class Kind(models.TextChoices):
        YEARLY = "yearly", "年次評価"
        MIDTERM = "midterm", "中間評価"
        FINAL = "final", "総括評価"

    period = models.ForeignKey(
        PlanPeriod, verbose_name="計画期間", on_delete=models.PROTECT, related_name="cycles"
    )
    key = models.SlugField("キー", max_length=50)
    name = models.CharField("名前", max_length=100)
    kind = models.CharField("種別", max_length=10, choices=Kind)
    first_year = models.PositiveSmallIntegerField("評価対象の最初の年度")
    last_year = models.PositiveSmallIntegerField("評価対象の最後の年度")
    profile = models.ForeignKey(
        RuleProfile, verbose_name="判定基準", on_delete=models.PROTECT, related_name="cycles"
    )
    progress_scale = models.ForeignKey(
        RatingScale, verbose_name="施策の進捗状況の区分", on_delete=models.PROTECT, related_name="+"
    )
    direction_scale = models.ForeignKey(
        RatingScale, verbose_name="今後の方向性の区分", on_delete=models.PROTECT, related_name="+"
    )
    achievement_scale = models.ForeignKey(
        RatingScale,
        verbose_name="事務事業の達成度の区分",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    opinion_scale = models.ForeignKey(
        RatingScale,
        verbose_name="委員会の意見の区分",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opinion_cycles",
    )
    is_published = models.BooleanField("公開", default=False)
    source = models.CharField("出典", max_length=TEXT, blank=True)

    objects = EvaluationCycleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "評価の回"
        ordering = ("period", "last_year", "first_year", "pk")
        constraints = (
            models.UniqueConstraint(fields=("period", "key"), name="cycle_once_a_key"),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="cycle_ends_after_it_began",
                violation_error_message="最後の年度は最初の年度以後にしてください。",
            ),
            *within_lengths("cycle", key=50, name=100, kind=10, source=TEXT),
            *within_years("cycle", "first_year", "last_year"),
            *within_numbers("cycle", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def choice_label(self) -> str:
        return f"{self.period.choice_label} {self}"

    @property
    def history_owner(self) -> str:
        return owner_of("evaluations.evaluationcycle", self.pk)

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.period.natural_key(), self.key)

    natural_key.dependencies = ["policies.planperiod"]  # type: ignore[attr-defined]

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse years outside the plan period, rules with symbols that its scales have not, and another period.

        That is for a cycle in which something is judged already.
        """
        refuse_to_rewrite(
            self, ["period"], why=EvaluationCycle._why_in_its_period, fills_gaps=False, beside=beside
        )
        if (
            hasattr(self, "period")
            and None not in (self.first_year, self.last_year)
            and not (self.period.first_year <= self.first_year and self.last_year <= self.period.last_year)
        ):
            raise ValidationError({"first_year": f"評価対象の年度が「{self.period}」の外にあります。"})
        if all(hasattr(self, name) for name in ("profile", "progress_scale", "direction_scale")):
            try:
                self.refuse_foreign_rules(self.profile, beside)
            except ValidationError as error:
                raise ValidationError({"profile": error.messages}) from None

    def _why_in_its_period(self) -> str:
        """Say why it stays in its period: what is judged in it is of that period's tree."""
        above: Any = self  # rows of subjects above this one
        judged = (
            above.evaluations.exists() or above.project_sheets.exists() or hasattr(above, "sheet_request")
        )
        return OF_ITS_PERIOD if judged else ""

    def refuse_foreign_rules(self, profile: RuleProfile, beside: Beside) -> None:
        """Raise ValidationError, by the profile's field, if it cannot judge by this cycle's scales."""
        refuse_foreign_symbols(
            profile,
            classes=symbols_of(profile.attainment_scale, beside),
            progress=symbols_of(self.progress_scale, beside),
            direction=symbols_of(self.direction_scale, beside),
        )

    @property
    def first(self) -> FiscalYear:
        return FiscalYear(self.first_year)

    @property
    def last(self) -> FiscalYear:
        return FiscalYear(self.last_year)

    @property
    def years(self) -> tuple[FiscalYear, ...]:
        return years(self.first, self.last)
