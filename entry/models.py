"""THE ROUND: what keeps a form from being sent twice or lost."""

from django.db import models

from accounts.limits import LARGEST_NUMBER, LONGEST_FORM, within_lengths, within_numbers
from accounts.models import Person


class SavedForm(models.Model):
    """A form that was saved: sending it again, by a double click or a retry, leads to the first outcome."""

    key = models.CharField("一回限りの鍵", max_length=64, primary_key=True)
    person = models.ForeignKey(Person, verbose_name="利用者", on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField("結果のアドレス", max_length=500)
    at = models.DateTimeField("日時", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "送信済みの入力"
        constraints = (*within_lengths("savedform", key=64, outcome=500),)

    def __str__(self) -> str:
        return self.outcome


class ParkedForm(models.Model):
    """What somebody had typed when the session was over, kept until the same form is open again after the login.

    Only a digest of the key is stored; whoever opens it must be allowed to enter the same item. `place` is the person
    or the address it takes room from, so that nobody fills the room of others.
    """

    digest = models.CharField("鍵の要約値", max_length=64, primary_key=True)
    path = models.CharField("アドレス", max_length=500)
    body = models.TextField("入力の内容")
    place = models.CharField("預けた人又は接続元", max_length=60, blank=True, default="")
    at = models.DateTimeField("日時", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "預かった入力"
        indexes = (models.Index(fields=("place", "at"), name="parkedform_by_place"),)
        constraints = (*within_lengths("parkedform", digest=64, path=500, body=LONGEST_FORM, place=60),)

    def __str__(self) -> str:
        return self.path


class Draft(models.Model):
    """What one person has typed into one form and not sent yet: no result, and nobody else's business.

    `path` is the address of the form, `version` that of the row it was opened on (0: there was none, or many).
    """

    person = models.ForeignKey(Person, verbose_name="利用者", on_delete=models.CASCADE, related_name="+")
    path = models.CharField("アドレス", max_length=500)
    version = models.PositiveIntegerField("もとにした版", default=0)
    body = models.TextField("入力の内容")
    at = models.DateTimeField("日時", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "下書き"
        constraints = (
            models.UniqueConstraint(fields=("person", "path"), name="draft_once_a_form"),
            *within_lengths("draft", path=500, body=LONGEST_FORM),
            *within_numbers("draft", LARGEST_NUMBER, version=0),
        )

    def __str__(self) -> str:
        return self.path


class Usage(models.Model):
    """How often one person did something costly in one span of time, counted for all workers together."""

    person = models.ForeignKey(Person, verbose_name="利用者", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField("種類", max_length=20)
    since = models.DateTimeField("時間帯の始まり", db_index=True)
    count = models.PositiveIntegerField("回数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "利用回数"
        constraints = (
            models.UniqueConstraint(fields=("person", "kind", "since"), name="usage_once_a_span"),
            *within_lengths("usage", kind=20),
            *within_numbers("usage", LARGEST_NUMBER, count=0),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"


class Reminder(models.Model):
    """One 提出のお願い to one address, written before it is sent, so that a broken mail server never doubles it."""

    class Step(models.TextChoices):
        BEFORE = "before", "期限前"
        DUE = "due", "期限当日"
        AFTER = "after", "期限後"
        DEPUTY = "deputy", "副担当へ"
        CHIEF = "chief", "課長へ"
        BUREAU = "bureau", "局へ"
        AGAIN = "again", "再度のお願い"

    round = models.ForeignKey(
        "indicators.EntryRound", verbose_name="入力依頼", on_delete=models.CASCADE, related_name="reminders"
    )
    person = models.ForeignKey(
        Person, verbose_name="宛先", on_delete=models.CASCADE, related_name="reminders"
    )
    step = models.CharField("段階", max_length=10, choices=Step)
    day = models.DateField("作成日")
    address = models.CharField("メールアドレス", max_length=254)
    copy_to = models.CharField("写し", max_length=254, blank=True)
    subject = models.CharField("件名", max_length=200)
    body = models.TextField("本文")
    sent_at = models.DateTimeField("送信日時", null=True, blank=True)
    failures = models.PositiveSmallIntegerField("失敗回数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "提出のお願い"
        ordering = ("-day", "pk")
        constraints = (
            models.UniqueConstraint(fields=("round", "person", "day"), name="reminder_once_a_day"),
            *within_lengths("reminder", step=10, address=254, copy_to=254, subject=200, body=20_000),
            models.CheckConstraint(
                condition=models.Q(failures__gte=0, failures__lte=32767), name="reminder_failures_range"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.address}"
