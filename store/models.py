"""A row that people edit, and the history of what was changed in it."""

import copyreg
from collections.abc import Callable, Container, Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any, ClassVar, Protocol, Self, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from store.limits import LONG_TEXT, within_lengths
from store.numbers import EVERYTHING, Places

Row = TypeVar("Row", bound=models.Model)
AT_ONCE = 500  # values in one condition
UNKNOWN = (None, "", "unknown")  # what a column holds of which nobody has said anything


class Beside(Protocol):
    """Finds the rows of a model whose `field` leads to `owner`, as they are or as they are about to be."""

    def __call__(self, model: type[Row], field: str, owner: models.Model) -> Iterable[Row]: ...

    def before(self, row: Row) -> Row | None:
        """Return a row as it is stored, None if it is not stored yet."""
        ...


class StoredRows:
    """Finds them in the database; a row that is not stored yet owns nothing there."""

    def __call__(self, model: type[Row], field: str, owner: models.Model) -> Iterable[Row]:
        return () if owner.pk is None else model._default_manager.filter(**{field: owner})

    def before(self, row: Row) -> Row | None:
        """Fetch the row anew."""
        return None if row.pk is None else type(row)._default_manager.filter(pk=row.pk).order_by().first()


stored_beside = StoredRows()


class Versioned(models.Model):
    """A row that people edit: its version is compared in the UPDATE itself, so nobody overwrites unseen work."""

    from_files: ClassVar[bool] = True  # whether a fixture may fill it: never people, what they may do or did

    # many-to-many fields of a row that several plans share: a file adds its own plan's links, the others' stay
    shared_links: ClassVar[tuple[str, ...]] = ()
    only_when_new: ClassVar[frozenset[str]] = frozenset()  # what a file says of a new row alone

    own_name: ClassVar[str] = ""  # the field with a name that a row takes for itself where nobody gave it one

    version = models.PositiveIntegerField("版", default=1, editable=False)

    class Meta:
        abstract = True

    def __reduce__(self) -> tuple[Any, ...]:
        """Be handed out as a copy within one process (store/actions/settled.py), a thousand rows for one page.

        Django's own way looks the model up for each row, and compares its version: copies go from release to release.
        """
        return copyreg.__newobj__, (type(self),), self.__getstate__()  # type: ignore[attr-defined]

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def propose_name(self, turn: int) -> str:
        """Return what the row would call itself at that turn, from 1 on; asked only of models with an `own_name`."""
        raise NotImplementedError

    def take_name(self, taken: Container[str] | None = None, turns: dict[str, int] | None = None) -> None:
        """Take the first proposed name that is free, if the row needs one and has none.

        `taken` are the names that others have or will have; without it the database is asked. `turns` remembers for
        many rows, by what each would be called first, how many proposals were in vain already.
        """
        if not self.own_name or getattr(self, self.own_name):
            return
        known, first = {} if turns is None else turns, self.propose_name(1)
        if taken is None:
            taken = names_of_others(type(self)._default_manager.exclude(pk=self.pk), self.own_name, [first])
        for turn in count(known.get(first, 1)):
            if (name := self.propose_name(turn)) not in taken:
                break
        known[first] = turn
        setattr(self, self.own_name, name)

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse what contradicts itself or the rows beside it; the loader says where those are to be found."""
        super().clean()

    def clean_links(self, field: str, linked: Sequence[Any]) -> None:
        """Refuse, like clean(), what a many-to-many field shall hold; it is not written yet."""

    def is_duty_after(self, day: date | None) -> bool:
        """Say whether whoever is named in the row still answers for it after that day (None: whenever that was)."""
        return True

    @property
    def duty_label(self) -> str:
        """What the row is called among those for which somebody answers."""
        return f"{self._meta.verbose_name}「{self.choice_label}」"

    @property
    def history_label(self) -> str:
        """What history calls the row, so that it can still be told from its siblings when it is gone."""
        return str(self)

    @classmethod
    def known_together(cls, rows: Iterable[Any], written: Iterable[Any] = ()) -> frozenset[Any]:  # noqa: ARG003
        """Return what rows must know of each other to derive something, those of a file included; most need nothing."""
        return frozenset()

    @classmethod
    def derive(cls, rows: Sequence[Any], together: frozenset[Any] | None = None) -> None:
        """Set what the rows derive from their other fields and from each other, parents first; most derive nothing.

        `together` is what they must know of each other; without it the database is asked.
        """

    @classmethod
    def refuse_left_behind(cls, rows: Iterable[Any], changed: Container[Any]) -> None:
        """Raise ValidationError if one of the rows does not fit any more since those of these keys were changed."""

    def clash_words(self, other: Any) -> str:
        """Say that a file has the row twice, or another one in its place."""
        return f"同じものが二度あります（{other}）。"

    label_needs: ClassVar[tuple[str, ...]] = ()  # what `choice_label` reads, as select_related() takes it

    @property
    def choice_label(self) -> str:
        """What a select calls the row, so that it can be told from those of other plans and periods."""
        return str(self)

    @property
    def history_owner(self) -> str:
        """The row under which its history is also shown, as owner_of() writes it; most have none."""
        return ""

    def seen_in(self) -> Places:
        """Name the numbers of all who can see the row as it is; whoever writes it moves them. Everything, by default.

        Asked of the row as it was and as it is to be. What visitors see may be left out only where they see nothing.
        """
        return EVERYTHING

    def why_fixed(self) -> str:
        """Say why the keepers may neither change nor delete the row as things stand, and what to do; "" if they may.

        Asked within the transaction that writes; it stays true until that ends.
        """
        return ""

    def why_kept(self) -> str:
        """Say why the keepers may not delete the row, though they may change it, and what to do; "" if they may."""
        return ""

    settled_fields: ClassVar[tuple[str, ...]] = ()  # what says the same for good once `why_settled` says why

    def why_settled(self) -> str:
        """Say why the stored row's `settled_fields` may not be rewritten any more, and what to do; "" if they may."""
        return ""


