"""THE PLAN: what a city intends, period by period, layer by layer."""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Self
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import get_script_prefix, reverse

from accounts import codes
from accounts.models import (
    CLOSED,
    Department,
    in_japanese,
    refuse_closed,
    refuse_faulty_code,
    refuse_of_other_city,
    refuse_other_city,
)
from policies.codes import address_of, continues, spelled, titled
from policies.fiscal_year import FiscalYear, years
from store.limits import (
    LARGEST_NUMBER,
    LONG_TEXT,
    TEXT,
    within_lengths,
    within_numbers,
)
from store.models import Beside, Versioned, owner_of, refuse_to_rewrite, stored_beside
from store.numbers import Places, places_of

FIRST_YEAR, LAST_YEAR = 1926, 2100
SIX_DIGITS = RegexValidator(r"\A[0-9]{6}\Z", codes.SIX_DIGITS)
LONGEST_KEY = LONGEST_CODE = 40
UID_SHAPE = r"\A[0-9A-Za-z._-]+\Z"
NO_KEY = r"\A(?=.*[A-Za-z._-])[0-9A-Za-z._-]+\Z"  # of rows whose address is a number: an address says either
UID_WORDS = {
    UID_SHAPE: "uidは半角の英数字と「.」「_」「-」で入力してください。",
    NO_KEY: "uidは半角の英数字と「.」「_」「-」で、数字だけにならないように入力してください。",
}
KEY_SHAPE = r"\A[0-9]{6}(-[a-z0-9]+)*\Z"
KEY_EXAMPLE = (
    "計画のキーは、団体コードか、団体コードに「-」と英小文字・数字の語を続けたものに"
    "してください（例：{}-suido）。"
)
COUNTS_THERE = (
    "件数を数える取組があるため、別の計画期間へは移せません。"
    "移す先に新しく登録し、「前身の項目」に選んでください。"
)
OF_ITS_PLAN = (
    "政策体系の項目又は評価の回があるため、別の計画へは移せません。"
    "移す先の計画に、期を新しく登録してください。"
)
LAYER_OF_ITS_PERIOD = (
    "この層の項目があるため、別の計画期間へは移せません。移す先の期に、層を新しく登録してください。"
)
OF_ITS_PERIOD = (
    "指標があるため、別の計画期間へは移せません。移す先に新しく登録し、「前身の項目」に選んでください。"
)
FIXED_KEY = (
    "最初の計画のキー（団体コード）と、公表版のある計画のキーは、公表したアドレスが変わるため変えられません。"
    "元のキーに戻してください。"
)
ONLY_BETWEEN_ROUNDS = "入力依頼が開いている間は変えられません。"
CLOSE_ROUNDS = (
    "締め切っていない入力依頼があるため、公開の設定は変えられません。締め切ってから変更してください。"
)
UIDS = UUID(
    "6f1c2b0e-6b0e-5a51-9a43-2f0c8f3f7b55"
)  # the space of names in which uids are made; never to be changed
PATH_WIDTH = 5
DEEPEST = 10


