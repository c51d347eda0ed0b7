"""The scales of symbols: ordered levels, each with its meaning."""

from django.db import models

from policies.models import Layer
from store.limits import (
    LARGEST_NUMBER,
    TEXT,
    within_lengths,
    within_numbers,
)
from store.models import Beside, Versioned


class RatingScaleQuerySet(models.QuerySet["RatingScale"]):
    def get_by_natural_key(self, key: str) -> "RatingScale":
        return self.get(key=key)


class RatingScale(Versioned):
    """An ordered set of symbols with their meaning, for one form and edition; never mapped onto another."""

    shared_links = ("layers",)

    key = models.CharField("キー", max_length=50, unique=True)
    name = models.CharField("画面での名前", max_length=50, help_text="例：施策の進捗状況")
    document = models.CharField("様式・版", max_length=TEXT, blank=True)
    is_best_first = models.BooleanField("先頭が最も良い", default=True)
    layers = models.ManyToManyField(Layer, verbose_name="使う層", blank=True, related_name="scales")
    source = models.CharField("出典", max_length=TEXT, blank=True)

    objects = RatingScaleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "評価区分"
        ordering = ("key",)
        constraints = (
            *within_lengths("scale", key=50, name=50, document=TEXT, source=TEXT),
            *within_numbers("scale", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.document}）" if self.document else self.name

    def natural_key(self) -> tuple[str]:
        return (self.key,)


class RatingLevelQuerySet(models.QuerySet["RatingLevel"]):
    def get_by_natural_key(self, scale: str, symbol: str) -> "RatingLevel":
        return self.get(scale__key=scale, symbol=symbol)


class RatingLevel(Versioned):
    """One symbol of a scale. Colour and shape only repeat what the symbol says."""

    class Tone(models.TextChoices):
        BEST = "best", "青（最も良い）"
        GOOD = "good", "水色（良い）"
        MIDDLE = "middle", "中間"
        FAIR = "fair", "黄（注意）"
        POOR = "poor", "赤（悪い）"
        NEUTRAL = "neutral", "灰（区分なし）"

    class Shape(models.TextChoices):
        CIRCLE = "circle", "円"
        SQUARE = "square", "四角"
        TRIANGLE = "triangle", "三角"
        DIAMOND = "diamond", "ひし形"
        DASH = "dash", "横線"

    scale = models.ForeignKey(
        RatingScale, verbose_name="評価区分", on_delete=models.PROTECT, related_name="levels"
    )
    order = models.PositiveSmallIntegerField("並び順")
    symbol = models.CharField("記号", max_length=10)
    label = models.CharField("意味", max_length=100)
    explanation = models.CharField("説明", max_length=TEXT, blank=True)
    tone = models.CharField("色", max_length=10, choices=Tone, default=Tone.NEUTRAL)
    shape = models.CharField("形", max_length=10, choices=Shape, default=Shape.DASH)

    objects = RatingLevelQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "評価区分の段階"
        ordering = ("scale_id", "order")
        constraints = (
            models.UniqueConstraint(fields=("scale", "symbol"), name="level_once_a_symbol"),
            models.UniqueConstraint(fields=("scale", "order"), name="level_once_a_place"),
            *within_lengths("level", symbol=10, label=100, explanation=TEXT, tone=10, shape=10),
            *within_numbers("level", order=1),
            *within_numbers("level", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.symbol} {self.text}"

    @property
    def text(self) -> str:
        """The meaning in the words of the document: 順調に推移している（目標を達成している）."""
        return f"{self.label}（{self.explanation}）" if self.explanation else self.label

    def natural_key(self) -> tuple[str, str]:
        return (self.scale.key, self.symbol)

    natural_key.dependencies = ["indicators.ratingscale"]  # type: ignore[attr-defined]


def symbols_of(scale: "RatingScale", beside: Beside) -> set[str]:
    """Return the symbols of a scale."""
    return {level.symbol for level in beside(RatingLevel, "scale", scale)}
