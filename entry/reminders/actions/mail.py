"""提出のお願い in plain text: who it is addressed to, what it says, and the message that goes out.

Names come from the database: they are shown on one line and as they are, never read as a template or a header.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.template.loader import render_to_string

from accounts.models import Department, Person
from entry.reminders.models import Reminder

SHOWN = 5
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"  # what settings choose where EMAIL_URL is not set
LONGEST_NAME = 120
LONGEST_SUBJECT = 200
WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a mail goes, and who gets a copy (empty: nobody)."""

    to: str
    copy_to: str = ""


def addresses(person: Person, department: Department) -> Addresses | None:
    """Return the department's shared address with the person in copy, else the person's own; None without any."""
    own, shared = usable(person.email), usable(department.shared_mail)
    if not own and not shared:
        return None
    if not shared or shared == own:
        return Addresses(own or shared)
    return Addresses(shared, own)


def usable(address: str) -> str:
    """Return the address if mail can be sent to it, else nothing."""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """One figure or sheet that is asked for; the department is named where it is not the reader's own."""

    indicator: str
    last_year: str
    last_year_label: str = "昨年度の値"
    department: str = ""
    is_returned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """Everything a 提出のお願い says, before it is words."""

    addressee: str
    round_name: str
    lead: str
    due_on: date
    today: date
    lines: Sequence[MailLine]
    link: str

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def shown(self) -> Sequence[MailLine]:
        return self.lines[:SHOWN]

    @property
    def further(self) -> int:
        return max(0, self.count - SHOWN)

    @property
    def days(self) -> int:
        """The days that are left; negative once the due date is over."""
        return (self.due_on - self.today).days

    @property
    def due(self) -> str:
        return f"{self.due_on.month}月{self.due_on.day}日（{WEEKDAYS[self.due_on.weekday()]}）"

    @property
    def remaining(self) -> str:
        if self.days == 0:
            return "本日まで"
        return f"あと{self.days}日" if self.days > 0 else f"{-self.days}日超過"

    def subject(self) -> str:
        """Return the subject, always one line and short enough to be stored."""
        return one_line(render_to_string("entry/reminders/subject.txt", {"request": self}), LONGEST_SUBJECT)

    def body(self) -> str:
        """Return the text of the mail."""
        return render_to_string("entry/reminders/body.txt", {"request": self})


def one_line(text: str, longest: int = LONGEST_NAME) -> str:
    """Return a name from the database without line breaks and invisible control signs, cut where it is too long."""
    visible = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else sign for sign in text
    )
    line = " ".join(part for part in visible.split(" ") if part)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def link(path: str) -> str:
    """Return the full address of a page, from the configured origin and never from a request."""
    return f"{settings.SITE_ADDRESS}{path}"


def can_send() -> bool:
    """Tell whether mail and the links in it are set up here."""
    return settings.EMAIL_BACKEND != NO_MAIL and bool(settings.SITE_ADDRESS)


def message(reminder: Reminder) -> EmailMessage:
    """Return the mail of a stored reminder; its Message-ID is always the same, so that servers know a second one."""
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return EmailMessage(
        subject=reminder.subject,
        body=reminder.body,
        to=[reminder.address],
        cc=[reminder.copy_to] if reminder.copy_to else [],
        headers={
            "Message-ID": f"<reminder-{reminder.round_id}-{reminder.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
