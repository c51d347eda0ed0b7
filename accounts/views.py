"""Logging in and out, and the own password."""

from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import person_asking
from accounts.forms.login import WINDOW, LoginForm, PasswordForm
from accounts.models import Person
from desk.addresses import path_here
from desk.page import parking
from desk.page.taking import (
    Done,
    Fate,
    FateKind,
    FaultyFormError,
    conflict_over,
    form_page,
    opened,
    take,
)
from store.actions.history import last_change
from store.actions.rows import Actor, StaleRow, change_row
from store.models import Change

KEPT: Final = "時間が過ぎました。入力した内容は残っています。ログインすると、入力していた画面に戻ります。"
NOT_DONE: Final = "時間が過ぎました。まだ何も変更していません。ログインすると、元の画面に戻ります。"
PROTECTED: Final = (
    "このページを開くには、ログインが必要です。"
    "ログインの有効時間が過ぎたときも、ログインすると元のページに戻ります。"
)
RETYPE: Final = (
    "ログインの有効時間が過ぎたため、まだ変更していません。"
    "パスワードはお預かりしないので、もう一度入力してください。"
)
AGAIN: Final = "確かめてから、もう一度入力してください。"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; go on to where the person was headed, on this site only."""
    target = next_page(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(target)
    form = LoginForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        auth.login(request, form.get_user())  # gives the session a new id
        return HttpResponseRedirect(target)
    context = {"form": form, "next": request.POST.get("next", target), "reason": why_here(request)}
    response = render(request, "accounts/login.html", context)
    if form.is_throttled:
        response.status_code = 429
        response["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response


def why_here(request: HttpRequest) -> str:
    """Say why somebody who was headed elsewhere stands before the login; "" for who came by oneself.

    That something typed is kept is said only where it is, and not what.
    """
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if not wanted or wanted == resolve_url(settings.LOGIN_REDIRECT_URL) or next_page(request) != wanted:
        return ""
    if parking.PARAMETER not in QueryDict(urlsplit(wanted).query):
        return PROTECTED
    return KEPT if parking.is_typed_kept(wanted) else NOT_DONE


def next_page(request: HttpRequest) -> str:
    """Return the address that `next` names if it is on this site, else the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return path_here(wanted) or resolve_url(settings.LOGIN_REDIRECT_URL)


@never_cache
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session, on the server too."""
    auth.logout(request)
    return render(request, "accounts/logged_out.html")


@sensitive_post_parameters()
@never_cache
@form_page
def password_change(request: HttpRequest) -> HttpResponse:
    """Let people change their own password; every other session of theirs ends. What is typed here is never kept."""
    person = person_asking(request)
    if request.method != "POST":
        return show_password(request, opened(request, person, restored=RETYPE))
    act, shown = partial(change_password, request), partial(show_password, request)
    return take(request, person, act, shown, is_versioned=True)


def change_password(request: HttpRequest, version: int) -> Done:
    """Write the new password; this session goes on under a new key."""
    person = Person.objects.get(pk=person_asking(request).pk)
    if person.version != version:
        raise StaleRow(person)
    form = PasswordForm(person, request.POST)
    if not form.is_valid():
        raise FaultyFormError(form)
    person.set_password(form.cleaned_data["new_password"])
    change_row(person, version=version, by=Actor(via=Change.Via.PAGE, person=person))
    auth.update_session_auth_hash(request, person)
    return Done(resolve_url(settings.LOGIN_REDIRECT_URL), "パスワードを変更しました。")


def show_password(request: HttpRequest, fate: Fate) -> HttpResponse:
    """Show the form with empty fields, and what is wrong."""
    person = Person.objects.get(pk=person_asking(request).pk)
    conflict = None
    if fate.kind is FateKind.STALE:
        conflict = conflict_over(person, person, last_change(person))
        conflict = replace(conflict, said=f"{conflict.said}{AGAIN}")
    context = {
        "form": fate.form or PasswordForm(person),
        "is_locked": True,  # nothing of what was typed is left in the fields
        **fate.context(person.version, conflict),
    }
    return render(request, "accounts/password_change.html", context, status=fate.status)
