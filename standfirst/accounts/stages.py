"""When a second step is asked for at sign-in, and until when it may be taken."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from .second_step import has_second_step

_BEGAN_WITH = "session_auth_hash"


class SecondStep(AuthenticateStage):
    """Asked of everybody with codes from an app, and of staff with a passkey."""

    def handle(self) -> tuple[Any, bool]:
        """Remember what the sign-in began with: allauth keeps only who signs in."""
        if self.login.user is not None:
            self.state[_BEGAN_WITH] = self.login.user.get_session_auth_hash()
        response, goes_on = super().handle()
        return response, goes_on

    def is_void(self) -> bool:
        """Tell whether password or address changed since it began, or all sessions were ended: a session would end, too."""
        if self.login.user is None:
            return True
        began_with = self.state.get(_BEGAN_WITH, "")
        return not constant_time_compare(began_with, self.login.user.get_session_auth_hash())

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if user is None:
            return False
        return has_second_step(user) and bool(super()._should_handle(request))
