"""The yearly sheet of a 事務事業 and what was answered in it."""

from collections.abc import Collection, Mapping
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.models import Department
from evaluations.cycles.models import EvaluationCycle, check_scale
from evaluations.sheets.amounts import AmountPlace, Layout
from evaluations.sheets.answers import Answer
from evaluations.sheets.models.forms import SheetForm, SheetItem
from indicators.models import AskedFor, EntryRound, EntryRoundQuerySet, HandedIn, RatingLevel, amount
from policies.fiscal_year import FiscalYear
from policies.models import PolicyNode, within_years
from store.limits import (
    LARGEST_NUMBER,
    LONG_TEXT,
    TEXT,
    within_amounts,
    within_lengths,
    within_numbers,
)
from store.models import Beside, owner_of, stored_beside
from store.numbers import Places


class ProjectSheetQuerySet(models.QuerySet["ProjectSheet"]):
    def get_by_natural_key(self, *key: Any) -> "ProjectSheet":
        cycle = EvaluationCycle.objects.get_by_natural_key(*key[:3])
        return self.get(cycle=cycle, node__address=key[3])

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
            "answers__item", "answers__level", "amounts__item", "form__items"
        )

    def before(self, sheet: "ProjectSheet") -> Self:
        """Keep the sheets of the same 事務事業 (and of those it succeeds) of earlier cycles, the latest first.

        Of two that end in the same year the shorter: last year's own sheet before that of a 中間評価.
        """
        same = Q(node=sheet.node_id) | Q(node__in=sheet.node.succeeds.values("pk"))
        return self.filter(same, cycle__last_year__lt=sheet.cycle.last_year).order_by(
            "-cycle__last_year", "-cycle__first_year", "-pk"
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
        return f"{self.node}の評価シート"

    @property
    def owed_by(self) -> Department | None:
        return self.node.department

    def rounds(self) -> EntryRoundQuerySet:
        """Return the round that asks for the sheets of its cycle, if one does."""
        return EntryRound.objects.filter(sheet_request__cycle=self.cycle_id)

    def seen_in(self) -> Places:
        """Visitors see it once a 課長 has confirmed it, and until then nothing of it."""
        return self.node.seen_on(publicly=self.entry_state in ProjectSheet.CONFIRMED_STATES)

    @property
    def history_owner(self) -> str:
        return owner_of("evaluations.projectsheet", self.pk)

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a node that is no 事務事業 of this cycle, and an achievement of another scale than the cycle's."""
        if not (hasattr(self, "cycle") and hasattr(self, "node")):
            return
        if self.node.period != self.cycle.period or not self.node.layer.is_undertaking:
            raise ValidationError({"node": "この評価の回で達成度を評価するものではありません。"})
        check_scale("achievement", self.achievement, self.cycle.achievement_scale)

    def given(self) -> Mapping[str, Answer]:
        """Return what was answered, by the key of the item; load the sheet through with_answers() first."""
        amounts: dict[str, dict[AmountPlace, Any]] = {}
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


class SheetAnswer(AskedFor):
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
        ordering = ("sheet_id", "item__order")
        constraints = (
            models.UniqueConstraint(fields=("sheet", "item"), name="answer_once_an_item"),
            *within_lengths("answer", text=LONG_TEXT),
            *within_amounts("answer", ["number"]),
            *within_numbers("answer", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return str(self.item)

    def rounds(self) -> EntryRoundQuerySet:
        """Return the round that asks for its sheet."""
        return self.sheet.rounds()

    @property
    def history_label(self) -> str:
        return f"{self.sheet.node.address} {self.item}"

    def seen_in(self) -> Places:
        """Whoever sees the sheet."""
        return self.sheet.seen_in()

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


class SheetAmount(AskedFor):
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
        ordering = ("sheet_id", "item__order", "fiscal_year", "column", "line")
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
        column, line = self._word("columns", self.column), self._word("lines", self.line)
        return f"{FiscalYear(self.fiscal_year).era} {column} {line}"

    def _word(self, kind: str, key: str) -> str:
        """Return a column or line by the word of the table; by its key where the table has it no more."""
        labels = {one["key"]: one["label"] for one in (self.item.layout or {}).get(kind, ())}
        return str(labels.get(key, key))

    @property
    def place(self) -> AmountPlace:
        """The cell, as the core names it."""
        return AmountPlace(self.fiscal_year, self.column, self.line)

    def rounds(self) -> EntryRoundQuerySet:
        """Return the round that asks for its sheet."""
        return self.sheet.rounds()

    @property
    def history_label(self) -> str:
        return f"{self.sheet.node.address} {self.item} {self}"

    def seen_in(self) -> Places:
        """Whoever sees the sheet."""
        return self.sheet.seen_in()

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
