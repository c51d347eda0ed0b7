"""The rounds in which sections are asked for the figures of a year."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import F, Q
from django.db.transaction import TransactionManagementError

from indicators.calculation.asking import AskingDay
from policies.fiscal_year import FiscalYear, known_year
from policies.models import Plan, within_years
from store.limits import (
    LARGEST_NUMBER,
    LONG_TEXT,
    within_lengths,
    within_numbers,
)
from store.models import Beside, Versioned, refuse_to_rewrite, stored_beside

CLOSED = "{}は締め切られました。直したり削除したりするときは、先に入力依頼を理由を付けて再開してください。"
OF_ITS_PLAN = "入力依頼は、別の計画へは移せません。移す先の計画に、入力依頼を新しく登録してください。"
ASKS_SHEETS = (
    "この入力依頼は評価シートも依頼しているため、年度を変えられません。"
    "その年度の入力依頼を、新しく登録してください。"
)


class EntryRoundQuerySet(models.QuerySet["EntryRound"]):
    def get_by_natural_key(self, plan: str, year: int, kind: str) -> "EntryRound":
        return self.get(plan__key=plan, fiscal_year=year, kind=kind)

    def open_on(self, day: date) -> Self:
        """Keep the rounds in which figures can be entered on that day: begun, and not closed."""
        return self.filter(is_closed=False, opens_on__lte=day)

    def asking_on(self, day: date) -> AskingDay:
        """Return the day as the calculation core asks for it, with these rounds: those of one plan; one query."""
        return asking_day(self.order_by(), day)

    def held(self) -> "list[EntryRound]":
        """Fetch the rounds as they are now; until the transaction ends nobody closes one, nor changes it at all.

        Those who save hold a round side by side. Django locks for one alone (FOR UPDATE), by which a whole city would
        save one after the other; what lets many hold it and none change it is said to PostgreSQL in its own words.
        On SQLite whoever begins a transaction that may write has the database alone.
        """
        connection = connections[self.db]
        if not connection.in_atomic_block:
            raise TransactionManagementError("A round is held until the end of a transaction; there is none.")
        if connection.vendor != "postgresql":
            return list(self)
        try:
            question, parameters = self.query.sql_with_params()
        except EmptyResultSet:
            return []
        table = connection.ops.quote_name(self.model._meta.db_table)
        return list(self.model._default_manager.raw(f"{question} FOR SHARE OF {table}", parameters))


def asking_day(rounds: "Iterable[EntryRound]", today: date) -> AskingDay:
    """Return the day as the calculation core asks for it, with the rounds of one plan."""
    known = list(rounds)
    return AskingDay(
        today=today,
        open_years=frozenset(one.year for one in known if not one.is_closed and one.opens_on <= today),
        openings=tuple((one.year, one.opens_on) for one in known),
    )


class EntryRound(Versioned):
    """A request to enter a year's figures (入力依頼), from its opening until somebody closes it."""

    label_needs = ("plan",)

    class Kind(models.TextChoices):
        YEARLY = "yearly", "年次"
        MIDTERM = "midterm", "中間評価"
        FINAL = "final", "総括評価"

    plan = models.ForeignKey(Plan, verbose_name="計画", on_delete=models.PROTECT, related_name="rounds")
    fiscal_year = models.PositiveSmallIntegerField("実績の年度")
    kind = models.CharField("種別", max_length=10, choices=Kind, default=Kind.YEARLY)
    opens_on = models.DateField("受付開始日")
    due_on = models.DateField("提出期限", help_text="この日の終わりまでです。")
    is_closed = models.BooleanField(
        "締切済み", default=False, help_text="締め切ると、再開するまで変更できません。"
    )
    reopened_reason = models.TextField("再開の理由", blank=True)

    objects = EntryRoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "入力依頼"
        ordering = ("plan_id", "-fiscal_year", "kind")
        constraints = (
            models.UniqueConstraint(fields=("plan", "fiscal_year", "kind"), name="round_once_a_year"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")),
                name="round_is_due_after_it_opens",
                violation_error_message="提出期限は受付開始日以後にしてください。",
            ),
            *within_lengths("round", kind=10, reopened_reason=LONG_TEXT),
            *within_years("round", "fiscal_year"),
            *within_numbers("round", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{FiscalYear(self.fiscal_year).era}実績の入力（{self.get_kind_display()}）"

    @property
    def choice_label(self) -> str:
        return f"{self.plan} {self}"

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse another plan, for what is entered is its plan's; and another year for one that asks for sheets."""
        refuse_to_rewrite(self, ["plan"], why=lambda _: OF_ITS_PLAN, fills_gaps=False, beside=beside)
        refuse_to_rewrite(
            self, ["fiscal_year"], why=EntryRound._why_of_its_year, fills_gaps=False, beside=beside
        )

    def _why_of_its_year(self) -> str:
        """Say why it stays about its year: the cycle for which it asks for sheets looks at that year."""
        return ASKS_SHEETS if hasattr(self, "sheet_request") else ""

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.plan.natural_key(), self.fiscal_year, self.kind)

    natural_key.dependencies = ["policies.plan"]  # type: ignore[attr-defined]

    @property
    def year(self) -> FiscalYear:
        return known_year(self.fiscal_year)


class AskedFor(Versioned):
    """What rounds ask for, or a part of it: fixed while all of them are closed; what none asks for is the keepers'."""

    class Meta:
        abstract = True

    def rounds(self) -> EntryRoundQuerySet:
        """Return the rounds that ask for it."""
        raise NotImplementedError

    def why_fixed(self) -> str:
        rounds = self.rounds().held()
        return CLOSED.format(rounds[0]) if rounds and all(one.is_closed for one in rounds) else ""
