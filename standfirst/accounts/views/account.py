"""A reader's own page, and what they may change there."""

from allauth.account.internal import flows
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from standfirst.accounts.access import fresh
from standfirst.accounts.codes import (
    GOOD_FOR,
    Asked,
    CodeGone,
    CodeWrong,
    Purpose,
    TooOften,
    ask_for_code,
    asked_code,
    forget_code,
    take_code,
)
from standfirst.accounts.forms import CodeForm, MailAddressForm, NameForm, ProfileForm
from standfirst.accounts.letters import send_code, send_notice
from standfirst.accounts.models import User
from standfirst.accounts.queries import ways_in
from standfirst.accounts.refused_forms import tell_at, told
from standfirst.accounts.services import (
    NameRefused,
    change_mail_address,
    end_sessions,
    rename,
    set_preferences,
)
from standfirst.lib.access import anyone, reader
from standfirst.lib.errors import Refused, Unavailable
from standfirst.lib.http import onward, see_other


@reader
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Show the account, and keep name, language and time zone."""
    user = _user(request)
    form = ProfileForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid() and _renamed(user, form):
        set_preferences(
            user=user,
            language=form.cleaned_data["language"],
            time_zone=form.cleaned_data["time_zone"],
        )
        messages.success(request, _("Your account is up to date."))
        return see_other(reverse("account"))
    context = {
        "form": form,
        "ways": ways_in(user),
        "can_mail": settings.CAN_MAIL,
        "has_password": user.has_usable_password(),
    }
    return render(request, "accounts/account.html", context, status=422 if form.is_bound else 200)


@reader
@never_cache
def name(request: HttpRequest) -> HttpResponse:
    """Ask a new reader what they want to be called, on the way to where they wanted to go."""
    user = _user(request)
    wanted = onward(request, settings.LOGIN_REDIRECT_URL)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _renamed(user, form):
        return see_other(wanted)
    context = {"form": form, "next": wanted}
    return render(request, "accounts/name.html", context, status=422 if form.is_bound else 200)


def _renamed(user: User, form: NameForm) -> bool:
    """Rename `user`; False after saying in the form why not."""
    if form.cleaned_data["name"] == user.get_full_name():
        return True
    try:
        rename(user=user, name=form.cleaned_data["name"])
    except NameRefused as refused:
        form.add_error("name", str(refused))
        return False
    return True


@fresh
@never_cache
def mail_address(request: HttpRequest) -> HttpResponse:
    """Mail a code to the address that is to become the reader's own."""
    form = told(request, MailAddressForm) or MailAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["mail_address"]
        try:
            code = ask_for_code(request, purpose=Purpose.CHANGE_ADDRESS, address=address)
            send_code(code, purpose=Purpose.CHANGE_ADDRESS, to=address)
        except Refused as refused:
            form.add_error("mail_address", str(refused))
        except Unavailable:
            forget_code(request)
            form.add_error(
                "mail_address", _("We cannot send email at the moment. Please try again later.")
            )
        else:
            return see_other(reverse("account_mail_code"))
    return render(
        request, "accounts/mail_address.html", {"form": form}, status=422 if request.POST else 200
    )


@fresh
@never_cache
def mail_code(request: HttpRequest) -> HttpResponse:
    """Take the code from the letter to the new address; from then on it is the reader's."""
    try:
        asked = asked_code(request, Purpose.CHANGE_ADDRESS)
    except CodeGone:
        return redirect("account_email")
    form = told(request, CodeForm) or CodeForm(request.POST or None)
    if request.method == "POST":
        return _take(request, form, asked)
    context = {"form": form, "address": asked.address, "minutes": GOOD_FOR // 60}
    return render(request, "accounts/mail_code.html", context)


def _take(request: HttpRequest, form: CodeForm, asked: Asked) -> HttpResponse:
    if form.is_valid():
        try:
            typed = form.cleaned_data["code"]
            proven = take_code(request, purpose=Purpose.CHANGE_ADDRESS, typed=typed)
            _change_address(request, proven.address)
        except (CodeWrong, TooOften) as wrong:
            form.add_error("code", str(wrong))
        except Refused as refused:  # this code is used up
            again = MailAddressForm({"mail_address": asked.address})
            again.add_error("mail_address", str(refused))
            return tell_at(reverse("account_email"), request, again)
        else:
            messages.success(request, _("From now on you sign in with the new address."))
            return see_other(reverse("account"))
    return tell_at(request.path, request, form)


def _change_address(request: HttpRequest, address: str) -> None:
    """Change it, and stay signed in here; other sessions end with it."""
    user = _user(request)
    old = user.email
    change_mail_address(user=user, mail_address=address, at=timezone.now())
    update_session_auth_hash(request, user)
    if old != user.email:
        send_notice("email_changed", to=old)


@anyone
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, after asking: a link alone must not do it."""
    if request.method == "POST":
        flows.logout.logout(request)
        return see_other(onward(request, "/"))
    return render(request, "accounts/sign_out.html", {"next": onward(request, "/")})


@reader
@never_cache
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all sessions of who asks, this one too, after asking."""
    if request.method != "POST":
        return render(request, "accounts/sign_out_everywhere.html")
    end_sessions(user=_user(request))
    flows.logout.logout(request)
    messages.success(request, _("You are signed out on all your devices."))
    return see_other(reverse("account_login"))


@anyone
def closed(request: HttpRequest) -> HttpResponse:
    """Tell whose account was closed that it is."""
    return render(request, "accounts/closed.html", status=403)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - `reader` let nobody else in
    return request.user
