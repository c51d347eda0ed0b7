"""What was found for a year, and what it said before."""

from collections.abc import Collection, Sequence
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, Value, When

from accounts.models import Department
from indicators.calculation import amending
from indicators.calculation import series as core
from indicators.models.amounts import (
    RAW_LENGTH,
    amount,
    beside_amounts,
    raw,
    refuse_far_as_of,
    refuse_other_rounding,
)
from indicators.models.handed_in import HandedIn
from indicators.models.indicator import Indicator
from indicators.models.rounds import EntryRound, EntryRoundQuerySet
from policies.fiscal_year import FiscalYear, FiscalYearError, known_year, one_spelling, read_month
from policies.models import within_years
from store.limits import (
    LARGEST_NUMBER,
    LONG_TEXT,
    TEXT,
    within_amounts,
    within_lengths,
    within_numbers,
)
from store.models import (
    Beside,
    Versioned,
    owner_of,
    stored_beside,
)
from store.numbers import Places


class ResultQuerySet(models.QuerySet["Result"]):
    def get_by_natural_key(self, *key: Any) -> "Result":
        return self.get(indicator=Indicator.objects.get_by_natural_key(*key[:4]), fiscal_year=key[4])

    def shown_with(self, unconfirmed_of: Collection[int] | None) -> Self:
        """Keep what has been confirmed, and the unconfirmed figures of these departments (None: of all).

        A figure that waits in place of a confirmed one is kept as well, but marked: its fact() is the confirmed one.
        """
        if unconfirmed_of is None:
            return self
        seen = Q(entry_state__in=Result.CONFIRMED_STATES)
        if unconfirmed_of:
            # a subquery, so that no plan of PostgreSQL multiplies the two tables where it knows nothing of their size
            seen |= Q(indicator__in=Indicator.objects.filter(department__in=unconfirmed_of).values("pk"))
        kept = self.filter(seen | Q(earlier__was_confirmed=True))
        return kept.annotate(shows_earlier=Case(When(seen, then=Value(False)), default=Value(True)))


