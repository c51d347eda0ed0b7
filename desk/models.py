"""What the desk keeps: which forms were saved, what was typed and not sent, how often somebody asked for much."""

from django.conf import settings
from django.db import models

from store.limits import LARGEST_NUMBER, LONGEST_FORM, within_lengths, within_numbers


class SavedForm(models.Model):
    """A form that was saved: sending it again, by a double click or a retry, leads to the first outcome."""

    key = models.CharField("一回限りの鍵", max_length=64, primary_key=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="利用者", on_delete=models.CASCADE, related_name="+"
    )
    outcome = models.CharField("結果のアドレス", max_length=500)
    at = models.DateTimeField("日時", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "送信済みの入力"
        constraints = (*within_lengths("savedform", key=64, outcome=500),)

    def __str__(self) -> str:
        return self.outcome


class ParkedForm(models.Model):
    """What somebody had typed when the session was over, kept until the same form is open again after the login.

    Only a digest of the key is stored. It opens for `person` alone; a stranger's, whose form carried no mark, takes
    room of `place` (the address it came from) and opens in the browser that sent it.
    """

    digest = models.CharField("鍵の要約値", max_length=64, primary_key=True)
    path = models.CharField("アドレス", max_length=500)
    body = models.TextField("入力の内容")
    size = models.PositiveIntegerField("文字数", default=0)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="利用者",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    place = models.CharField("接続元", max_length=60, blank=True, default="")
    browser = models.CharField("ブラウザーの要約値", max_length=64, blank=True, default="")
    at = models.DateTimeField("日時", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "預かった入力"
        indexes = (models.Index(fields=("place", "at"), name="parkedform_by_place"),)
        constraints = (
            *within_lengths("parkedform", digest=64, path=500, body=LONGEST_FORM, place=60, browser=64),
            *within_numbers("parkedform", LARGEST_NUMBER, size=0),
        )

    def __str__(self) -> str:
        return self.path


class Draft(models.Model):
    """What one person has typed into one form and not sent yet: no result, and nobody else's business.

    `path` is the address of the form, `version` that of the row it was opened on (0: there was none, or many).
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="利用者", on_delete=models.CASCADE, related_name="+"
    )
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

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="利用者", on_delete=models.CASCADE, related_name="+"
    )
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
