"""Logging in and out, and the own password."""

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import WINDOW, LoginForm, PasswordForm
from accounts.models import Person
from store.actions import Actor, change_row
from store.models import Change


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; go on to where the person was headed, on this site only."""
    target = next_page(request)
    if request.user.is_authenticated:
        return redirect(target)
    form = LoginForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        auth.login(request, form.get_user())  # gives the session a new id
        return redirect(target)
    response = render(
        request, "accounts/login.html", {"form": form, "next": request.POST.get("next", target)}
    )
    if form.is_throttled:
        response.status_code = 429
        response["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response


def next_page(request: HttpRequest) -> str:
    """Return the address that `next` names if it is on this site, else the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@never_cache
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session, on the server too."""
    auth.logout(request)
    return render(request, "accounts/logged_out.html")


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """Let people change their own password; every other session of theirs ends."""
    person = Person.objects.get(pk=request.user.pk or 0)
    form = PasswordForm(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person.set_password(form.cleaned_data["new_password"])
        change_row(person, version=person.version, by=Actor(via=Change.Via.PAGE, person=person))
        auth.update_session_auth_hash(request, person)
        messages.success(request, "パスワードを変更しました。")
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/password_change.html", {"form": form})
