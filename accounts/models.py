"""WHO: departments, people, and the posts they hold."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from accounts import rules
from accounts.codes import fault_of
from store.limits import LARGEST_NUMBER, within_lengths, within_numbers
from store.models import Beside, Versioned, stored_beside

MOST_NAMED = 10
CLOSED = "「{0}」は{1}で廃止の組織のため、その後も続く担当にはできません。その後も続く組織を選んでください。"
OTHER_CITY = "「{0}」は、ほかの自治体（{1}）の組織です。同じ自治体の組織を選んでください。"
NOT_CLOSED = "{0}より後も担当があるため、この日では廃止できません。先に別の組織に引き継いでください：{1}。"
NOT_DELETED = (
    "担当したものの記録があるため、削除できません。"
    "廃止するときは、担当を引き継いでから廃止日を入力してください：{}。"
)
HISTORY_IS_WRITTEN_ALONE = frozenset(f"accounts.{verb}_change" for verb in ("add", "change", "delete"))


class DepartmentQuerySet(models.QuerySet["Department"]):
    def get_by_natural_key(self, local_government_code: str, code: str) -> "Department":
        return self.get(local_government_code=local_government_code, code=code)


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

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse to close what still answers for something, and to stand below what is closed before it."""
        refuse_faulty_code(self, beside, fault_of)
        refuse_closed(self, "parent")
        refuse_other_city(self, self.local_government_code, "parent")
        if self.valid_to is None:
            return
        if duties := self.duties_after(self.valid_to, beside):
            raise ValidationError({"valid_to": NOT_CLOSED.format(in_japanese(self.valid_to), named(duties))})

    def duties_after(self, day: date | None, beside: Beside = stored_beside) -> list[Versioned]:
        """Return what the department answers for after that day, of every kind; None: what it ever answered for.

        Whatever names a department is found, be it the department itself or one of several.
        """
        found: list[Versioned] = []
        for relation in type(self)._meta.related_objects:
            model: Any = relation.related_model
            find = (
                stored_beside if relation.many_to_many else beside
            )  # what a file links is not beside it yet
            rows = find(model, relation.field.name, self) if issubclass(model, Versioned) else ()
            if isinstance(rows, models.QuerySet):
                rows = rows.select_related(*model.label_needs)
            found += [row for row in rows if row.is_duty_after(day) and row not in found]
        return found

    def is_duty_after(self, day: date | None) -> bool:
        return day is None or self.valid_to is None or self.valid_to > day


def refuse_closed(row: Any, field: str = "department") -> None:
    """Refuse as answering for a row a department that is closed before the row has come to its end."""
    department: Department | None = getattr(row, field)
    closed_on = department.valid_to if department else None
    if closed_on is not None and row.is_duty_after(closed_on):
        raise ValidationError({field: CLOSED.format(department, in_japanese(closed_on))})


def refuse_faulty_code(row: Any, beside: Beside, fault_of: Callable[[str], str]) -> None:
    """Refuse a code that can be no city's, unless the row has it already: who corrects its name is not to blame."""
    stored = beside.before(row)
    code = row.local_government_code
    if (stored is None or stored.local_government_code != code) and (fault := fault_of(code)):
        raise ValidationError({"local_government_code": fault})


def refuse_other_city(row: Any, code: str, field: str = "department") -> None:
    """Refuse as answering for a row of the city of that code a department of another one."""
    department: Department | None = getattr(row, field)
    if department is not None:
        refuse_of_other_city([department], code, field)


def refuse_of_other_city(departments: "Iterable[Department]", code: str, field: str) -> None:
    """Raise ValidationError, by the field, for each of the departments that is not of the city of that code."""
    if strange := [one for one in departments if one.local_government_code != code]:
        raise ValidationError({field: [OTHER_CITY.format(one, one.local_government_code) for one in strange]})


def named(duties: Sequence[Versioned]) -> str:
    """Name the first of many rows, and say how many more there are."""
    more = f"、ほか{len(duties) - MOST_NAMED}件" if len(duties) > MOST_NAMED else ""
    return "、".join(one.duty_label for one in duties[:MOST_NAMED]) + more


def in_japanese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


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

    from_files = False

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
        return tuple(self.posts.as_held())

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
            self._keeps = {asked: rules.may_administer(self, today, code=None)}
        return self._keeps[asked]

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Answer the admin: keepers may do everything but write history; which rows, the admin itself decides."""
        return self.is_staff and perm not in HISTORY_IS_WRITTEN_ALONE

    def has_module_perms(self, app_label: str) -> bool:
        """Answer the admin: keepers see every app."""
        return self.is_staff


class PostQuerySet(models.QuerySet["Post"]):
    def as_held(self) -> list["Post"]:
        """Fetch posts with what rights follow from, in the order in which all posts stand.

        Every page of an officer asks this: to sort the few rows costs a tenth of telling the database how.
        """
        return in_their_order(self.select_related("department__parent__parent").order_by())

    def current(self, day: date) -> Self:
        """Keep the posts that are held on that day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


def in_their_order(posts: "Iterable[Post]") -> "list[Post]":
    """Return posts in the order in which all posts stand."""
    return sorted(posts, key=_place_of)


def _place_of(post: "Post") -> tuple[Any, ...]:
    department = post.department
    return department.local_government_code, department.code, post.role, post.is_deputy, post.pk


class Post(Versioned):
    """A role that a person holds in a department; somebody with two posts (兼務) has two rows."""

    from_files = False

    class Role(models.TextChoices):
        STAFF = rules.Role.STAFF.value, "担当者"
        CHIEF = rules.Role.CHIEF.value, "課長"
        BUREAU = rules.Role.BUREAU.value, "局取りまとめ担当"
        PLANNING = rules.Role.PLANNING.value, "事務局"
        COMMITTEE = rules.Role.COMMITTEE.value, "委員"
        SYSTEM = rules.Role.SYSTEM.value, "システム管理者"

    label_needs = ("person", "department")

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

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a department that is closed while somebody holds the post."""
        if hasattr(self, "department"):
            refuse_closed(self)

    def is_duty_after(self, day: date | None) -> bool:
        return day is None or (self.person.is_active and (self.valid_to is None or self.valid_to > day))

    @property
    def duty_label(self) -> str:
        return f"{self.person}（{self.get_role_display()}）"


USUAL_FOR = timedelta(days=90)  # so long after a login an address is a usual place


class LoginAttemptQuerySet(models.QuerySet["LoginAttempt"]):
    def failed_since(self, moment: datetime) -> Self:
        """Keep the attempts since then that did not succeed."""
        return self.filter(at__gte=moment, succeeded=False)

    def people_at(self, address: str, moment: datetime) -> int:
        """Count the accounts that have logged in from the address since then."""
        logins = self.filter(address=address, succeeded=True, at__gte=moment)
        return logins.order_by().values("account").distinct().count()

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
