"""When a second step is asked for at sign-in."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from .second_step import has_second_step


class SecondStep(AuthenticateStage):
    """Asked of everybody with codes from an app, and of staff with a passkey."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if user is None:
            return False
        return has_second_step(user) and bool(super()._should_handle(request))
