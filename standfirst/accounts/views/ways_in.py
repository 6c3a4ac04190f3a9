"""What opens an account besides a mailed code: passkeys, codes from an app, recovery codes."""

from typing import Any, cast

from allauth.account.stages import LoginStageController
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from standfirst.accounts.access import fresh
from standfirst.accounts.models import User
from standfirst.accounts.passkey_forms import AddPasskeyForm, SecondStepPasskeyForm
from standfirst.accounts.second_step import (
    has_second_step,
    needs_second_step,
    note_second_step,
    took_second_step,
)
from standfirst.accounts.services import end_sessions
from standfirst.accounts.stages import SecondStep
from standfirst.lib.access import anyone, reader
from standfirst.lib.http import onward, see_other


@reader
@never_cache
def again(request: HttpRequest) -> HttpResponse:
    """Ask who is signed in to sign in anew, before they change how they sign in."""
    wanted = onward(request, reverse("account"))
    if request.method == "POST":
        logout(request)
        return see_other(f"{reverse('account_login')}?{urlencode({'next': wanted})}")
    context = {"next": wanted, "needs_code": not _has_what_is_asked(request)}
    return render(request, "accounts/again.html", context)


def _has_what_is_asked(request: HttpRequest) -> bool:
    """Whether a password will do, next to a second step or without one."""
    user = cast("User", request.user)
    return has_second_step(user) or not (settings.CAN_MAIL and needs_second_step(request, user))


@reader
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """Tell who works here what opens the editor: to set up a second step, or to sign in with it."""
    user = cast("User", request.user)
    # It is asked of whoever holds a permission, by a group or without one.
    works_here = user.is_staff_member or user.user_permissions.exists()
    wanted = onward(request, reverse("wagtailadmin_home" if works_here else "account"))
    if took_second_step(request):
        return redirect(wanted)
    has_one = has_second_step(user)
    if not (works_here or has_one):
        return redirect("account")
    context = {"next": wanted, "has_one": has_one}
    return render(request, "accounts/second_step.html", context)


class _EndsOtherSessions:
    """Sign who changes their second step out everywhere but here."""

    request: HttpRequest

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc] # of the view beside it
        user = cast("User", self.request.user)
        end_sessions(user=user)
        update_session_auth_hash(self.request, user)
        return response


class _OfWhoHasOne:
    """Lead to the account who has none of the `kinds` that a page is about, by an old link or another window."""

    kinds: tuple[str, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if not is_mfa_enabled(request.user, list(self.kinds)):
            return redirect("account")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc] # of the view beside it
        return response


class _AddPasskeyView(_EndsOtherSessions, AddWebAuthnView):
    """Add a passkey; each is one that signs in by itself, held behind a finger, a face or a PIN."""

    template_name = "accounts/add_passkey.html"
    form_class = AddPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["options"] = auth.begin_registration(self.request.user, passwordless=True)
        return context

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if "data" in kwargs:
            kwargs["data"] = kwargs["data"].copy()
            kwargs["data"]["passwordless"] = "on"
        return kwargs

    def form_valid(self, form: Form) -> HttpResponse:
        super().form_valid(form)
        note_second_step(self.request, cast("User", self.request.user))
        return see_other(_after_set_up(self.request))


class _RemovePasskeyView(_EndsOtherSessions, RemoveWebAuthnView):
    template_name = "accounts/remove_passkey.html"
    success_url = reverse_lazy("account")


class _AddAppView(_EndsOtherSessions, ActivateTOTPView):
    template_name = "accounts/add_app.html"

    def form_valid(self, form: Form) -> HttpResponse:
        super().form_valid(form)
        note_second_step(self.request, cast("User", self.request.user))
        return see_other(reverse("mfa_view_recovery_codes"))


class _RemoveAppView(_EndsOtherSessions, _OfWhoHasOne, DeactivateTOTPView):
    kinds = (Authenticator.Type.TOTP,)
    template_name = "accounts/remove_app.html"
    success_url = reverse_lazy("account")


class _CodesView(_OfWhoHasOne, ViewRecoveryCodesView):
    kinds = (Authenticator.Type.RECOVERY_CODES,)
    template_name = "accounts/recovery_codes.html"


class _NewCodesView(_EndsOtherSessions, _OfWhoHasOne, GenerateRecoveryCodesView):
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    template_name = "accounts/new_recovery_codes.html"


class _AskView(AuthenticateView):
    """Ask for the second step, in the middle of a sign-in."""

    template_name = "accounts/ask_second_step.html"
    webauthn_form_class = SecondStepPasskeyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        """Begin again where what was typed first is no longer good."""
        stage = LoginStageController.enter(request, SecondStep.key)
        if stage and stage.is_void():
            messages.warning(
                request, _("Your account has changed since you began. Please sign in again.")
            )
            return cast("HttpResponse", stage.abort())
        return cast("HttpResponseBase", super().dispatch(request, *args, **kwargs))


def _after_set_up(request: HttpRequest) -> str:
    """Return where staff go who were led here from the editor; readers go back to their account."""
    return onward(request, reverse("account"))


add_passkey = fresh(never_cache(_AddPasskeyView.as_view()))
remove_passkey = fresh(never_cache(_RemovePasskeyView.as_view()))
add_app = fresh(never_cache(_AddAppView.as_view()))
remove_app = fresh(never_cache(_RemoveAppView.as_view()))
recovery_codes = fresh(never_cache(_CodesView.as_view()))
new_recovery_codes = fresh(never_cache(_NewCodesView.as_view()))
ask_second_step = anyone(never_cache(_AskView.as_view()))
