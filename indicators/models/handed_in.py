"""What a section hands in, be it a figure or a sheet."""

from django.db import models

from accounts.models import Department, Person
from indicators.models.rounds import AskedFor


class HandedIn(AskedFor):
    """What a section hands in: entered by somebody, confirmed by the 課長 or sent back with a reason.

    What no 課長 has confirmed stays within the section, the 取りまとめ above it and the 事務局.
    """

    class EntryState(models.TextChoices):
        EMPTY = "empty", "未入力"
        DRAFT = "draft", "入力中"
        WAITING = "waiting", "課長確認待ち"
        RETURNED = "returned", "差戻し"
        CONFIRMED = "confirmed", "課長確認済"
        CHECKED = "checked", "事務局確認済"

    CONFIRMED_STATES = (EntryState.CONFIRMED, EntryState.CHECKED)

    entry_state = models.CharField("入力の状態", max_length=10, choices=EntryState, default=EntryState.EMPTY)
    returned_reason = models.TextField("差戻しの理由", blank=True)
    entered_by = models.ForeignKey(
        Person, verbose_name="入力した人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def owed_name(self) -> str:
        """What sentences about it call it: the indicator, the 事務事業."""
        return str(self)

    @property
    def owed_by(self) -> Department | None:
        """The department that answers for it."""
        raise NotImplementedError
