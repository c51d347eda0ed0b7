"""THE ROUND: the mails that ask for what is owed."""

from django.db import models

from accounts.models import Person
from indicators.models import EntryRound
from store.limits import within_lengths


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
        EntryRound, verbose_name="入力依頼", on_delete=models.CASCADE, related_name="reminders"
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