def names_of_others(others: "models.QuerySet[Any]", name: str, wanted: Sequence[str]) -> set[str]:
    """Return the names that these rows have; none where nobody wants one that they have, or that others want too."""
    names = others.order_by().values_list(name, flat=True)
    parts = (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))
    is_free = len(set(wanted)) == len(wanted)
    if is_free and not any(names.filter(**{f"{name}__in": part}).exists() for part in parts):
        return set()
    return set(names)


def refuse_to_rewrite(
    row: Row, fields: Iterable[str], *, why: Callable[[Row], str], fills_gaps: bool, beside: Beside
) -> None:
    """Raise ValidationError, by field, if one of them shall say something else though the stored row keeps it.

    `why` says of the stored row why it does, and what to do instead; "" if it may change. With `fills_gaps` what the
    stored row does not know may still be written.
    """
    stored = beside.before(row)
    if stored is None:
        return
    columns: list[Any] = [row._meta.get_field(name) for name in fields]
    changed = [
        one.name
        for one in columns
        if (said := getattr(stored, one.attname)) != getattr(row, one.attname)
        and not (fills_gaps and said in UNKNOWN)
    ]
    if changed and (refusal := why(stored)):
        raise ValidationError(dict.fromkeys(changed, refusal))


def owner_of(model: str, key: Any) -> str:
    """Name a row as Change.owner does: indicators.indicator:5."""
    return f"{model}:{key}"