def within_years(table: str, *fields: str) -> list[models.CheckConstraint]:
    """Return one constraint for each named fiscal year: one that FiscalYear can read."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{field}__gte": FIRST_YEAR, f"{field}__lte": LAST_YEAR}),
            name=f"{table}_{field}_range",
            violation_error_message=f"年度は{FIRST_YEAR}から{LAST_YEAR}までの西暦で入力してください。",
        )
        for field in fields
    ]


class PlanQuerySet(models.QuerySet["Plan"]):
    def get_by_natural_key(self, key: str) -> "Plan":
        return self.get(key=key)

    def published(self) -> Self:
        """Keep what everybody may read without a login."""
        return self.filter(is_published=True)


class Plan(Versioned):
    """A plan of one municipality; several live in one installation, and several of one municipality.

    Its `key` is its address: the code alone for the municipality's first plan, the code with a word for each further
    one, with a number until somebody gives the word.
    """

    is_among_others: bool  # where page.plans_of_city() has read it

    own_name = "key"
    only_when_new = frozenset(
        {"shows_breakdown", "shows_suggestions", "shows_forecasts", "shows_later_results"}
    )

    municipality = models.CharField("自治体名", max_length=100)
    local_government_code = models.CharField(
        "全国地方公共団体コード", max_length=6, help_text="6桁", validators=[SIX_DIGITS]
    )
    key = models.CharField(
        "キー",
        max_length=LONGEST_KEY,
        blank=True,
        help_text="アドレスに使います。最初の計画は団体コードだけ、次の計画からは語を付けます（例：141305-suido）。"
        "空欄なら自動で付けます。公表版ができた後は変えられません。",
    )
    name = models.CharField("計画名", max_length=TEXT)
    first_year = models.PositiveSmallIntegerField("最初の年度")
    last_year = models.PositiveSmallIntegerField("最後の年度")
    is_published = models.BooleanField("公開", default=False, help_text="ログインせずに読めるようにします。")
    is_fictional = models.BooleanField(
        "架空", default=False, help_text="すべてのページに架空の市である旨を表示します。"
    )
    shows_breakdown = models.BooleanField(
        "公開ページに件数の内訳を表示",
        default=False,
        help_text=f"報告件数のうち個票のある件数など。{ONLY_BETWEEN_ROUNDS}",
    )
    shows_suggestions = models.BooleanField(
        "公開ページに参考判定を表示", default=False, help_text=ONLY_BETWEEN_ROUNDS
    )
    shows_forecasts = models.BooleanField(
        "公開ページに見込みを表示",
        default=False,
        help_text=f"将来の見込みと、次の区分までの差。{ONLY_BETWEEN_ROUNDS}",
    )
    shows_later_results = models.BooleanField(
        "公表後に確定した実績も公開する",
        default=False,
        help_text=f"公表版の後に確定した実績を、公表版と分かるように印を付けて示します。{ONLY_BETWEEN_ROUNDS}",
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "計画"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("local_government_code", "name"), name="plan_once_a_name"),
            models.UniqueConstraint(
                fields=("key",),
                name="plan_once_a_key",
                violation_error_message="このキーは別の計画が使っています。別の語を付けてください。",
            ),
            models.CheckConstraint(
                condition=Q(key__regex=KEY_SHAPE),
                name="plan_key_is_an_address",
                violation_error_message=KEY_EXAMPLE.format("141305"),
            ),
            models.CheckConstraint(
                condition=Exact(Length(F("local_government_code")), 6),
                name="plan_code_has_six_digits",
                violation_error_message=codes.SIX_DIGITS,
            ),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="plan_ends_after_it_began",
                violation_error_message="最後の年度は最初の年度以後にしてください。",
            ),
            *within_lengths("plan", municipality=100, local_government_code=6, key=LONGEST_KEY, name=TEXT),
            *within_years("plan", "first_year", "last_year"),
            *within_numbers("plan", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.municipality} {self.name}"

    def natural_key(self) -> tuple[str]:
        return (self.key,)

    def why_settings_stay(self) -> str:
        """Say why visitors go on seeing what they see: a round of the plan is not closed; "" if all are."""
        rounds: Any = self.rounds  # rows of a subject above this one
        return CLOSE_ROUNDS if rounds.filter(is_closed=False).exists() else ""

    def former_key(self) -> tuple[str, str]:
        """Return by what files named a plan before it had a key, and may still."""
        return (self.local_government_code, self.name)

    def propose_name(self, turn: int) -> str:
        return self.local_government_code if turn == 1 else f"{self.local_government_code}-{turn}"

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a key that is not the code's, or another one where addresses with the old one are out already.

        And another answer to what visitors see, while figures are being asked for.
        """
        refuse_faulty_code(self, beside, codes.slip_in)
        self.take_name()
        code, _, word = self.key.partition("-")
        if code != self.local_government_code or (self.key != code and not word):
            raise ValidationError({"key": KEY_EXAMPLE.format(self.local_government_code)})
        refuse_to_rewrite(self, ["key"], why=self._why_key_is_out, fills_gaps=False, beside=beside)
        refuse_to_rewrite(
            self, sorted(self.only_when_new), why=Plan.why_settings_stay, fills_gaps=False, beside=beside
        )

    def _why_key_is_out(self, stored: "Plan") -> str:
        """Say why, if the stored key is the first plan's, or stands in the address of an edition."""
        is_first = stored.key == stored.local_government_code == self.local_government_code
        published = Plan.objects.filter(pk=stored.pk, periods__cycles__publications__isnull=False)
        return FIXED_KEY if is_first or published.exists() else ""


