"""When a second step is asked for at sign-in."""

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest


class SecondStep(AuthenticateStage):
    """Asked of everybody with codes from an app, and of staff with a passkey.

    For readers a passkey is one more way to sign in, not one more thing to lose.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if user is None:
            return False
        has_app = is_mfa_enabled(user, [Authenticator.Type.TOTP])
        return (has_app or user.is_staff_member) and bool(super()._should_handle(request))
