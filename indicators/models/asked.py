"""For which years an indicator is asked for: its columns, their one spelling, and the way to the core."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from indicators.calculation.schedule import (
    LONGEST_LIST,
    Frequency,
    KnownFrom,
    Schedule,
    read_years,
    years_words,
)
from policies.fiscal_year import FiscalYear, FiscalYearError
from policies.models import Plan
from store.limits import TEXT

YEARS_BEFORE_THE_PLAN = 30  # how far back a plan may show results
LONGEST_KNOWN_FROM = 20
OUTSIDE = "計画から離れた年度（{}）があります。{}から{}までの年度にしてください。"


class YearListField(models.CharField):  # type: ignore[type-arg] # as Django's own stubs leave it
    """Fiscal years in one spelling (令和4年度、令和7年度); a file may write them as a list of numbers."""

    def deconstruct(self) -> Any:
        """Be any text to a migration: the column is one."""
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options

    def from_file(self, written: Any) -> Any:
        """Return what a file wrote as the text that is kept, whatever is no list of whole numbers as it is."""
        if isinstance(written, list) and all(type(one) is int for one in written):
            return "、".join(map(str, written))
        return written


class AskedYears(models.Model):
    """The part of an indicator that says when its figure is asked for and from when on it exists."""

    class Asked(models.TextChoices):
        YEARLY = Frequency.YEARLY.value, "毎年"
        INTERVAL = Frequency.INTERVAL.value, "n年ごと"
        LISTED = Frequency.LISTED.value, "指定した年度"
        LAST = Frequency.LAST.value, "計画最終年度のみ"
        NEVER = Frequency.NEVER.value, "照会対象外"

    asked = models.CharField(
        "実績を照会する年度",
        max_length=10,
        choices=Asked,
        default=Asked.YEARLY,
        help_text="目標のある年度は、「照会対象外」と「調査を延期した年度」を除き、いつも照会します。",
    )
    survey_interval = models.PositiveSmallIntegerField(
        "照会の間隔（年）", null=True, blank=True, help_text="「n年ごと」のn。例：3年に一度の調査なら3"
    )
    asked_since = models.PositiveSmallIntegerField(
        "照会を始める年度",
        null=True,
        blank=True,
        help_text="「n年ごと」のとき、数え始める年度を西暦で入力します。例：2022",
    )
    asked_years = YearListField(
        "照会する年度の一覧",
        max_length=LONGEST_LIST,
        blank=True,
        help_text="「指定した年度」のとき。例：令和4年度、令和7年度",
    )
    put_off_years = YearListField(
        "調査を延期した年度",
        max_length=LONGEST_LIST,
        blank=True,
        help_text="その年度は照会せず、直近の値で判定します。例：令和6年度",
    )
    not_asked_reason = models.CharField(
        "照会しない理由", max_length=TEXT, blank=True, help_text="「照会対象外」のときに必要です。"
    )
    known_from = models.CharField(
        "確定時期",
        max_length=LONGEST_KNOWN_FROM,
        blank=True,
        help_text="年度の値が分かる時期。例：翌年度11月。その月が来るまで「未提出」にはなりません。",
    )

    class Meta:
        abstract = True

    conditions: ClassVar[tuple[models.CheckConstraint, ...]] = (
        models.CheckConstraint(
            condition=~Q(asked="interval") | Q(survey_interval__isnull=False, asked_since__isnull=False),
            name="indicator_every_n_years_from_a_year",
            violation_error_message="「n年ごと」に照会するときは、照会の間隔（年）と照会を始める年度を入力してください。",
        ),
        models.CheckConstraint(
            condition=~Q(asked="listed") | ~Q(asked_years=""),
            name="indicator_asked_in_listed_years",
            violation_error_message="「指定した年度」に照会するときは、照会する年度の一覧を入力してください（例：令和4年度、令和7年度）。",
        ),
        models.CheckConstraint(
            condition=~Q(asked="never") | ~Q(not_asked_reason=""),
            name="indicator_never_asked_says_why",
            violation_error_message="「照会対象外」にするときは、照会しない理由を入力してください。",
        ),
    )

    @property
    def asked_words(self) -> str:
        """Say for which years its figure is asked for: 2年ごと（令和4年度から）, 令和4年度、令和7年度."""
        words = str(self.get_asked_display())
        if self.asked == self.Asked.LISTED:
            words = self.asked_years
        elif (self.survey_interval or 1) > 1 and self.asked in {self.Asked.YEARLY, self.Asked.INTERVAL}:
            since = f"（{FiscalYear(self.asked_since).era}から）" if self.asked_since else ""
            words = f"{self.survey_interval}年ごと{since}"
        return f"{words}（{self.put_off_years}は延期）" if self.put_off_years else words

    def refuse_unclear_years(self, plan: Plan | None) -> None:
        """Refuse lists and a 確定時期 that cannot be read, and years far from the plan, each beside its field."""
        found: dict[str, str] = {}
        for name in ("asked_years", "put_off_years"):
            try:
                listed = read_years(getattr(self, name))
            except FiscalYearError as error:
                found[name] = str(error)
            else:
                found[name] = years_outside(plan, listed)
        since = [FiscalYear(self.asked_since)] if self.asked_since is not None else []
        found["asked_since"] = years_outside(plan, since)
        try:
            KnownFrom.read(self.known_from) if self.known_from else None
        except FiscalYearError as error:
            found["known_from"] = str(error)
        if wrong := {name: sentence for name, sentence in found.items() if sentence}:
            raise ValidationError(wrong)

    def schedule(self, plan_last_year: int | None) -> Schedule:
        """Hand it to the calculation core; an interval without a year to count from asks for years with a target."""
        said = {name: getattr(self, name) for name in ASKED_FIELDS}
        return schedule_of(**said, plan_last_year=plan_last_year)


ASKED_FIELDS: Final = (
    "asked",
    "survey_interval",
    "asked_since",
    "asked_years",
    "put_off_years",
    "not_asked_reason",
    "known_from",
)  # what schedule_of() is told


@lru_cache(maxsize=4096)
def schedule_of(
    *,
    asked: str,
    survey_interval: int | None,
    asked_since: int | None,
    asked_years: str,
    put_off_years: str,
    not_asked_reason: str,
    known_from: str,
    plan_last_year: int | None,
) -> Schedule:
    """Return what the columns say; most indicators of a city say the same."""
    every = survey_interval or 1
    is_yearly = asked == Frequency.YEARLY and every == 1
    is_interval = asked == Frequency.INTERVAL or (asked == Frequency.YEARLY and not is_yearly)
    return Schedule(
        frequency=Frequency.INTERVAL if is_interval else Frequency(asked),
        every=every,
        since=FiscalYear(asked_since) if is_interval and asked_since else None,
        years=frozenset(read_years(asked_years)) if asked_years else frozenset(),
        put_off=frozenset(read_years(put_off_years)) if put_off_years else frozenset(),
        last_year=FiscalYear(plan_last_year) if plan_last_year else None,
        reason=not_asked_reason,
        known_from=KnownFrom.read(known_from) if known_from else None,
    )


def spell(row: Any) -> None:
    """Write what can be read in the one spelling, and take an interval with a year to count from for what it is.

    `row` is an indicator, or one that a file only begins to write.
    """
    for name in ("asked_years", "put_off_years"):
        setattr(row, name, in_one_spelling(getattr(row, name)))
    row.known_from = known_from_in_one_spelling(row.known_from)
    begun = row.asked_since or row.baseline_year
    if row.asked == Frequency.YEARLY and (row.survey_interval or 1) > 1 and begun:
        row.asked, row.asked_since = Frequency.INTERVAL.value, begun


def in_one_spelling(text: str) -> str:
    """Return a list of years in the one spelling, what cannot be read as it is."""
    try:
        return years_words(read_years(text)) if text else text
    except FiscalYearError:
        return text


def known_from_in_one_spelling(text: str) -> str:
    """Return a 確定時期 in the one spelling, what cannot be read as it is."""
    try:
        return KnownFrom.read(text).words if text.strip() else ""
    except FiscalYearError:
        return text


def years_outside(plan: Plan | None, listed: Iterable[FiscalYear]) -> str:
    """Say which of the years are far from the plan; "" if none is."""
    if plan is None:
        return ""
    first, last = plan.first_year - YEARS_BEFORE_THE_PLAN, plan.last_year + 1
    far = [year for year in listed if not first <= year.year <= last]
    return OUTSIDE.format(years_words(far), first, last) if far else ""
