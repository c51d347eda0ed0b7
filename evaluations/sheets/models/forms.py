"""The form of the 事務事業評価シート as data, and what is asked for in a round."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from desk.marks import SECRETS, is_secret
from evaluations.cycles.models import EvaluationCycle
from evaluations.sheets.amounts import Layout
from evaluations.sheets.answers import AnswerKind, Question
from indicators.models import EntryRound, RatingScale
from indicators.models.amounts import refuse_bare_unit
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

ANSWERED = "この項目には入力済みのシートがあるため変更できません。新しい版（版次を1つ増やした様式）を作ってください。"
UNKEPT = f"キーに{'、'.join(SECRETS)}は使えません。その欄に入力した内容が、下書きに残らないためです。"
WRITTEN = "この様式で入力されたシートがあるため変更できません。"


class SheetFormQuerySet(models.QuerySet["SheetForm"]):
    def get_by_natural_key(self, key: str, edition: int) -> "SheetForm":
        return self.get(key=key, edition=edition)


class SheetForm(Versioned):
    """A form of the 事務事業評価シート as ordered rows of data; another year or city has another."""

    key = models.CharField("キー", max_length=50)
    edition = models.PositiveSmallIntegerField("版次", default=1)
    name = models.CharField("様式の名前", max_length=100)
    source = models.CharField("出典", max_length=TEXT, blank=True)

    objects = SheetFormQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事務事業評価シートの様式"
        ordering = ("key", "edition")
        constraints = (
            models.UniqueConstraint(fields=("key", "edition"), name="form_once_an_edition"),
            *within_lengths("form", key=50, name=100, source=TEXT),
            *within_numbers("form", edition=1),
            *within_numbers("form", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.name}（第{self.edition}版）" if self.edition > 1 else self.name

    def natural_key(self) -> tuple[str, int]:
        return (self.key, self.edition)


class SheetItemQuerySet(models.QuerySet["SheetItem"]):
    def get_by_natural_key(self, form: str, edition: int, key: str) -> "SheetItem":
        return self.get(form__key=form, form__edition=edition, key=key)


class SheetItem(Versioned):
    """One question of a form: a text, a rating with or without a reason, a number, or a table of amounts."""

    class Kind(models.TextChoices):
        TEXT = AnswerKind.TEXT.value, "文章"
        RATING = AnswerKind.RATING.value, "区分の選択"
        NUMBER = AnswerKind.NUMBER.value, "数値"
        AMOUNTS = AnswerKind.AMOUNTS.value, "金額表"

    class Meaning(models.TextChoices):
        """What other pages read an answer for, whatever the form calls it."""

        ACHIEVEMENT = "achievement", "達成度（施策の評価に使う）"
        CONTRIBUTION = "contribution", "施策への貢献度"
        DIRECTION = "direction", "今後の方向性"

    form = models.ForeignKey(SheetForm, verbose_name="様式", on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField("並び順")
    part = models.CharField(
        "区分", max_length=50, help_text="例：Plan（計画）。続く同じ区分は一つの枠になります。"
    )
    key = models.SlugField(
        "キー", max_length=50, help_text="年度が替わっても同じ項目には同じキーを付けます。"
    )
    label = models.CharField("項目名", max_length=100)
    help = models.CharField("記入要領", max_length=TEXT, blank=True)
    kind = models.CharField("種類", max_length=10, choices=Kind, default=Kind.TEXT)
    scale = models.ForeignKey(
        RatingScale, verbose_name="区分", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    meaning = models.CharField("意味", max_length=15, choices=Meaning, blank=True)
    is_required = models.BooleanField("必須", default=False)
    asks_reason = models.BooleanField("理由も書く", default=False)
    is_carried = models.BooleanField("前年度から引き継ぐ", default=False)
    is_published = models.BooleanField(
        "公表する", default=False, help_text="評価結果の公表版に、確認済みのシートの記載を載せます。"
    )
    longest = models.PositiveSmallIntegerField("字数の上限", null=True, blank=True)
    unit = models.CharField("単位", max_length=20, blank=True)
    layout = models.JSONField("金額表の形", null=True, blank=True)

    objects = SheetItemQuerySet.as_manager()

    FIXED = ("form", "key", "kind", "scale", "meaning", "layout")

    class Meta:
        verbose_name = verbose_name_plural = "様式の項目"
        ordering = ("form_id", "order")
        constraints = (
            models.UniqueConstraint(fields=("form", "key"), name="item_once_a_key"),
            models.UniqueConstraint(fields=("form", "order"), name="item_once_a_place"),
            models.UniqueConstraint(
                fields=("form", "meaning"), condition=~Q(meaning=""), name="item_once_a_meaning"
            ),
            models.CheckConstraint(
                condition=Q(kind="rating", scale__isnull=False) | (~Q(kind="rating") & Q(scale__isnull=True)),
                name="item_has_a_scale_if_rated",
                violation_error_message="区分は「区分の選択」の項目だけに、必ず指定してください。",
            ),
            *within_lengths("item", part=50, key=50, label=100, help=TEXT, kind=10, meaning=15, unit=20),
            *within_numbers("item", order=1),
            *within_numbers("item", 10_000, longest=1),
            *within_numbers("item", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.form.natural_key(), self.key)

    natural_key.dependencies = ["evaluations.sheetform", "indicators.ratingscale"]  # type: ignore[attr-defined]

    @property
    def history_label(self) -> str:
        return f"{self.form} {self}"

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a table nobody could fill in, a bare number as unit, a meaning without a rating, a changed answer."""
        refuse_bare_unit(self.unit)
        if (self.kind == AnswerKind.AMOUNTS) != (self.layout is not None):
            raise ValidationError({"layout": "金額表の形は「金額表」の項目だけに、必ず指定してください。"})
        if is_secret(self.key):
            raise ValidationError({"key": UNKEPT})
        if self.layout is not None:
            self._refuse_layout(self.layout)
        if self.meaning and self.kind != AnswerKind.RATING:
            raise ValidationError({"meaning": "意味は「区分の選択」の項目だけに指定できます。"})
        refuse_to_rewrite(
            self,
            self.FIXED,
            why=lambda stored: ANSWERED if stored.is_answered() else "",
            fills_gaps=False,
            beside=beside,
        )

    def _refuse_layout(self, layout: Any) -> None:
        """Refuse a table nobody could fill in, and one of which a cell would not be kept while it is typed."""
        try:
            table = Layout.from_data(layout)
        except ValueError as error:
            raise ValidationError({"layout": str(error)}) from None
        keys = [one.key for one in table.columns] + [one.key for one in table.lines]
        if any(map(is_secret, keys)):
            raise ValidationError({"layout": UNKEPT})

    def is_answered(self) -> bool:
        """Tell whether a sheet says anything about it."""
        return (
            self.answers.exists()
            or self.amounts.exists()
            or (
                self.meaning == SheetItem.Meaning.ACHIEVEMENT
                and self.form.sheets.filter(achievement__isnull=False).exists()
            )
        )

    def question(self) -> Question:
        """Hand the item to the core."""
        return Question(
            key=self.key,
            label=self.label,
            kind=AnswerKind(self.kind),
            is_required=self.is_required,
            asks_reason=self.asks_reason,
            longest=self.longest,
            layout=None if self.layout is None else Layout.from_data(self.layout),
            unit=self.unit,
        )


