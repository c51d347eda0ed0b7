"""Logging in, and new passwords."""

import logging
import re
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.forms.keepers import VersionedForm
from accounts.models import LoginAttempt, Person
from desk.addresses import address_of

WINDOW = timedelta(minutes=15)
MOST_FOR_ACCOUNT_FROM_ONE_PLACE = 5
MOST_FOR_ACCOUNT_AT_ITS_USUAL_PLACE = 20
MOST_FROM_ONE_PLACE = 40
MOST_FOR_ACCOUNT = 20
MOST_ANYWHERE = 300
KEPT_FOR = timedelta(days=400)
LONGEST_PASSWORD = 1000

THROTTLED = (
    "ログインの失敗が続いたため、この端末からのログインを受け付けていません。"
    "15分ほどおいて、もう一度お試しください。"
)

logger = logging.getLogger("accounts.login")


class LoginForm(AuthenticationForm):
    """User name and password. Too many failures are refused before the password is even looked at."""

    error_messages = {
        "invalid_login": "利用者ID又はパスワードが違います。",
        "inactive": "利用者ID又はパスワードが違います。",
        "throttled": THROTTLED,
    }
    is_throttled = False

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = "利用者ID"
        self.fields["password"].label = "パスワード"
        self.fields["password"].max_length = LONGEST_PASSWORD  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Count the attempt, then check the password; the attempt that succeeds is marked so."""
        username = self.cleaned_data.get("username")
        if not username or not self.cleaned_data.get("password"):
            return self.cleaned_data
        address = address_of(self.request) if self.request else "unknown"
        attempt = begin_attempt(username, address, timezone.now())
        if attempt is None:
            self.is_throttled = True
            logger.warning("Login refused unchecked: too many failures, latest from %s", address)
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            cleaned = super().clean()
        except ValidationError:
            logger.warning("Login failed: person %s from %s", attempt.person_id, address)
            raise
        LoginAttempt.objects.filter(pk=attempt.pk).update(succeeded=True)
        logger.info("Login: person %s from %s", attempt.person_id, address)
        return cleaned


@transaction.atomic
def begin_attempt(username: str, address: str, now: datetime) -> LoginAttempt | None:
    """Record an attempt as failed until it succeeds; None, unrecorded, if too many have failed lately.

    No lock outlasts the window, and an account that others attack stays open to its owner at the usual place.
    """
    account = digest(username)
    if has_failed_too_often(account, address, now):
        return None
    LoginAttempt.objects.filter(at__lt=now - KEPT_FOR).delete()
    person = Person.objects.filter(username=username).first()
    return LoginAttempt.objects.create(at=now, account=account, person=person, address=address)


def has_failed_too_often(account: str, address: str, now: datetime) -> bool:
    """Compare the failures within the window with each limit: account here, place, account, all.

    Where the account logged in before, colleagues behind the same address count for nothing, and it may err longer.
    On the first morning of a round nobody has: then everybody who got in from there just now allows one error more.
    """
    failed = LoginAttempt.objects.failed_since(now - WINDOW)
    here = failed.filter(address=address)
    for_account_here = here.filter(account=account).count()
    if (
        for_account_here < MOST_FOR_ACCOUNT_FROM_ONE_PLACE
        and is_forgiven(here.count(), address, now)
        and failed.filter(account=account).count() < MOST_FOR_ACCOUNT
        and failed.count() < MOST_ANYWHERE
    ):
        return False
    is_usual = LoginAttempt.objects.from_usual_place(address, now).filter(account=account).exists()
    return not is_usual or for_account_here >= MOST_FOR_ACCOUNT_AT_ITS_USUAL_PLACE


def is_forgiven(failures: int, address: str, now: datetime) -> bool:
    """Tell whether so many failures of one place are few beside the people who got in from there."""
    few = failures < MOST_FROM_ONE_PLACE
    return few or failures < MOST_FROM_ONE_PLACE + LoginAttempt.objects.people_at(address, now - WINDOW)


def digest(username: str) -> str:
    """Return what stands for a typed user name: the same however written, and not to be read back."""
    folded = unicodedata.normalize("NFKC", username).casefold()
    return salted_hmac("accounts.login", folded, algorithm="sha256").hexdigest()


class WordAndYearValidator:
    """Refuses a password that is one word and one number, such as a city's name and 令和6年度."""

    WORD, SIGN = r"[^\W\d_]{1,12}", r"[\W_]?"
    COUNTED = "12345?6?7?8?9?0?"
    ERA_YEAR = r"(?:令和|平成|昭和)(?:元|\d{1,2})(?:年度?)?"
    YEAR = rf"(?:{ERA_YEAR}|[rhs](?:元|\d{{1,2}})(?:年度?)?|元年度?|\d{{1,4}}(?:年度?)?|{COUNTED})"
    WHOLE = re.compile(rf"{WORD}{SIGN}{YEAR}{SIGN}|{SIGN}{YEAR}{SIGN}{WORD}{SIGN}|{WORD}{ERA_YEAR}{WORD}")

    def validate(self, password: str, user: Any = None) -> None:
        """Raise if the whole password is a word with a year, up to four digits or 12345… beside it."""
        if self.WHOLE.fullmatch(unicodedata.normalize("NFKC", password).casefold()):
            raise ValidationError(self.get_help_text(), code="password_word_and_year")

    def get_help_text(self) -> str:
        """Say what is refused."""
        return "言葉と年・番号だけを組み合わせたパスワード（市名と年度など）は使えません。"


class PasswordFields(forms.Form):
    """A new password, typed twice; it is kept exactly as typed."""

    new_password = forms.CharField(
        label="新しいパスワード",
        strip=False,
        required=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="変えないときは空欄のままにします。",
    )
    new_password_again = forms.CharField(
        label="新しいパスワード（確認）",
        strip=False,
        required=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def checked_password(cleaned: dict[str, Any], person: Person) -> str:
    """Return the new password, empty for none; raise a ValidationError if it is weak or typed differently."""
    password: str = cleaned.get("new_password") or ""
    if password != (cleaned.get("new_password_again") or ""):
        raise ValidationError({"new_password_again": "二つのパスワードが一致しません。"})
    if password:
        try:
            password_validation.validate_password(password, person)
        except ValidationError as weak:
            raise ValidationError({"new_password": weak.messages}) from None
    return password


if TYPE_CHECKING:
    PersonBase = VersionedForm
else:

    class PersonBase(VersionedForm, PasswordFields):
        """The fields of both."""


class PersonForm(PersonBase):
    """An account as the keepers edit it: a password can be set, and is never shown."""

    def _post_clean(self) -> None:
        super()._post_clean()
        person: Any = self.instance
        try:
            password = checked_password(self.cleaned_data, person)
        except ValidationError as error:
            self.add_error(None, error)
            return
        if password:
            person.set_password(password)
        elif not person.password:
            person.set_unusable_password()


class PasswordForm(PasswordFields):
    """The page on which a person changes the own password; the present one is asked first."""

    old_password = forms.CharField(
        label="現在のパスワード",
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old_password", "new_password", "new_password_again")

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        for name in ("new_password", "new_password_again"):
            self.fields[name].required = True
        self.fields["new_password"].help_text = password_validation.password_validators_help_text_html()

    def clean_old_password(self) -> str:
        """Refuse somebody who merely found the page open."""
        old: str = self.cleaned_data["old_password"]
        if not self.person.check_password(old):
            raise ValidationError("現在のパスワードが違います。")
        return old

    def clean(self) -> dict[str, Any]:
        """Refuse a weak password."""
        checked_password(self.cleaned_data, self.person)
        return self.cleaned_data
