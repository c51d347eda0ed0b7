"""THE WORK: leading projects, and the number of them that was reported each year."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import get_script_prefix, reverse

from indicators.models import AskedFor, EntryRound, EntryRoundQuerySet, Indicator, Result
from policies.fiscal_year import FiscalYear
from policies.models import LONGEST_KEY, NO_KEY, PolicyNode, uid_field, uid_of, with_a_uid, within_years
from store.limits import (
    LARGEST_NUMBER,
    LONG_TEXT,
    TEXT,
    within_lengths,
    within_numbers,
)
from store.models import Beside, owner_of, stored_beside
from store.numbers import Places, places_of

MOST_PROJECTS = 1_000_000
OTHER_PLAN = (
    "「{}」は、別の計画（{}）の指標です。取組の件数は、取組と同じ計画（{}）の指標で数えます。"
    "同じ計画の指標を選ぶか、その計画にも取組を登録してください。"
)
COUNTED_THERE = (
    "この計画の指標で件数を数えているため、別の計画の項目へは移せません。"
    "先に「件数を数える指標」から外すか、移す先に取組を新しく登録してください。"
)


class LeadingProjectQuerySet(models.QuerySet["LeadingProject"]):
    def get_by_natural_key(self, plan: str, number: int, address: str, name: str) -> "LeadingProject":
        node = PolicyNode.objects.get_by_natural_key(plan, number, address)
        return self.get(node=node, name=name)

    def shown_with(self, unconfirmed_of: Collection[int] | None) -> Self:
        """Leave out the records that tell more than the confirmed figures do, but for these departments (None: all).

        Such a record counts in a year later than the last that a 課長 has confirmed for the indicator it counts in.
        """
        if unconfirmed_of is None:
            return self
        reached = Result.objects.filter(
            models.Q(entry_state__in=Result.CONFIRMED_STATES) | models.Q(earlier__was_confirmed=True),
            indicator=models.OuterRef("pk"),
            fiscal_year__gte=models.OuterRef(models.OuterRef("counting_year")),
        )
        ahead = (
            Indicator.objects.filter(projects=models.OuterRef("pk"))
            .exclude(department__in=unconfirmed_of)
            .exclude(models.Exists(reached))
        )
        return self.exclude(models.Exists(ahead), counting_year__isnull=False)

    def under(self, node: PolicyNode) -> Self:
        """Keep the projects of the node and of everything below it."""
        return self.filter(node__period=node.period_id, node__path__startswith=node.path)


class LeadingProject(AskedFor):
    """A project that leads the way for its measure; it counts once, in one fiscal year."""

    own_name = "uid"

    class Standing(models.TextChoices):
        RUNNING = "running", "実施中（実証を含む）"
        ENDED = "ended", "終了"
        ADOPTED = "adopted", "社会実装済み"
        UNKNOWN = "unknown", "不明"

    node = models.ForeignKey(
        PolicyNode, verbose_name="施策", on_delete=models.PROTECT, related_name="projects"
    )
    order = models.PositiveSmallIntegerField("並び順", default=1)
    name = models.CharField("取組名", max_length=TEXT)
    summary = models.TextField("概要", blank=True)
    partners = models.TextField("連携先", blank=True, help_text="1行に1者")
    first_year = models.PositiveSmallIntegerField("開始年度", null=True, blank=True)
    last_year = models.PositiveSmallIntegerField("終了年度", null=True, blank=True)
    standing = models.CharField("状況", max_length=10, choices=Standing, default=Standing.UNKNOWN)
    indicators = models.ManyToManyField(
        Indicator, verbose_name="件数を数える指標", blank=True, related_name="projects"
    )
    counting_year = models.PositiveSmallIntegerField("件数に数える年度", null=True, blank=True)
    source = models.CharField("出典", max_length=TEXT, blank=True)
    uid = uid_field(kind="取組", shape=NO_KEY)

    objects = LeadingProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "リーディングプロジェクト"
        ordering = ("node", "order", "pk")
        constraints = (
            *with_a_uid("project", kind="取組"),
            models.UniqueConstraint(fields=("node", "name"), name="project_once_a_name"),
            models.CheckConstraint(
                condition=Q(first_year__isnull=True)
                | Q(last_year__isnull=True)
                | Q(last_year__gte=F("first_year")),
                name="project_ends_after_it_began",
                violation_error_message="終了年度は開始年度以後にしてください。",
            ),
            *within_lengths(
                "project",
                name=TEXT,
                summary=LONG_TEXT,
                partners=LONG_TEXT,
                standing=10,
                source=TEXT,
                uid=LONGEST_KEY,
            ),
            *within_years("project", "first_year", "last_year", "counting_year"),
            *within_numbers("project", order=1),
            *within_numbers("project", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return _page_of(get_script_prefix(), self.pk)

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.node.natural_key(), self.name)

    natural_key.dependencies = ["policies.policynode"]  # type: ignore[attr-defined]

    def propose_name(self, turn: int) -> str:
        return uid_of(self.node.uid, "project", self.name, *([str(turn)] if turn > 1 else []))

    def clash_words(self, other: Any) -> str:
        return f"「{self.name}」という取組が、「{other}」と二つになります。取組名を変えてください。"

    def seen_in(self) -> Places:
        """Everybody may see it, once the figure that counts it is confirmed; so is what is found in that figure."""
        counted = self.indicators.values_list("node__period__plan", "node").order_by()
        return self.node.seen_on(publicly=True).union(
            *(places_of(plan, node, publicly=True) for plan, node in counted)
        )

    def rounds(self) -> EntryRoundQuerySet:
        """Return the rounds of the year it counts in."""
        if self.counting_year is None:
            return EntryRound.objects.none()
        return EntryRound.objects.filter(plan=self.node.period.plan_id, fiscal_year=self.counting_year)

    @property
    def history_label(self) -> str:
        return f"{self.node.address} {self}"

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse to count a project in a year in which it did not run, and to leave the plan in which it counts."""
        self._refuse_other_plan(beside)
        year = self.counting_year
        if year is None:
            return
        if (self.first_year is not None and year < self.first_year) or (
            self.last_year is not None and year > self.last_year
        ):
            raise ValidationError(
                {"counting_year": "件数に数える年度は、開始年度から終了年度までの年度にしてください。"}
            )

    def _refuse_other_plan(self, beside: Beside) -> None:
        stored = beside.before(self)
        if stored is None or not hasattr(self, "node") or stored.node_id == self.node_id:
            return
        if stored.node.period.plan != self.node.period.plan and stored.indicators.exists():
            raise ValidationError({"node": COUNTED_THERE})

    def clean_links(self, field: str, linked: Sequence[Any]) -> None:
        """Refuse to count in an indicator of another plan, whose pages would not know of it."""
        if field != "indicators" or not hasattr(self, "node"):
            return
        own = self.node.period.plan
        strange = [one for one in linked if one.node.period.plan != own]
        if strange:
            raise ValidationError(
                {field: [OTHER_PLAN.format(one, one.node.period.plan, own) for one in strange]}
            )