class SheetRequestQuerySet(models.QuerySet["SheetRequest"]):
    def get_by_natural_key(self, *key: Any) -> "SheetRequest":
        return self.get(round=EntryRound.objects.get_by_natural_key(*key))

    def with_form(self) -> Self:
        """Fetch the round, the cycle and the whole form, in a fixed number of queries."""
        return self.select_related(
            "round__plan", "cycle__period", "cycle__achievement_scale", "form"
        ).prefetch_related("form__items__scale__levels")


class SheetRequest(Versioned):
    """That a round asks for the sheets too: by which form, and for which cycle they are kept."""

    round = models.OneToOneField(
        EntryRound, verbose_name="入力依頼", on_delete=models.PROTECT, related_name="sheet_request"
    )
    form = models.ForeignKey(
        SheetForm, verbose_name="様式", on_delete=models.PROTECT, related_name="requests"
    )
    cycle = models.OneToOneField(
        EvaluationCycle, verbose_name="評価の回", on_delete=models.PROTECT, related_name="sheet_request"
    )

    objects = SheetRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事務事業評価シートの依頼"
        ordering = ("round",)
        constraints = (*within_numbers("sheetrequest", LARGEST_NUMBER, version=1),)

    def __str__(self) -> str:
        return f"{self.round} {self.form}"

    def natural_key(self) -> tuple[Any, ...]:
        return self.round.natural_key()

    natural_key.dependencies = ["indicators.entryround"]  # type: ignore[attr-defined]

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a cycle of another plan, one that does not look at the year, and a form rated by another scale."""
        if not all(hasattr(self, name) for name in ("round", "cycle", "form")):
            return
        if self.cycle.period.plan != self.round.plan:
            raise ValidationError({"cycle": "入力依頼と同じ計画の評価の回を選んでください。"})
        if not self.cycle.first_year <= self.round.fiscal_year <= self.cycle.last_year:
            raise ValidationError({"cycle": "入力依頼の年度を対象とする評価の回を選んでください。"})
        same_year = {  # by what it is called: a round that is being loaded has no key yet
            "round__plan__local_government_code": self.round.plan.local_government_code,
            "round__plan__name": self.round.plan.name,
            "round__fiscal_year": self.round.fiscal_year,
        }
        others = SheetRequest.objects.filter(**same_year).exclude(round__kind=self.round.kind)
        if other := others.select_related("round").first():
            raise ValidationError({"round": f"この年度のシートは、すでに「{other.round}」で依頼しています。"})
        for item in beside(SheetItem, "form", self.form):
            if item.meaning == SheetItem.Meaning.ACHIEVEMENT and item.scale != self.cycle.achievement_scale:
                raise ValidationError(
                    {"form": f"様式の「{item.label}」の区分が、評価の回の達成度の区分と違います。"}
                )
        # sheets that were written by another form would be read by no item
        refuse_to_rewrite(
            self,
            ("form", "cycle"),
            why=lambda stored: WRITTEN if stored.is_answered() else "",
            fills_gaps=False,
            beside=beside,
        )

    def is_answered(self) -> bool:
        """Tell whether a sheet of its cycle has been written by its form."""
        return self.cycle.project_sheets.filter(form=self.form_id).exists()
