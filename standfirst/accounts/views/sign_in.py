"""The one place to sign in: by mailed code, passkey, another house, or password."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.socialaccount.providers import registry
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from standfirst.accounts.codes import (
    GOOD_FOR,
    Asked,
    CodeGone,
    Purpose,
    ask_for_code,
    asked_code,
    forget_code,
    take_code,
)
from standfirst.accounts.forms import CodeForm, MailAddressForm, PasswordForm
from standfirst.accounts.letters import send_code
from standfirst.accounts.models import User
from standfirst.accounts.passkey_forms import SignInPasskeyForm
from standfirst.accounts.refused_forms import tell_at, told
from standfirst.accounts.services import join
from standfirst.lib.access import anyone
from standfirst.lib.errors import Refused, Unavailable
from standfirst.lib.http import onward, see_other


@anyone
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a mail address, and mail it a code; offer the other ways."""
    if request.user.is_authenticated:
        return redirect(onward(request, settings.LOGIN_REDIRECT_URL))
    form = told(request, MailAddressForm) or MailAddressForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if settings.CAN_MAIL and form.is_valid() and _mail_code(request, form):
            return see_other(reverse("account_code"))
        status = 422
    context = {
        "form": form,
        "next": onward(request, ""),
        "can_mail": settings.CAN_MAIL,
        "houses": [(name, registry.get_class(name).name) for name in settings.SIGN_IN_WITH],
    }
    return render(request, "accounts/sign_in.html", context, status=status)


def _mail_code(request: HttpRequest, form: MailAddressForm) -> bool:
    """Mail a code; False after saying in the form why not."""
    address = form.cleaned_data["mail_address"]
    try:
        code = ask_for_code(
            request, purpose=Purpose.SIGN_IN, address=address, onward=onward(request, "")
        )
        send_code(code, purpose=Purpose.SIGN_IN, to=address)
    except Refused as refused:
        form.add_error("mail_address", str(refused))
        return False
    except Unavailable:
        forget_code(request)
        form.add_error(
            "mail_address", _("We cannot send email at the moment. Please try again later.")
        )
        return False
    return True


@anyone
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Take the code from the letter, and sign its reader in; the first time, this makes the account."""
    if request.user.is_authenticated:
        return redirect(onward(request, settings.LOGIN_REDIRECT_URL))
    try:
        asked = asked_code(request, Purpose.SIGN_IN)
    except CodeGone:
        return redirect("account_login")
    form = told(request, CodeForm) or CodeForm(request.POST or None)
    if request.method == "POST":
        return _take(request, form, asked)
    context = {"form": form, "address": asked.address, "minutes": GOOD_FOR // 60}
    return render(request, "accounts/code.html", context)


def _take(request: HttpRequest, form: CodeForm, asked: Asked) -> HttpResponse:
    if form.is_valid():
        try:
            proven = take_code(request, purpose=Purpose.SIGN_IN, typed=form.cleaned_data["code"])
        except CodeGone as gone:
            return _start_again(request, asked, str(gone))
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            return _let_in(request, proven)
    return tell_at(request.path, request, form)


def _start_again(request: HttpRequest, asked: Asked, why: str) -> HttpResponse:
    form = MailAddressForm({"mail_address": asked.address})
    form.add_error("mail_address", why)
    onward_to = f"?{urlencode({'next': asked.onward})}" if asked.onward else ""
    return tell_at(reverse("account_login"), request, form, next_page=onward_to)


def _let_in(request: HttpRequest, proven: Asked) -> HttpResponse:
    user = join(mail_address=proven.address, at=timezone.now())
    record_authentication(request, user, method="code")
    return _go_on(request, user, proven.onward)


@anyone
@never_cache
@sensitive_post_parameters("password")
def password(request: HttpRequest) -> HttpResponse:
    """Sign in who works here and has a password; where no mail can be sent, everybody who has one."""
    if request.user.is_authenticated:
        return redirect(onward(request, settings.LOGIN_REDIRECT_URL))
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mail_address, typed = form.cleaned_data["mail_address"], form.cleaned_data["password"]
        try:
            user = get_adapter().authenticate(request, email=mail_address, password=typed)
        except ValidationError as too_often:
            form.add_error(None, too_often)
        else:
            if user:
                record_authentication(request, user, method="password")
                return _go_on(request, user, onward(request, ""))
            form.add_error(None, _("The email address or the password is wrong."))
    context = {"form": form, "next": onward(request, ""), "can_mail": settings.CAN_MAIL}
    return render(request, "accounts/password.html", context, status=422 if form.is_bound else 200)


def _go_on(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """Sign `user` in, or ask for the second step first; then on to where they wanted to go."""
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=wanted or None))
    return response


class PasskeyView(LoginWebAuthnView):
    """Hands script what the browser asks the passkey for, and takes its answer."""

    form_class = SignInPasskeyForm

    def form_valid(self, form: Form) -> HttpResponse:
        """Sign in, and go where the reader wanted to go."""
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=onward(self.request, "") or None)
        response: HttpResponse = perform_passwordless_login(self.request, authenticator, login)
        return response


passkey = anyone(never_cache(PasskeyView.as_view()))


@anyone
def from_editor(request: HttpRequest) -> HttpResponse:
    """Lead from the editor's sign-in to this one."""
    wanted = onward(request, reverse("wagtailadmin_home"))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")


@anyone
def from_restricted_page(request: HttpRequest) -> HttpResponse:
    """Lead from the sign-in that Wagtail has for restricted pages to this one."""
    return redirect(f"{reverse('account_login')}?{urlencode({'next': onward(request, '/')})}")