class Result(HandedIn):
    """What was found for a year, as published; missing is a reason, never a zero."""

    class Standing(models.TextChoices):
        FINAL = core.ResultStanding.FINAL.value, "確定値"
        PROVISIONAL = core.ResultStanding.PROVISIONAL.value, "暫定値"
        PRELIMINARY = core.ResultStanding.PRELIMINARY.value, "速報値"
        EXPECTED = core.ResultStanding.EXPECTED.value, "見込値"
        ESTIMATED = core.ResultStanding.ESTIMATED.value, "推計値"

    class Missing(models.TextChoices):
        PENDING = core.Missing.PENDING.value, "集計中"
        OUT_OF_CYCLE = core.Missing.OUT_OF_CYCLE.value, "調査対象年度外"
        NOT_SURVEYED = core.Missing.NOT_SURVEYED.value, "調査未実施"
        NOT_APPLICABLE = core.Missing.NOT_APPLICABLE.value, "該当なし"
        DISCONTINUED = core.Missing.DISCONTINUED.value, "事業中止"

    class ChangeKind(models.TextChoices):
        CORRECTION = amending.CORRECTION, amending.KIND_WORDS[amending.CORRECTION]
        UPDATE = amending.UPDATE, amending.KIND_WORDS[amending.UPDATE]
        REVISION = amending.REVISION, amending.KIND_WORDS[amending.REVISION]

    # after which nobody waits for a figure of the year
    CLOSING = (Missing.OUT_OF_CYCLE, Missing.NOT_APPLICABLE, Missing.DISCONTINUED)

    indicator = models.ForeignKey(
        Indicator, verbose_name="指標", on_delete=models.PROTECT, related_name="results"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    total = amount("実績値（累計は累計値）")
    increment = amount("うち当該年度分", help_text="累計の指標だけ")
    total_raw = raw("実績値（端数処理の前）")
    increment_raw = raw("うち当該年度分（端数処理の前）")
    standing = models.CharField("値の種別", max_length=15, choices=Standing, default=Standing.FINAL)
    missing = models.CharField("値がない理由", max_length=15, choices=Missing, blank=True)
    pending_until = models.CharField("確定見込年月", max_length=20, blank=True, help_text="例：令和6年11月")
    is_approximate = models.BooleanField("概数", default=False)
    text_value = models.CharField("文章の実績", max_length=TEXT, blank=True)
    text_fulfilled = models.BooleanField("文章の目標を達成", null=True, blank=True)
    text_partly = models.BooleanField("文章の目標を一部達成", default=False)
    printed = models.CharField("印刷どおりの表記", max_length=TEXT, blank=True)
    footnote = models.TextField("注記", blank=True)
    as_of = models.DateField(
        "時点",
        null=True,
        blank=True,
        help_text="その値がいつ現在のものか。年度の値なら空欄にします。",
    )
    published_rate = amount("公表された達成率")
    published_class = models.CharField("公表された区分", max_length=10, blank=True)
    explanation = models.TextField("増減の説明（庁内）", blank=True)
    change_kind = models.CharField(
        "公表した値を変える種別",
        max_length=10,
        choices=ChangeKind,
        blank=True,
        help_text="公表した値を変えたときだけ。次の版の公表の画面で、はじめに選ばれます。",
    )
    source = models.CharField("出典", max_length=TEXT, blank=True)

    objects = ResultQuerySet.as_manager()
    shows_earlier = False  # set by shown_with() for whom only the figure before this one is meant

    class Meta:
        verbose_name = verbose_name_plural = "実績値"
        ordering = ("indicator_id", "fiscal_year")
        constraints = (
            models.UniqueConstraint(fields=("indicator", "fiscal_year"), name="result_once_a_year"),
            models.CheckConstraint(
                condition=Q(missing="") | Q(total__isnull=True, increment__isnull=True, text_value=""),
                name="result_is_a_figure_or_a_reason",
                violation_error_message="値と「値がない理由」は、どちらか一方だけを入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(text_partly=False) | Q(text_fulfilled=False),
                name="result_in_part_is_not_fulfilled",
                violation_error_message="「一部達成」は、「達成」を「いいえ」にして付けてください。",
            ),
            *within_lengths(
                "result",
                total_raw=RAW_LENGTH,
                increment_raw=RAW_LENGTH,
                standing=15,
                missing=15,
                pending_until=20,
                text_value=TEXT,
                printed=TEXT,
                footnote=LONG_TEXT,
                published_class=10,
                entry_state=10,
                explanation=LONG_TEXT,
                change_kind=10,
                returned_reason=LONG_TEXT,
                source=TEXT,
            ),
            *within_amounts("result", ["total", "increment", "published_rate"]),
            *beside_amounts("result", ["total", "increment"]),
            *within_years("result", "fiscal_year"),
            *within_numbers("result", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return FiscalYear(self.fiscal_year).label

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.indicator.natural_key(), self.fiscal_year)

    natural_key.dependencies = ["indicators.indicator"]  # type: ignore[attr-defined]

    @property
    def owed_name(self) -> str:
        return str(self.indicator)

    @property
    def owed_by(self) -> Department | None:
        return self.indicator.department

    def rounds(self) -> EntryRoundQuerySet:
        """Return the rounds of its year; an answer that is asked for again may be entered in a later one too.

        None ask for what hangs from an indicator that does not say yet where it stands.
        """
        if not hasattr(self.indicator, "node"):
            return EntryRound.objects.none()
        return EntryRound.objects.filter(
            plan=self.indicator.node.period.plan_id, fiscal_year=self.fiscal_year
        )

    @property
    def history_label(self) -> str:
        return f"{self.indicator.place} {self}"

    def seen_in(self) -> Places:
        """Visitors see it once a 課長 has confirmed it, and until then nothing of it."""
        return self.indicator.node.seen_on(publicly=self.entry_state in Result.CONFIRMED_STATES)

    @property
    def history_owner(self) -> str:
        return owner_of("indicators.indicator", self.indicator_id)

    @classmethod
    def derive(cls, rows: Sequence[Any], together: frozenset[Any] | None = None) -> None:  # noqa: ARG003
        """Write the month of the final figure in the one spelling."""
        for row in rows:
            row.pending_until = one_spelling(row.pending_until)

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a yearly share that does not add up over the years, and a value 未入力."""
        refuse_unreadable_month(self.pending_until)
        refuse_far_as_of(self.as_of)
        if self.entry_state == Result.EntryState.EMPTY and self.is_entered:
            raise ValidationError({"entry_state": "値があるのに「未入力」です。入力の状態を選んでください。"})
        if not hasattr(self, "indicator"):
            return
        if self.increment is not None and self.indicator.accumulation != Indicator.Accumulation.CUMULATIVE:
            raise ValidationError({"increment": "「うち当該年度分」は累計の指標だけに入力できます。"})
        refuse_other_rounding(self, self.indicator)
        if None not in (self.fiscal_year,) and hasattr(self.indicator, "node"):
            self._refuse_after_end()

    def _refuse_after_end(self) -> None:
        """Refuse a figure after the end, and one that is awaited; why there will be none may stand there."""
        if self.is_entered and self.missing not in self.CLOSING:
            self.indicator.refuse_after_end(self.fiscal_year, "実績")

    @property
    def is_entered(self) -> bool:
        """Whether the row says anything: a figure, a text, or why there is none."""
        figures = (self.total, self.increment, self.text_fulfilled)
        return bool(self.missing or self.text_value) or any(figure is not None for figure in figures)

    def fact(self) -> core.Result:
        """Hand this result to the calculation core: as it is, or as it was confirmed before."""
        return self.earlier.fact() if self.shows_earlier else fact_of(self, self.fiscal_year)


class EarlierFigure(Versioned):
    """What a year said before its awaited figure was entered, for as long as that one waits for the 課長.

    If it had been confirmed it stays what everybody outside the department sees; it goes with the confirmation.
    """

    result = models.OneToOneField(
        Result, verbose_name="実績値", on_delete=models.PROTECT, related_name="earlier"
    )
    was_confirmed = models.BooleanField("確認済みだった")
    total = amount("実績値（累計は累計値）")
    increment = amount("うち当該年度分")
    total_raw = raw("実績値（端数処理の前）")
    increment_raw = raw("うち当該年度分（端数処理の前）")
    standing = models.CharField("値の種別", max_length=15, choices=Result.Standing)
    missing = models.CharField("値がない理由", max_length=15, choices=Result.Missing, blank=True)
    pending_until = models.CharField("確定見込年月", max_length=20, blank=True)
    is_approximate = models.BooleanField("概数", default=False)
    text_value = models.CharField("文章の実績", max_length=TEXT, blank=True)
    text_fulfilled = models.BooleanField("文章の目標を達成", null=True, blank=True)
    text_partly = models.BooleanField("文章の目標を一部達成", default=False)
    footnote = models.TextField("注記", blank=True)
    as_of = models.DateField("時点", null=True, blank=True)
    published_rate = amount("公表された達成率")
    published_class = models.CharField("公表された区分", max_length=10, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "差替え前の実績値"
        constraints = (
            models.CheckConstraint(
                condition=Q(missing="") | Q(total__isnull=True, increment__isnull=True, text_value=""),
                name="earlier_is_a_figure_or_a_reason",
                violation_error_message="値と「値がない理由」は、どちらか一方だけを入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(text_partly=False) | Q(text_fulfilled=False),
                name="earlier_in_part_is_not_fulfilled",
                violation_error_message="「一部達成」は、「達成」を「いいえ」にして付けてください。",
            ),
            *within_lengths(
                "earlier",
                total_raw=RAW_LENGTH,
                increment_raw=RAW_LENGTH,
                standing=15,
                missing=15,
                pending_until=20,
                text_value=TEXT,
                footnote=LONG_TEXT,
                published_class=10,
            ),
            *within_amounts("earlier", ["total", "increment", "published_rate"]),
            *beside_amounts("earlier", ["total", "increment"]),
            *within_numbers("earlier", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.result}（差替え前）"

    @classmethod
    def of(cls, row: Result) -> "EarlierFigure":
        """Return, unsaved, what the row says now."""
        said = {name: getattr(row, name) for name in SAID}
        return cls(result=row, was_confirmed=row.entry_state in Result.CONFIRMED_STATES, **said)

    @property
    def history_label(self) -> str:
        return f"{self.result.history_label}（差替え前）"

    def seen_in(self) -> Places:
        """Visitors see it if it had been confirmed."""
        return self.result.indicator.node.seen_on(publicly=self.was_confirmed)

    @property
    def history_owner(self) -> str:
        return self.result.history_owner

    def fact(self) -> core.Result:
        """Hand it to the calculation core in place of the result."""
        return fact_of(self, self.result.fiscal_year)


SAID = (
    "total",
    "increment",
    "total_raw",
    "increment_raw",
    "standing",
    "missing",
    "pending_until",
    "is_approximate",
    "text_value",
    "text_fulfilled",
    "text_partly",
    "footnote",
    "as_of",
    "published_rate",
    "published_class",
)


def fact_of(row: "Result | EarlierFigure", fiscal_year: int) -> core.Result:
    """Return what the row says as the calculation core reads it."""
    return core.Result(
        fiscal_year=known_year(fiscal_year),
        total=row.total,
        increment=row.increment,
        standing=core.ResultStanding(row.standing),
        missing=core.Missing(row.missing) if row.missing else None,
        pending_until=row.pending_until,
        approx=row.is_approximate,
        text_value=row.text_value,
        text_fulfilled=row.text_fulfilled,
        text_partly=row.text_partly,
        is_handed_in=not isinstance(row, Result) or row.entry_state in Result.ANSWERED_STATES,
        footnote=row.footnote.strip(),
        as_of=row.as_of,
        published_rate=row.published_rate,
        published_class=row.published_class,
    )


def refuse_unreadable_month(text: str) -> None:
    """Refuse a 確定見込年月 from which nobody can tell when the figure is to be asked for again."""
    try:
        if text:
            read_month(text)
    except FiscalYearError as error:
        raise ValidationError({"pending_until": str(error)}) from None
