"""WHO: departments, people, the posts they hold, and what they changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar, Protocol, Self, TypeVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from accounts import rules
from accounts.limits import LARGEST_NUMBER, LONG_TEXT, within_lengths, within_numbers

HISTORY_IS_WRITTEN_ALONE = frozenset(f"accounts.{verb}_change" for verb in ("add", "change", "delete"))

Row = TypeVar("Row", bound=models.Model)


class Beside(Protocol):
    """Finds the rows of a model whose `field` leads to `owner`, as they are or as they are about to be."""

    def __call__(self, model: type[Row], field: str, owner: models.Model) -> Iterable[Row]: ...


def stored_beside(model: type[Row], field: str, owner: models.Model) -> Iterable[Row]:
    """Find them in the database; a row that is not stored yet owns nothing there."""
    return () if owner.pk is None else model._default_manager.filter(**{field: owner})


class Versioned(models.Model):
    """A row that people edit: its version is compared in the UPDATE itself, so nobody overwrites unseen work."""

    version = models.PositiveIntegerField("版", default=1, editable=False)

    class Meta:
        abstract = True

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse what contradicts itself or the rows beside it; the loader says where those are to be found."""
        super().clean()

    @property
    def history_label(self) -> str:
        """What history calls the row, so that it can still be told from its siblings when it is gone."""
        return str(self)

    @property
    def history_owner(self) -> str:
        """The row under which its history is also shown, as owner_of() writes it; most have none."""
        return ""

    def why_fixed(self) -> str:
        """Say why the keepers may neither change nor delete the row as things stand, and what to do; "" if they may.

        Asked within the transaction that writes; it stays true until that ends.
        """
        return ""


def refuse_to_rewrite(row: Row, fields: Iterable[str], *, is_used: Callable[[Row], object], why: str) -> None:
    """Raise ValidationError, by field, if one of them shall say something else though the stored row is in use."""
    stored = type(row)._default_manager.filter(pk=row.pk).first()
    if stored is None:
        return
    columns: list[Any] = [row._meta.get_field(name) for name in fields]
    changed = [one.name for one in columns if getattr(stored, one.attname) != getattr(row, one.attname)]
    if changed and is_used(stored):
        raise ValidationError(dict.fromkeys(changed, why))


def owner_of(model: str, key: Any) -> str:
    """Name a row as Change.owner does: indicators.indicator:5."""
    return f"{model}:{key}"


