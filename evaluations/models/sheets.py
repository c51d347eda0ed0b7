"""The yearly sheet of a 事務事業: its form as data, what is asked for in a round, and what was answered."""

from collections.abc import Collection, Mapping
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.limits import (
    LARGEST_NUMBER,
    LONG_TEXT,
    TEXT,
    within_amounts,
    within_lengths,
    within_numbers,
)
from accounts.models import Beside, Versioned, owner_of, stored_beside
from evaluations.judgement.amounts import Layout, Place
from evaluations.judgement.answers import Answer, Kind, Question
from evaluations.models.cycles import EvaluationCycle, check_scale
from indicators.models import EntryRound, HandedIn, RatingLevel, RatingScale, amount
from policies.models import PolicyNode, within_years

ANSWERED = "この項目には入力済みのシートがあるため変更できません。新しい版（版次を1つ増やした様式）を作ってください。"


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
        TEXT = Kind.TEXT.value, "文章"
        RATING = Kind.RATING.value, "区分の選択"
        NUMBER = Kind.NUMBER.value, "数値"
        AMOUNTS = Kind.AMOUNTS.value, "金額表"

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
    longest = models.PositiveSmallIntegerField("字数の上限", null=True, blank=True)
    unit = models.CharField("単位", max_length=20, blank=True)
    layout = models.JSONField("金額表の形", null=True, blank=True)

    objects = SheetItemQuerySet.as_manager()

    FIXED = ("form", "key", "kind", "scale", "meaning", "layout")

    class Meta:
        verbose_name = verbose_name_plural = "様式の項目"
        ordering = ("form", "order")
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
        """Refuse a table nobody could fill in, a meaning without a rating, and to change what was answered."""
        if (self.kind == Kind.AMOUNTS) != (self.layout is not None):
            raise ValidationError({"layout": "金額表の形は「金額表」の項目だけに、必ず指定してください。"})
        if self.layout is not None:
            try:
                Layout.from_data(self.layout)
            except ValueError as error:
                raise ValidationError({"layout": str(error)}) from None
        if self.meaning and self.kind != Kind.RATING:
            raise ValidationError({"meaning": "意味は「区分の選択」の項目だけに指定できます。"})
        self._refuse_to_rewrite()

    def _refuse_to_rewrite(self) -> None:
        stored = SheetItem.objects.filter(pk=self.pk).first()
        if stored is None:
            return
        fields = [self._meta.get_field(name) for name in self.FIXED]
        changed = [one.name for one in fields if getattr(stored, one.attname) != getattr(self, one.attname)]  # type: ignore[union-attr]
        if changed and stored.is_answered():
            raise ValidationError(dict.fromkeys(changed, ANSWERED))

    def is_answered(self) -> bool:
        """Tell whether a sheet says anything about it."""
        return (
            self.answers.exists()
            or self.amounts.exists()
            or bool(
                self.meaning == SheetItem.Meaning.ACHIEVEMENT
                and ProjectSheet.objects.filter(form=self.form, achievement__isnull=False).exists()
            )
        )

    def question(self) -> Question:
        """Hand the item to the core."""
        return Question(
            key=self.key,
            label=self.label,
            kind=Kind(self.kind),
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
        for item in beside(SheetItem, "form", self.form):
            if item.meaning == SheetItem.Meaning.ACHIEVEMENT and item.scale != self.cycle.achievement_scale:
                raise ValidationError(
                    {"form": f"様式の「{item.label}」の区分が、評価の回の達成度の区分と違います。"}
                )


class ProjectSheetQuerySet(models.QuerySet["ProjectSheet"]):
    def get_by_natural_key(self, *key: Any) -> "ProjectSheet":
        cycle = EvaluationCycle.objects.get_by_natural_key(*key[:4])
        return self.get(cycle=cycle, node__address=key[4])

    def shown_with(self, unconfirmed_of: Collection[int] | None) -> Self:
        """Keep what has been confirmed, and the unconfirmed sheets of these departments (None: of all)."""
        if unconfirmed_of is None:
            return self
        return self.filter(
            Q(entry_state__in=ProjectSheet.CONFIRMED_STATES) | Q(node__department__in=unconfirmed_of)
        )

    def speaking_for(self, cycle: EvaluationCycle, unconfirmed_of: Collection[int] | None) -> Self:
        """Keep the sheets a cycle reads, those that say most last: of years within it, the latest, its own.

        Unconfirmed ones only of these departments (None: of all); sheets of a cycle that is not published say nothing
        about one that is to somebody who sees no department's (an empty collection).
        """
        within = {"cycle__first_year__gte": cycle.first_year, "cycle__last_year__lte": cycle.last_year}
        rows = self.shown_with(unconfirmed_of).filter(cycle__period=cycle.period_id, **within)
        if unconfirmed_of is not None and not unconfirmed_of:
            rows = rows.filter(Q(cycle=cycle) | Q(cycle__is_published=True))
        own = models.Case(models.When(cycle=cycle, then=1), default=0)
        return rows.order_by(own, "cycle__last_year", "-cycle__first_year", "pk")

    def with_answers(self) -> Self:
        """Fetch what ProjectSheet.given() reads, in a fixed number of queries."""
        return self.select_related("cycle", "node", "achievement", "form").prefetch_related(
            "answers__item", "answers__level", "amounts__item"
        )

    def before(self, sheet: "ProjectSheet") -> Self:
        """Keep the sheets of the same 事務事業 (and of the one it succeeds) of earlier cycles, the latest first."""
        nodes = {sheet.node_id, *([sheet.node.succeeds_id] if sheet.node.succeeds_id else [])}
        return self.filter(node__in=nodes, cycle__last_year__lt=sheet.cycle.last_year).order_by(
            "-cycle__last_year", "cycle__first_year", "-pk"
        )


class ProjectSheet(HandedIn):
    """The yearly sheet of one 事務事業: its achievement is people's judgement, never computed."""

    cycle = models.ForeignKey(
        EvaluationCycle, verbose_name="評価の回", on_delete=models.PROTECT, related_name="project_sheets"
    )
    node = models.ForeignKey(
        PolicyNode, verbose_name="事務事業", on_delete=models.PROTECT, related_name="project_sheets"
    )
    form = models.ForeignKey(
        SheetForm, verbose_name="様式", on_delete=models.PROTECT, null=True, blank=True, related_name="sheets"
    )
    achievement = models.ForeignKey(
        RatingLevel, verbose_name="達成度", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.TextField("実績の説明", blank=True)
    source = models.CharField("出典", max_length=TEXT, blank=True)

    objects = ProjectSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事務事業の評価"
        ordering = ("cycle", "node__path")
        constraints = (
            models.UniqueConstraint(fields=("cycle", "node"), name="sheet_once_a_cycle"),
            *within_lengths(
                "sheet", comment=LONG_TEXT, source=TEXT, entry_state=10, returned_reason=LONG_TEXT
            ),
            *within_numbers("sheet", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.cycle} {self.node}"

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.cycle.natural_key(), self.node.address)

    natural_key.dependencies = [  # type: ignore[attr-defined]
        "evaluations.evaluationcycle",
        "policies.policynode",
        "evaluations.sheetform",
    ]

    @property
    def owed_name(self) -> str:
        return f"{self.node}の事務事業評価シート"

    @property
    def history_owner(self) -> str:
        return owner_of("evaluations.projectsheet", self.pk)

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a node that is no 事務事業 of this cycle, and an achievement of another scale than the cycle's."""
        if not (hasattr(self, "cycle") and hasattr(self, "node")):
            return
        if self.node.period != self.cycle.period or not self.node.layer.is_undertaking:
            raise ValidationError({"node": "この評価の回の事務事業ではありません。"})
        check_scale("achievement", self.achievement, self.cycle.achievement_scale)

    def given(self) -> Mapping[str, Answer]:
        """Return what was answered, by the key of the item; load the sheet through with_answers() first."""
        amounts: dict[str, dict[Place, Any]] = {}
        for cell in self.amounts.all():
            amounts.setdefault(cell.item.key, {})[cell.place] = cell.value
        found = {
            answer.item.key: Answer(
                text=answer.text, symbol=answer.level.symbol if answer.level else "", number=answer.number
            )
            for answer in self.answers.all()
        }
        found |= {key: Answer(amounts=cells) for key, cells in amounts.items()}
        return self._with_achievement(found)

    def _with_achievement(self, found: dict[str, Answer]) -> Mapping[str, Answer]:
        item = self.achievement_item()
        if item is None or self.achievement is None:
            return found
        reason = found[item.key].text if item.key in found else ""
        return found | {item.key: Answer(text=reason, symbol=self.achievement.symbol)}

    def achievement_item(self) -> SheetItem | None:
        """Return the item of the form that asks for the achievement."""
        if self.form is None:
            return None
        items = self.form.items.all()
        return next((item for item in items if item.meaning == SheetItem.Meaning.ACHIEVEMENT), None)


class SheetAnswer(Versioned):
    """What was answered to one item: a text, a level with its reason as the text, or a number.

    The achievement itself stands on the sheet, where the judgement reads it; here is only its reason.
    """

    sheet = models.ForeignKey(
        ProjectSheet, verbose_name="シート", on_delete=models.PROTECT, related_name="answers"
    )
    item = models.ForeignKey(SheetItem, verbose_name="項目", on_delete=models.PROTECT, related_name="answers")
    text = models.TextField("文章", blank=True)
    level = models.ForeignKey(
        RatingLevel, verbose_name="選択", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = amount("数値")

    class Meta:
        verbose_name = verbose_name_plural = "シートの記入"
        ordering = ("sheet", "item__order")
        constraints = (
            models.UniqueConstraint(fields=("sheet", "item"), name="answer_once_an_item"),
            *within_lengths("answer", text=LONG_TEXT),
            *within_amounts("answer", ["number"]),
            *within_numbers("answer", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return str(self.item)

    @property
    def history_label(self) -> str:
        return f"{self.sheet.node.address} {self.item}"

    @property
    def history_owner(self) -> str:
        return owner_of("evaluations.projectsheet", self.sheet_id)

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.sheet.natural_key(), *self.item.natural_key())

    natural_key.dependencies = ["evaluations.projectsheet", "evaluations.sheetitem"]  # type: ignore[attr-defined]

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse an item of another form, and a level of another scale."""
        if not (hasattr(self, "sheet") and hasattr(self, "item")):
            return
        if self.item.form != self.sheet.form:
            raise ValidationError({"item": "このシートの様式にない項目です。"})
        check_scale("level", self.level, self.item.scale)


class SheetAmount(Versioned):
    """One cell of a table of amounts; blank cells have no row, zero is a value."""

    sheet = models.ForeignKey(
        ProjectSheet, verbose_name="シート", on_delete=models.PROTECT, related_name="amounts"
    )
    item = models.ForeignKey(SheetItem, verbose_name="項目", on_delete=models.PROTECT, related_name="amounts")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    column = models.CharField("列", max_length=50)
    line = models.CharField("行", max_length=50)
    value = models.DecimalField("金額", max_digits=15, decimal_places=4)

    class Meta:
        verbose_name = verbose_name_plural = "シートの金額"
        ordering = ("sheet", "item__order", "fiscal_year", "column", "line")
        constraints = (
            models.UniqueConstraint(
                fields=("sheet", "item", "fiscal_year", "column", "line"), name="amount_once_a_cell"
            ),
            *within_lengths("sheetamount", column=50, line=50),
            *within_amounts("sheetamount", ["value"]),
            *within_years("sheetamount", "fiscal_year"),
            *within_numbers("sheetamount", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.column} {self.line}"

    @property
    def place(self) -> Place:
        """The cell, as the core names it."""
        return Place(self.fiscal_year, self.column, self.line)

    @property
    def history_label(self) -> str:
        return f"{self.sheet.node.address} {self.item} {self}"

    @property
    def history_owner(self) -> str:
        return owner_of("evaluations.projectsheet", self.sheet_id)

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.sheet.natural_key(), *self.item.natural_key(), self.fiscal_year, self.column, self.line)

    natural_key.dependencies = ["evaluations.projectsheet", "evaluations.sheetitem"]  # type: ignore[attr-defined]

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a cell that the table does not have."""
        if not (hasattr(self, "sheet") and hasattr(self, "item")):
            return
        if self.item.form != self.sheet.form or self.item.layout is None:
            raise ValidationError({"item": "このシートの様式にない金額表です。"})
        layout = Layout.from_data(self.item.layout)
        known = {(one.column, one.line) for one in layout.places(0)}
        if (self.column, self.line) not in known:
            raise ValidationError({"line": "金額表にない列又は行です。"})
