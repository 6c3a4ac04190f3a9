"""Where allauth asks how we want it: our letters, our words, our rules of signing in."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from standfirst.lib.http import client_address

from .backends import was_too_often
from .letters import send_notice
from .models import User
from .services import prove_address

# What allauth may say on the next page; of all else, the page itself is enough.
_SAID = {
    "mfa/messages/totp_activated.txt": gettext_lazy("Codes from your app are now asked for."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy(
        "Codes from your app are no longer asked for."
    ),
    "mfa/messages/webauthn_added.txt": gettext_lazy("Your passkey has been added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("Your passkey has been removed."),
}
_TOO_OFTEN = gettext_lazy("Too many tries. Please wait a few minutes, then try again.")
_WRONG_CODE = gettext_lazy("This code is wrong or has expired.")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by mail address, in one place, in our words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _WRONG_CODE,
        "rate_limited": _TOO_OFTEN,
        "too_many_login_attempts": _TOO_OFTEN,
    }

    def get_login_stages(self) -> list[str]:
        """After the address, the code or the password: only the second step."""
        return ["standfirst.accounts.stages.SecondStep"]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Believe our own proxies only."""
        return client_address(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401
        """Refuse in the form where there were too many tries, so that the password was not even looked at."""
        if was_too_often(request):
            raise self.validation_error("too_many_login_attempts")

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Leave it to `access.fresh`, which stands above each view that changes how one signs in."""
        return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse allauth's own form: accounts are made where a mail address is proven."""
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        """Ask new readers for their name on the way to where they wanted to go."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.get_full_name():
            return response
        onward = {"next": response.headers["Location"]}
        return redirect(f"{reverse('account_name')}?{urlencode(onward)}")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the owner of an account that a way to sign in has changed."""
        send_notice(template_prefix.rpartition("/")[2], to=email or user.email)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words, or not at all."""
        if said := message or _SAID.get(message_template or ""):
            messages.add_message(request, level, said, extra_tags=extra_tags)


class SecondStepAdapter(DefaultMFAAdapter):
    """Passkeys and codes under the name of the paper."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": _WRONG_CODE}

    def _get_site_name(self) -> str:
        site = Site.objects.filter(is_default_site=True).first()
        return (site and site.site_name) or "Standfirst"

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """Return what a passkey is called whose owner gave it no name."""
        return _("Passkey")


class HouseAdapter(DefaultSocialAccountAdapter):
    """Accounts of other houses open ours if that house vouches for the mail address."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:  # noqa: ANN401
        """Refuse an address that nobody has proven: its owner may come later, and find us open.

        Of several addresses that the house names, one that it vouches for is taken, and only that.

        Raises:
            ImmediateHttpResponse: back to the sign-in, with the reason.
        """
        if not _opens_ours(sociallogin):
            messages.error(
                request,
                _("%(house)s has not confirmed your email address. Please sign in with a code.")
                % {"house": sociallogin.provider.name},
            )
            raise ImmediateHttpResponse(redirect("account_login"))

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:  # noqa: ANN401
        """Count the address that the house vouches for as proven here."""
        user: User = super().save_user(request, sociallogin, form)
        prove_address(user=user, at=timezone.now())
        return user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ANN401
        """Take in whomever `pre_social_login` let through."""
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> User:  # noqa: ANN401
        """Take the address only: readers choose their name themselves, and it is checked."""
        user: User = super().populate_user(request, sociallogin, data)
        user.first_name = user.last_name = ""
        return user


def _opens_ours(login: Any) -> bool:  # noqa: ANN401
    """Tell whether an account of another house opens one here, and settle which address the account has."""
    if login.state.get("process") == "connect":
        return False
    if login.is_existing:
        address = login._did_authenticate_by_email
        if address is None:
            return True  # it opened the account before
        if address.lower() != login.user.email:
            return False
        # As much of a proof as a mailed code. Without one, allauth would take away the password.
        prove_address(user=login.user, at=timezone.now())
        return True
    proven = [address for address in login.email_addresses if address.verified]
    if not proven:
        return False
    chosen = next((address for address in proven if address.primary), proven[0])
    chosen.primary = True
    login.email_addresses, login.user.email = [chosen], chosen.email.lower()
    return True