class ProjectCountQuerySet(models.QuerySet["ProjectCount"]):
    def get_by_natural_key(self, *key: Any) -> "ProjectCount":
        return self.get(indicator=Indicator.objects.get_by_natural_key(*key[:4]), fiscal_year=key[4])


class ProjectCount(AskedFor):
    """The number of new projects that was reported for a year, whether or not each has a record."""

    indicator = models.ForeignKey(
        Indicator, verbose_name="指標", on_delete=models.PROTECT, related_name="project_counts"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    count = models.PositiveIntegerField("報告件数")
    source = models.CharField("出典", max_length=TEXT, blank=True)

    objects = ProjectCountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "報告件数"
        ordering = ("indicator_id", "fiscal_year")
        constraints = (
            models.UniqueConstraint(fields=("indicator", "fiscal_year"), name="count_once_a_year"),
            *within_lengths("count", source=TEXT),
            *within_years("count", "fiscal_year"),
            *within_numbers("count", MOST_PROJECTS, count=0),
            *within_numbers("count", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.fiscal_year}: {self.count}"

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a number for a year after the indicator's last one."""
        super().clean(beside)
        if hasattr(self, "indicator") and None not in (self.fiscal_year,):
            self.indicator.refuse_after_end(self.fiscal_year, "報告件数")

    def rounds(self) -> EntryRoundQuerySet:
        """Return the rounds of its year."""
        return EntryRound.objects.filter(
            plan=self.indicator.node.period.plan_id, fiscal_year=self.fiscal_year
        )

    @property
    def history_label(self) -> str:
        return f"{self.indicator.place} {FiscalYear(self.fiscal_year).label}"

    def seen_in(self) -> Places:
        """Everybody may see it, with the figure of the year."""
        return self.indicator.node.seen_on(publicly=True)

    @property
    def history_owner(self) -> str:
        return owner_of("indicators.indicator", self.indicator_id)

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.indicator.natural_key(), self.fiscal_year)

    natural_key.dependencies = ["indicators.indicator"]  # type: ignore[attr-defined]


@lru_cache(maxsize=20_000)
def _page_of(prefix: str, key: int) -> str:
    """Return the address of a project's page: a list has dozens, and each takes Django longer than its line."""
    return reverse("projects:project_detail", args=(key,))