ORDINAL = re.compile("第[0-9０-９一二三四五六七八九十]+[期次]")  # at the beginning of a period's name


class PlanPeriodQuerySet(models.QuerySet["PlanPeriod"]):
    def with_words(self) -> Self:
        """Fetch what the city calls the layers that are judged, and its records, in the same query."""
        layers = Layer.objects.filter(period=models.OuterRef("pk")).order_by("depth").values("name")
        labelled = PolicyNode.objects.filter(
            period=models.OuterRef("pk"), indicators__records_label__gt=""
        ).order_by("path", "indicators__order")
        return self.annotate(
            measure_layer=models.Subquery(layers.filter(is_evaluated=True)[:1]),
            undertaking_layer=models.Subquery(layers.filter(is_undertaking=True)[:1]),
            records=models.Subquery(labelled.values("indicators__records_label")[:1]),
        )

    def get_by_natural_key(self, plan: str, number: int) -> "PlanPeriod":
        return self.get(plan__key=plan, number=number)


class PlanPeriod(Versioned):
    """An implementation plan: the years for which a tree of nodes and its targets hold."""

    measure_layer: str | None
    undertaking_layer: str | None
    records: str | None

    label_needs = ("plan",)

    plan = models.ForeignKey(Plan, verbose_name="計画", on_delete=models.PROTECT, related_name="periods")
    number = models.PositiveSmallIntegerField("期")
    name = models.CharField("計画期間名", max_length=100)
    first_year = models.PositiveSmallIntegerField("最初の年度")
    last_year = models.PositiveSmallIntegerField("最後の年度")

    objects = PlanPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "計画期間"
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(fields=("plan", "number"), name="period_once_a_number"),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="period_ends_after_it_began",
                violation_error_message="最後の年度は最初の年度以後にしてください。",
            ),
            *within_lengths("period", name=100),
            *within_years("period", "first_year", "last_year"),
            *within_numbers("period", number=1),
            *within_numbers("period", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def choice_label(self) -> str:
        return f"{self.plan} {self}"

    def natural_key(self) -> tuple[str, int]:
        return (*self.plan.natural_key(), self.number)

    natural_key.dependencies = ["policies.plan"]  # type: ignore[attr-defined]

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse years outside the plan or of another of its periods, and another plan for what hangs from it."""
        if not hasattr(self, "plan") or None in (self.first_year, self.last_year):
            return
        refuse_to_rewrite(self, ["plan"], why=PlanPeriod._why_in_its_plan, fills_gaps=False, beside=beside)
        if self.first_year < self.plan.first_year or self.last_year > self.plan.last_year:
            raise ValidationError({"first_year": "計画期間の年度が計画の年度の外にあります。"})
        for other in beside(PlanPeriod, "plan", self.plan):
            overlap = other.first_year <= self.last_year and self.first_year <= other.last_year
            if other != self and overlap:
                raise ValidationError({"first_year": f"計画期間の年度が「{other.name}」と重なっています。"})

    def _why_in_its_plan(self) -> str:
        """Say why it stays in its plan: by that are known its items, and what is judged in it."""
        cycles: Any = self.cycles  # rows of a subject above this one
        return OF_ITS_PLAN if self.nodes.exists() or cycles.exists() else ""

    def has_open_rounds(self) -> bool:
        """Tell whether a round about a year of the period is not closed."""
        if self.plan._state.adding:  # of a file that brings the plan
            return False
        rounds: Any = self.plan.rounds  # rows of a subject above this one
        own = {"fiscal_year__gte": self.first_year, "fiscal_year__lte": self.last_year}
        return bool(rounds.filter(is_closed=False, **own).exists())

    @property
    def ordinal(self) -> str:
        """The period as the city names it, as short as it is printed before 目標: 第3期, 前期基本計画."""
        numbered = ORDINAL.match(self.name)
        return numbered.group() if numbered else self.name

    @property
    def measure_word(self) -> str:
        """What the city calls the layer whose progress and direction are judged (施策)."""
        return self._words.measure_layer or "評価する項目"

    @property
    def undertaking_word(self) -> str:
        """What the city calls the layer whose achievement is judged (事務事業)."""
        return self._words.undertaking_layer or "事業"

    @property
    def records_word(self) -> str:
        """What the city calls the records of what its indicators count (リーディングプロジェクト)."""
        return self._words.records or "取組"

    @property
    def _words(self) -> "PlanPeriod":
        """The period as with_words() reads it; one that was read otherwise is read again."""
        if not hasattr(self, "measure_layer"):
            known = PlanPeriod.objects.with_words().get(pk=self.pk)
            self.measure_layer, self.undertaking_layer = known.measure_layer, known.undertaking_layer
            self.records = known.records
        return self

    @property
    def first(self) -> FiscalYear:
        return FiscalYear(self.first_year)

    @property
    def last(self) -> FiscalYear:
        return FiscalYear(self.last_year)

    @property
    def years(self) -> tuple[FiscalYear, ...]:
        return years(self.first, self.last)


class LayerQuerySet(models.QuerySet["Layer"]):
    def get_by_natural_key(self, plan: str, number: int, depth: int) -> "Layer":
        period = PlanPeriod.objects.get_by_natural_key(plan, number)
        return self.get(period=period, depth=depth)


class Layer(Versioned):
    """One level of a period's tree: its name, and what happens on it."""

    label_needs = ("period__plan",)

    period = models.ForeignKey(
        PlanPeriod, verbose_name="計画期間", on_delete=models.PROTECT, related_name="layers"
    )
    depth = models.PositiveSmallIntegerField("層", help_text="1がいちばん上です。")
    name = models.CharField("層の名前", max_length=50)
    has_indicators = models.BooleanField("指標を置く", default=False)
    is_evaluated = models.BooleanField("進捗状況と方向性を評価する", default=False)
    is_undertaking = models.BooleanField("事務事業として達成度を評価する", default=False)

    objects = LayerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "層"
        ordering = ("period", "depth")
        constraints = (
            models.UniqueConstraint(fields=("period", "depth"), name="layer_once_a_depth"),
            *within_lengths("layer", name=50),
            *within_numbers("layer", DEEPEST, depth=1),
            *within_numbers("layer", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def choice_label(self) -> str:
        return f"{self.period.choice_label} {self}"

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.period.natural_key(), self.depth)

    natural_key.dependencies = ["policies.planperiod"]  # type: ignore[attr-defined]

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse another period for a layer of which the tree has items."""
        refuse_to_rewrite(self, ["period"], why=Layer._why_in_its_period, fills_gaps=False, beside=beside)

    def _why_in_its_period(self) -> str:
        """Say why it stays in its period: by that its items are known."""
        return LAYER_OF_ITS_PERIOD if self.nodes.exists() else ""


def refuse_impossible_succession(
    row: Any, predecessors: Sequence[Any], *, period_of: Callable[[Any], PlanPeriod]
) -> None:
    """Raise ValidationError, by the field `succeeds`, if the row cannot follow one of these.

    Not itself, nothing of another city or of a later period, and nothing that follows it.
    """
    own = period_of(row)
    for one in predecessors:
        theirs = period_of(one)
        if one is row or (row.pk is not None and one.pk == row.pk):
            raise ValidationError({"succeeds": "自分自身を前身にすることはできません。"})
        if theirs.plan.local_government_code != own.plan.local_government_code:
            raise ValidationError({"succeeds": f"「{one}」は、ほかの自治体の計画のものです。"})
        if theirs.first_year > own.first_year:
            raise ValidationError(
                {
                    "succeeds": f"「{one}」は、後の計画期間（{theirs}）のものです。"
                    "前身には、前か同じ期間のものを選んでください。"
                }
            )
    if row.pk is not None and row.pk in _all_before(type(row), [one.pk for one in predecessors if one.pk]):
        raise ValidationError(
            {"succeeds": "後継が前身になっていて、循環しています。どちらか一方だけにしてください。"}
        )


def named_by_successors(row: Any) -> str:
    """Say why something that others follow is not deleted; "" if none does."""
    heirs = "、".join(f"「{one}」" for one in row.successors.all())
    if not heirs:
        return ""
    return f"{heirs}の前身になっているため、削除できません。先に、後継の「前身」から外してください。"


def _all_before(model: Any, keys: Iterable[Any]) -> set[Any]:
    """Return the keys of all that these follow, and of all that those follow; a circle ends where it closes."""
    found: set[Any] = set()
    unread = set(keys)
    while unread:
        before = set(model._default_manager.filter(successors__in=unread).values_list("pk", flat=True))
        unread = before - found
        found |= before
    return found


def refuse_end_outside(period: PlanPeriod, ended_in: int) -> None:
    """Raise ValidationError if something of the period would end before the period began, or after its end."""
    if not period.first_year <= ended_in <= period.last_year:
        raise ValidationError(
            {
                "ended_in": "終了年度は、計画期間の年度"
                f"（{period.first_year}から{period.last_year}まで）にしてください。"
                "期間の終わりまで続くときは空欄にします。"
            }
        )


def refuse_figures_after_end(figures: Sequence[str]) -> None:
    """Raise ValidationError with the list if there are figures of years after the end."""
    if figures:
        raise ValidationError(
            {
                "ended_in": f"終了年度より後の実績があります（{'、'.join(figures)}）。"
                "終了年度を直すか、先にその実績を削除してください。"
            }
        )


def says_something(prefix: str) -> Q:
    """Return the condition that a figure or a text stands there, and not only why there is none."""
    return (
        Q(**{f"{prefix}total__isnull": False})
        | Q(**{f"{prefix}increment__isnull": False})
        | Q(**{f"{prefix}text_value__gt": ""})
        | Q(**{f"{prefix}text_fulfilled__isnull": False})
    )


def living_in(year: int, prefix: str = "") -> Q:
    """Return the condition that a node has not ended before the year."""
    return Q(**{f"{prefix}ended_in__isnull": True}) | Q(**{f"{prefix}ended_in__gte": year})


def uid_of(*names: str) -> str:
    """Return what a row is told by for good, made of what it was called first: alike in every database."""
    return str(uuid5(UIDS, "/".join(names)))


def uid_field(*, kind: str, shape: str = UID_SHAPE) -> "models.CharField[Any, Any]":
    """Return the column of what a row of that `kind` is told by for good."""
    return models.CharField(
        "uid",
        max_length=LONGEST_KEY,
        blank=True,
        validators=[RegexValidator(shape, UID_WORDS[shape])],
        help_text=f"番号や位置が変わっても同じ{kind}であることを示します。空欄なら自動で付き、後から変えられません。",
    )


def with_a_uid(table: str, *, kind: str) -> list[models.BaseConstraint]:
    """Return what holds the column of uid_field(): every row has one, and none that of another."""
    return [
        models.UniqueConstraint(
            fields=("uid",),
            name=f"{table}_once_a_uid",
            violation_error_message=f"このuidは別の{kind}が使っています。空欄にするか、別のuidにしてください。",
        ),
        models.CheckConstraint(
            condition=~Q(uid=""),
            name=f"{table}_has_a_uid",
            violation_error_message=f"{kind}のuidがありません。",
        ),
    ]


class PolicyNodeQuerySet(models.QuerySet["PolicyNode"]):
    def get_by_natural_key(self, plan: str, number: int, address: str) -> "PolicyNode":
        period = PlanPeriod.objects.get_by_natural_key(plan, number)
        return self.get(period=period, address=address)

    def under(self, node: "PolicyNode") -> Self:
        """Keep the node itself and everything below it."""
        return self.filter(period=node.period_id, path__startswith=node.path)

    def for_tree(self) -> Self:
        """Fetch a period's tree in one query, in the order of the plan."""
        return self.select_related("layer").order_by("path")


class PolicyNode(Versioned):
    """A 基本政策, 政策, 施策, 事務事業 or whatever a layer of the plan is called.

    `address` and `path` are derived from parent, code and order, and from the codes of its period; whoever writes a
    row sets them before (store.actions, and policies.actions for the others of the period). `uid` stays whatever is
    renumbered or moved: what outlives a code goes by it.
    """

    label_needs = ("period__plan",)
    own_name = "uid"

    period = models.ForeignKey(
        PlanPeriod, verbose_name="計画期間", on_delete=models.PROTECT, related_name="nodes"
    )
    layer = models.ForeignKey(Layer, verbose_name="層", on_delete=models.PROTECT, related_name="nodes")
    parent = models.ForeignKey(
        "self", verbose_name="上位", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    also_under = models.ForeignKey(
        "self",
        verbose_name="再掲先",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="relisted",
        help_text="二つ目の上位に再掲します。合計では一度だけ数えます。",
    )
    code = models.CharField("コード", max_length=LONGEST_CODE, blank=True)
    order = models.PositiveSmallIntegerField("並び順")
    name = models.CharField("名称", max_length=TEXT)
    direct_goal = models.TextField("直接目標", blank=True)
    department = models.ForeignKey(
        Department,
        verbose_name="主管課",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="nodes",
    )
    related_departments = models.ManyToManyField(
        Department, verbose_name="関係課", blank=True, related_name="related_nodes"
    )
    succeeds = models.ManyToManyField(
        "self",
        verbose_name="前身の項目",
        symmetrical=False,
        blank=True,
        related_name="successors",
        help_text="前の期の項目や、統合された項目。いくつでも選べます。",
    )
    ended_in = models.PositiveSmallIntegerField(
        "終了年度",
        null=True,
        blank=True,
        help_text="計画期間の途中で終わる項目の最後の年度。期間の終わりまで続くときは空欄にします。",
    )
    source = models.CharField("出典", max_length=TEXT, blank=True)
    uid = uid_field(kind="項目")
    address = models.CharField("アドレス", max_length=100, editable=False)
    path = models.CharField("並べ替えの経路", max_length=PATH_WIDTH * DEEPEST, editable=False)

    objects = PolicyNodeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策体系の項目"
        ordering = ("period", "path")
        constraints = (
            *with_a_uid("node", kind="項目"),
            models.UniqueConstraint(fields=("period", "address"), name="node_once_an_address"),
            models.UniqueConstraint(fields=("period", "path"), name="node_once_a_place"),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | ~Q(code=""),
                name="node_at_the_top_has_a_code",
                violation_error_message="いちばん上の層の項目にはコードが必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(address="") & ~Q(path=""),
                name="node_has_its_place",
                violation_error_message="項目の位置が計算されていません。",
            ),
            *within_lengths(
                "node",
                uid=LONGEST_KEY,
                code=LONGEST_CODE,
                name=TEXT,
                direct_goal=LONG_TEXT,
                source=TEXT,
                address=100,
                path=PATH_WIDTH * DEEPEST,
            ),
            *within_years("node", "ended_in"),
            *within_numbers("node", 9999, order=1),
            *within_numbers("node", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return titled(self.code, self.name)

    def seen_on(self, *, publicly: bool) -> Places:
        """Name the numbers of all who see what hangs on the node: its city's officers and, if so, visitors."""
        return places_of(self.period.plan_id, self.pk, publicly=publicly)

    def get_absolute_url(self) -> str:
        return _page_of(get_script_prefix(), self.address)

    @property
    def choice_label(self) -> str:
        return f"{self}（{self.period.choice_label}）"

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.period.natural_key(), self.address)

    natural_key.dependencies = ["policies.planperiod"]  # type: ignore[attr-defined]

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse what is of another period, a layer not right below the parent's, a code that is not the parent's."""
        if not (hasattr(self, "period") and hasattr(self, "layer")):
            return
        refuse_closed(self)
        refuse_other_city(self, self.period.plan.local_government_code)
        refuse_to_rewrite(
            self, ["period"], why=PolicyNode._why_in_its_period, fills_gaps=False, beside=beside
        )
        if self.layer.period != self.period:
            raise ValidationError({"layer": "別の計画期間の層です。"})
        if self.also_under is not None and self.also_under.period != self.period:
            raise ValidationError({"also_under": "別の計画期間の項目です。"})
        self.refuse_impossible_end(above=self.parent.ended_in if self.parent is not None else None)
        if self.parent is None:
            return
        if self.parent.period != self.period:
            raise ValidationError({"parent": "別の計画期間の項目です。"})
        if self.layer.depth <= self.parent.layer.depth:
            raise ValidationError({"layer": f"上位（{self.parent.layer}）より下の層にしてください。"})
        for layer in beside(Layer, "period", self.period):
            if self.parent.layer.depth < layer.depth < self.layer.depth:
                raise ValidationError(
                    {
                        "parent": f"上位の「{self.parent}」は{self.parent.layer}の項目です。"
                        f"{self.layer}との間に{layer}の層があるため、その層の項目の下に置いてください。"
                    }
                )
        if not continues(self.code, self.parent.code):
            raise ValidationError({"code": f"上位のコード「{self.parent.code}」に続くコードにしてください。"})

    def _why_in_its_period(self) -> str:
        """Say why it stays in its period: as its indicators do, and what of its projects counts in one."""
        if self.indicators.exists():
            return OF_ITS_PERIOD
        projects: Any = self.projects  # rows of a subject above this one
        return COUNTS_THERE if projects.filter(indicators__isnull=False).exists() else ""

    def refuse_impossible_end(self, *, above: int | None) -> None:
        """Refuse an end outside the period, a later one than that `above` it, and figures after it."""
        if above is not None and (self.ended_in is None or self.ended_in > above):
            raise ValidationError(
                {
                    "ended_in": f"上位の「{self.parent}」は{FiscalYear(above).era}で終了します。"
                    f"終了年度を{above}以前にしてください。"
                }
            )
        if self.ended_in is None:
            return
        refuse_end_outside(self.period, self.ended_in)
        results = "indicators__results__"
        later = PolicyNode.objects.filter(
            says_something(results), pk=self.pk, **{f"{results}fiscal_year__gt": self.ended_in}
        )
        lines = later.order_by("indicators__order", f"{results}fiscal_year").values_list(
            "indicators__number", "indicators__name", f"{results}fiscal_year"
        )
        refuse_figures_after_end([f"{number} {name} {FiscalYear(year).era}" for number, name, year in lines])

    def clean_links(self, field: str, linked: Sequence[Any]) -> None:
        """Refuse predecessors that cannot be, and 関係課 of another city, or closed before the period ends."""
        if field == "succeeds" and hasattr(self, "period"):
            refuse_impossible_succession(self, linked, period_of=lambda one: one.period)
        if field == "related_departments" and hasattr(self, "period"):
            refuse_of_other_city(linked, self.period.plan.local_government_code, field)
        closed = [
            one
            for one in linked
            if isinstance(one, Department) and one.valid_to is not None and self.is_duty_after(one.valid_to)
        ]
        if closed:
            raise ValidationError(
                {field: [CLOSED.format(one, in_japanese(one.valid_to)) for one in closed if one.valid_to]}
            )

    def why_kept(self) -> str:
        """Say by which nodes it is named as what they follow: without it nobody could tell any more."""
        return named_by_successors(self)

    def has_ended(self, year: int) -> bool:
        """Tell whether the year lies after the node's last one."""
        return self.ended_in is not None and year > self.ended_in

    def is_duty_after(self, day: date | None) -> bool:
        """Say whether its period goes on after that day, or a round still asks for a year of it."""
        return day is None or self.period.last.last_day > day or self.period.has_open_rounds()

    @property
    def history_owner(self) -> str:
        return owner_of("policies.policynode", self.uid)

    def propose_name(self, turn: int) -> str:
        return uid_of(*map(str, self.period.natural_key()), self.address, *([str(turn)] if turn > 1 else []))

    def clash_words(self, other: Any) -> str:
        return (
            f"アドレスが「{self.address}」の項目が、「{other}」と二つになります。"
            "コードか並び順か上位を変えてください。"
        )

    @classmethod
    def known_together(cls, rows: Iterable[Any], written: Iterable[Any] = ()) -> frozenset[Any]:
        """Return the codes that stand in one period more than once, with the period's key.

        A written row is the stored one of its code, unless both name and parent differ: then it is another one.
        """
        stored, given = _by_code(rows), _by_code(written)
        both = {
            code for code in stored.keys() & given.keys() if not _is_same(stored[code][0], given[code][0])
        }
        return frozenset(both).union(
            *({code for code in one if len(one[code]) > 1} for one in (stored, given))
        )

    @classmethod
    def refuse_left_behind(cls, rows: Iterable[Any], changed: Container[Any]) -> None:
        """Refuse codes below a changed node that do not go on from its code; pages take them along."""
        below = [row for row in rows if row.parent_id in changed and not continues(row.code, row.parent.code)]
        if below:
            named = "、".join(row.code for row in below)
            raise ValidationError(
                f"下の項目のコード（{named}）が合わなくなります。下の項目も、続くコードにしてファイルに入れてください。"
            )

    @classmethod
    def derive(cls, rows: Sequence[Any], together: frozenset[Any] | None = None) -> None:
        """Set address and path of the rows, parents first."""
        repeated = cls._repeated_beside(rows) if together is None else together
        for row in sorted(rows, key=_depth) if len(rows) > 1 else rows:
            above = row.parent.address if row.parent else None
            row.address = address_of(
                row.code, row.order, above, is_repeated=bool(row.code) and _code_of(row) in repeated
            )
            row.path = f"{row.parent.path if row.parent else ''}{row.order:04d}."

    @classmethod
    def _repeated_beside(cls, rows: Sequence["PolicyNode"]) -> frozenset[Any]:
        """Return the codes that these rows and those stored beside them have more than once."""
        stored = cls.objects.filter(period__in={row.period_id for row in rows}).order_by()
        beside = stored.exclude(pk__in=[row.pk for row in rows if row.pk]).values_list(
            "period__plan__key", "period__number", "code"
        )
        counted: Counter[tuple[str, ...]] = Counter(
            (str(plan), str(number), spelled(code)) for plan, number, code in beside if code
        )
        counted.update(_code_of(row) for row in rows if row.code)
        return frozenset(code for code, times in counted.items() if times > 1)


def _by_code(rows: Iterable[Any]) -> dict[tuple[str, ...], list[Any]]:
    found: dict[tuple[str, ...], list[Any]] = {}
    for row in rows:
        if row.code:
            found.setdefault(_code_of(row), []).append(row)
    return found


def _is_same(stored: Any, written: Any) -> bool:
    """Tell whether a written row is the stored one of its code: it has the name, or hangs from the same code."""
    above = [one.parent.address.rpartition("/")[2] if one.parent else "" for one in (stored, written)]
    return bool(stored.name == written.name or above[0] == above[1])


def _depth(row: PolicyNode) -> int:
    """Return how many rows stand above one whose parents are at hand."""
    above = 0
    while row.parent is not None and above <= DEEPEST:
        row, above = row.parent, above + 1
    return above


def _code_of(row: Any) -> tuple[str, ...]:
    return (*map(str, row.period.natural_key()), spelled(row.code))


@lru_cache(maxsize=20_000)
def _page_of(prefix: str, address: str) -> str:
    """Return the address of a node's page: a list has hundreds, and each takes Django longer than its line."""
    return reverse("policies:policy_node", args=(address,))