class DepartmentQuerySet(models.QuerySet["Department"]):
    def get_by_natural_key(self, local_government_code: str, code: str) -> "Department":
        return self.get(local_government_code=local_government_code, code=code)

    def valid_on(self, day: date) -> Self:
        """Keep the departments that exist on that day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class Department(Versioned):
    """A bureau, division or section of one municipality, from one reorganisation to the next."""

    class Kind(models.TextChoices):
        BUREAU = "bureau", "局"
        DIVISION = "division", "部"
        SECTION = "section", "課"

    local_government_code = models.CharField("全国地方公共団体コード", max_length=6)
    code = models.CharField("組織コード", max_length=20)
    name = models.CharField("所属名", max_length=100)
    kind = models.CharField("種別", max_length=10, choices=Kind, default=Kind.SECTION)
    parent = models.ForeignKey(
        "self",
        verbose_name="上位組織",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    extension = models.CharField("内線", max_length=20, blank=True)
    shared_mail = models.EmailField("課共用メール", blank=True)
    valid_from = models.DateField("設置日", null=True, blank=True)
    valid_to = models.DateField("廃止日", null=True, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "組織"
        ordering = ("local_government_code", "code")
        constraints = (
            models.UniqueConstraint(fields=("local_government_code", "code"), name="department_once_a_code"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="department_ends_after_it_began",
                violation_error_message="廃止日は設置日以後の日付にしてください。",
            ),
            *within_lengths(
                "department",
                local_government_code=6,
                code=20,
                name=100,
                kind=10,
                extension=20,
                shared_mail=254,
            ),
            *within_numbers("department", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        return (self.local_government_code, self.code)


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Person":
        """Save a person who can log in with that password (None: cannot log in)."""
        person = self.model(username=self.model.normalize_username(username), **fields)
        person.set_password(password)
        self.write(person)
        return person

    def write(self, person: "Person") -> None:
        """Save a new person, without history: what records it is above this floor (see createsuperuser)."""
        person.save(using=self._db)

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "Person":
        """Save a person who may do everything, for the first login of an installation."""
        return self.create_user(username, password, is_superuser=True, **fields)


class Person(Versioned, AbstractBaseUser):
    """Somebody who logs in. What one may do follows from the posts one holds, not from the account."""

    username = models.CharField("利用者ID", max_length=150, unique=True)
    name = models.CharField("氏名", max_length=100)
    email = models.EmailField("メールアドレス", blank=True)
    is_active = models.BooleanField(
        "有効", default=True, help_text="退職した人はここを外します（削除はしません）。"
    )
    is_superuser = models.BooleanField("全権限", default=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()
    _keeps: Mapping[tuple[date, bool, bool], bool] = MappingProxyType({})

    class Meta:
        verbose_name = verbose_name_plural = "利用者"
        ordering = ("username",)
        constraints = (
            *within_lengths("person", username=150, name=100, email=254, password=128),
            *within_numbers("person", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return self.name or self.username

    def natural_key(self) -> tuple[str]:
        return (self.username,)

    @cached_property
    def held_posts(self) -> Sequence["Post"]:
        """All posts, past and future ones too, read once for this object; accounts.rules decides by them."""
        return tuple(self.posts.select_related("department__parent__parent"))

    @property
    def current_posts(self) -> Sequence["Post"]:
        """The posts held today: none for somebody who has left."""
        today = timezone.localdate()
        return [post for post in self.held_posts if self.is_active and rules.is_current(post, today)]

    @property
    def is_staff(self) -> bool:
        """Whether the keepers' pages open for this person today; the admin asks hundreds of times for one page."""
        today = timezone.localdate()
        asked = (today, self.is_active, self.is_superuser)
        if asked not in self._keeps:
            self._keeps = {asked: rules.may_administer(self, today)}
        return self._keeps[asked]

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Answer the admin: keepers may do everything but write history; which rows, the admin itself decides."""
        return self.is_staff and perm not in HISTORY_IS_WRITTEN_ALONE

    def has_module_perms(self, app_label: str) -> bool:
        """Answer the admin: keepers see every app."""
        return self.is_staff


class PostQuerySet(models.QuerySet["Post"]):
    def current(self, day: date) -> Self:
        """Keep the posts that are held on that day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class Post(Versioned):
    """A role that a person holds in a department; somebody with two posts (兼務) has two rows."""

    class Role(models.TextChoices):
        STAFF = rules.Role.STAFF.value, "担当者"
        CHIEF = rules.Role.CHIEF.value, "課長"
        BUREAU = rules.Role.BUREAU.value, "局取りまとめ担当"
        PLANNING = rules.Role.PLANNING.value, "事務局"
        COMMITTEE = rules.Role.COMMITTEE.value, "委員"
        SYSTEM = rules.Role.SYSTEM.value, "システム管理者"

    person = models.ForeignKey(Person, verbose_name="利用者", on_delete=models.PROTECT, related_name="posts")
    department = models.ForeignKey(
        Department, verbose_name="組織", on_delete=models.PROTECT, related_name="posts"
    )
    role = models.CharField("役割", max_length=10, choices=Role)
    is_deputy = models.BooleanField("副担当", default=False)
    valid_from = models.DateField("就任日", null=True, blank=True)
    valid_to = models.DateField("離任日", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "役職・担当"
        ordering = ("department", "role", "is_deputy", "person")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "department", "role"),
                condition=Q(valid_to__isnull=True),
                name="post_held_once_at_a_time",
            ),
            *within_lengths("post", role=10),
            *within_numbers("post", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.department} {self.get_role_display()}{'（副）' if self.is_deputy else ''}"


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
        Person,
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
        return self._in_words(self.old)

    @property
    def new_words(self) -> str:
        """What stands there since, in the same words."""
        return self._in_words(self.new)

    def _column(self) -> Any:
        try:
            return apps.get_model(self.model)._meta.get_field(self.field)
        except (LookupError, ValueError, FieldDoesNotExist):
            return None

    def _in_words(self, text: str) -> str:
        column = self._column()
        if column is None or not text:
            return text
        if isinstance(column, models.BooleanField):
            return {"True": "はい", "False": "いいえ"}.get(text, text)
        if isinstance(column, models.DecimalField):
            return f"{Decimal(text):f}".rstrip("0").rstrip(".") if "." in text else text
        return str(dict(getattr(column, "flatchoices", ())).get(text, text))


USUAL_FOR = timedelta(days=90)  # so long after a login an address is a usual place


class LoginAttemptQuerySet(models.QuerySet["LoginAttempt"]):
    def failed_since(self, moment: datetime) -> Self:
        """Keep the attempts since then that did not succeed."""
        return self.filter(at__gte=moment, succeeded=False)

    def from_usual_place(self, address: str, now: datetime) -> Self:
        """Keep the logins that make the address, until now, one from which people of ours work."""
        return self.filter(address=address, succeeded=True, at__gte=now - USUAL_FOR)


class LoginAttempt(models.Model):
    """One attempt to log in: what throttling counts and what the keepers look through.

    What was typed as the user name is kept as a digest only, for people type passwords there.
    """

    at = models.DateTimeField("日時")
    account = models.CharField("利用者IDの照合値", max_length=64)
    person = models.ForeignKey(
        Person,
        verbose_name="利用者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="login_attempts",
    )
    address = models.CharField("接続元", max_length=45)
    succeeded = models.BooleanField("成功", default=False)

    objects = LoginAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ログインの記録"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("account", "at"), name="login_by_account"),
            models.Index(fields=("address", "at"), name="login_by_address"),
            models.Index(fields=("at",), name="login_by_time"),
        )
        constraints = (*within_lengths("login", account=64, address=45),)

    def __str__(self) -> str:
        return f"{self.person or '不明な利用者ID'} {self.address}"