class Change(models.Model):
    """One changed field of one row: append-only, guarded by triggers in the database (see history_guard.py)."""

    class Via(models.TextChoices):
        PAGE = "page", "画面"
        EXCEL = "excel", "Excel"
        REPORT = "report", "報告書"
        COMMAND = "command", "コマンド"
        ADMIN = "admin", "管理画面"

    sequence = models.BigAutoField("連番", primary_key=True)
    at = models.DateTimeField("日時", auto_now_add=True)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="変更した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
    )
    who_name = models.CharField("変更した人の氏名（当時）", max_length=100, blank=True)
    post = models.CharField("役職・担当（当時）", max_length=200, blank=True)
    via = models.CharField("経路", max_length=10, choices=Via)
    model = models.CharField("種類", max_length=100)
    object_id = models.CharField("対象の番号", max_length=40)
    object_label = models.CharField("対象", max_length=300)
    owner = models.CharField(
        "属する先", max_length=80, blank=True, help_text="指標の実績値なら、その指標（種類:番号）。"
    )
    field = models.CharField(
        "項目", max_length=100, help_text="削除は空欄で、変更前に削除した行の名前が入ります。"
    )
    old = models.TextField("変更前", blank=True)
    new = models.TextField("変更後", blank=True)
    why = models.TextField("理由", blank=True)

    class Meta:
        app_label = "accounts"  # the triggers and the rights of the database name its table, accounts_change
        verbose_name = verbose_name_plural = "変更履歴"
        ordering = ("-sequence",)
        indexes = (
            models.Index(fields=("model", "object_id"), name="change_by_object"),
            models.Index(fields=("owner",), name="change_by_owner"),
        )
        constraints = (
            *within_lengths(
                "change",
                who_name=100,
                post=200,
                via=10,
                model=100,
                object_id=40,
                object_label=300,
                owner=80,
                field=100,
                old=LONG_TEXT,
                new=LONG_TEXT,
                why=LONG_TEXT,
            ),
        )

    def __str__(self) -> str:
        return f"{self.object_label} {self.field}: {self.old} → {self.new}"

    @property
    def label(self) -> str:
        """The changed field in words; history outlives fields, whose bare name stays when they are gone."""
        if not self.field:
            return "削除"
        column = self._column()
        return str(column.verbose_name) if column is not None else self.field

    @property
    def old_words(self) -> str:
        """What stood there as a page writes it: a choice by its label, a yes or no in words."""
        return self.in_words(self.old)

    @property
    def new_words(self) -> str:
        """What stands there since, in the same words."""
        return self.in_words(self.new)

    def _column(self) -> Any:
        try:
            return apps.get_model(self.model)._meta.get_field(self.field)
        except (LookupError, ValueError, FieldDoesNotExist):
            return None

    def in_words(self, text: str) -> str:
        """Return a recorded text of this field as a page writes it."""
        column = self._column()
        if column is None or not text:
            return text
        if isinstance(column, models.BooleanField):
            return {"True": "はい", "False": "いいえ"}.get(text, text)
        if isinstance(column, models.DecimalField):
            return f"{Decimal(text):f}".rstrip("0").rstrip(".") if "." in text else text
        return str(dict(getattr(column, "flatchoices", ())).get(text, text))


class LoadQuerySet(models.QuerySet["Load"]):
    def standing(self) -> Self:
        """Keep what is loaded and has not been taken back."""
        return self.filter(undone_at=None)


class Load(models.Model):
    """One source that was loaded: which file, by whom, what it did, and whether it was taken back since."""

    at = models.DateTimeField("日時", auto_now_add=True)
    name = models.CharField("ファイル名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    city = models.CharField("全国地方公共団体コード", max_length=6, blank=True)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="読み込んだ人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="loads",
    )
    who_name = models.CharField("読み込んだ人の氏名（当時）", max_length=100, blank=True)
    post = models.CharField("役職・担当（当時）", max_length=200, blank=True)
    via = models.CharField("経路", max_length=10, choices=Change.Via)
    why = models.TextField("理由", blank=True)
    added = models.PositiveIntegerField("追加した件数")
    changed = models.PositiveIntegerField("変更した件数")
    equal = models.PositiveIntegerField("同じだった件数")
    remarks = models.JSONField("読み込んだときの注意", default=list, editable=False)
    touched = models.JSONField("書き込んだ行", default=list, editable=False)
    undone_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    undone_name = models.CharField("取り消した人の氏名（当時）", max_length=100, blank=True)

    objects = LoadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "読込み"
        ordering = ("-pk",)
        constraints = (
            *within_lengths("load", name=200, sha256=64, city=6, who_name=100, post=200, via=10),
            *within_lengths("load", why=LONG_TEXT, undone_name=100),
        )

    def __str__(self) -> str:
        return self.name


class Number(models.Model):
    """One token of a number of the content (see store/actions/numbers.py); what was kept under another one is old."""

    name = models.CharField("番号の名", max_length=40)
    part = models.CharField("その中の項目", max_length=20, blank=True)
    token = models.BigIntegerField("番号")

    class Meta:
        verbose_name = verbose_name_plural = "内容の番号"
        indexes = (models.Index(fields=("name", "part"), name="number_by_name"),)
        constraints = (*within_lengths("number", name=40, part=20),)

    def __str__(self) -> str:
        return f"{self.name} {self.part}".strip()
