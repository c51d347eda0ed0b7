"""The rule profiles: how classes and suggested ratings follow from figures."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from indicators.calculation.attainment import NO_CLASS, AttainmentProfile
from indicators.calculation.class_cases import class_faults
from indicators.calculation.facts import TargetChoice
from indicators.models.scales import RatingScale, symbols_of
from store.limits import (
    LARGEST_NUMBER,
    TEXT,
    within_lengths,
    within_numbers,
)
from store.models import (
    Beside,
    Versioned,
    refuse_to_rewrite,
    stored_beside,
)

DECIDED_BY = (
    "この版は決定済みの評価で使われているため変更できません。"
    "新しい版（版次を1つ増やした行）を作ってください。"
)


class RuleProfileQuerySet(models.QuerySet["RuleProfile"]):
    def get_by_natural_key(self, key: str, edition: int) -> "RuleProfile":
        return self.get(key=key, edition=edition)


class RuleProfile(Versioned):
    """How classes and suggested ratings follow from figures, as ordered rows of data; a new edition is a new row."""

    class JudgedBy(models.TextChoices):
        OWN = TargetChoice.OWN.value, "その年度の目標（期末・中間・年度）。なければ判定しない"
        AHEAD = TargetChoice.AHEAD.value, "その年度の目標。なければ、次の中間・期末の目標そのもの"
        PACED = TargetChoice.PACED.value, "その年度の目標。なければ、次の中間・期末の目標までの直線上の値"

    key = models.CharField("キー", max_length=50)
    edition = models.PositiveSmallIntegerField("版次", default=1)
    name = models.CharField("名前", max_length=100)
    source = models.CharField("出典", max_length=TEXT, blank=True)
    attainment_scale = models.ForeignKey(
        RatingScale,
        verbose_name="成果指標の達成状況の区分",
        on_delete=models.PROTECT,
        related_name="profiles",
    )
    judged_by = models.CharField(
        "判定に用いる目標", max_length=10, choices=JudgedBy, default=JudgedBy.OWN.value
    )
    is_adopted = models.BooleanField(
        "市が採用した基準", default=False, help_text="外すと、判定は「参考判定」として示します。"
    )
    attainment_rules = models.JSONField("成果指標の達成状況の基準")
    progress_rules = models.JSONField("施策の進捗状況の基準", default=list)
    direction_rules = models.JSONField("今後の方向性の基準", default=list)

    FIXED = (
        *("key", "edition", "attainment_scale", "judged_by"),
        *("attainment_rules", "progress_rules", "direction_rules"),
    )
    further_checks: ClassVar[list[Callable[["RuleProfile", Beside], None]]] = []  # of apps above

    objects = RuleProfileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "判定基準"
        ordering = ("key", "edition")
        constraints = (
            models.UniqueConstraint(fields=("key", "edition"), name="profile_once_an_edition"),
            *within_lengths("profile", key=50, name=100, source=TEXT, judged_by=10),
            *within_numbers("profile", edition=1),
            *within_numbers("profile", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.name}（第{self.edition}版）"

    def natural_key(self) -> tuple[str, int]:
        return (self.key, self.edition)

    natural_key.dependencies = ["indicators.ratingscale"]  # type: ignore[attr-defined]

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse rules that nobody can read or that answer outside their scales, and to rewrite what decided.

        And rules that leave an input without an answer, or of which one can never apply.
        """
        profile = read_rules("attainment_rules", self.attainment_profile)
        if hasattr(self, "attainment_scale"):
            known = {NO_CLASS, *symbols_of(self.attainment_scale, beside)}
            refuse_strangers("attainment_rules", (rule.then for rule in profile.rules), known)
        if faults := class_faults(profile):
            raise ValidationError({"attainment_rules": list(faults)})
        for check in self.further_checks:
            check(self, beside)
        refuse_to_rewrite(
            self,
            self.FIXED,
            why=lambda stored: DECIDED_BY if stored.has_decided() else "",
            fills_gaps=False,
            beside=beside,
        )

    def has_decided(self) -> bool:
        """Tell whether ratings were decided, or a cycle was published, by this edition."""
        return self.evaluations.exists() or self.cycles.filter(is_published=True).exists()

    def attainment_profile(self) -> AttainmentProfile:
        """Hand the rules of the yearly class to the calculation core."""
        return AttainmentProfile.from_data(
            self.attainment_rules,
            key=self.key,
            version=self.edition,
            judged_by=TargetChoice(self.judged_by),
        )


def read_rules(field: str, read: Callable[[], Any]) -> Any:
    """Return the rules of that field as their core reads them; raise ValidationError if it cannot."""
    try:
        return read()
    except ValueError as error:
        raise ValidationError({field: str(error)}) from None
    except (TypeError, AttributeError, KeyError):
        message = "判定基準は、条件と結果の組を並べた一覧で入力してください。"
        raise ValidationError({field: message}) from None


def refuse_strangers(field: str, symbols: Iterable[str], known: Collection[str]) -> None:
    """Raise ValidationError for that field if a rule speaks of a symbol that its scale does not have."""
    if strange := [symbol for symbol in symbols if symbol not in known]:
        scale = "・".join(sorted(known))
        raise ValidationError({field: f"区分「{strange[0]}」は、評価区分（{scale}）にありません。"})
