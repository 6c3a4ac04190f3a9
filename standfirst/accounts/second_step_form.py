"""The form for a code from an app, or a recovery code, as the second step of signing in."""

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm

from standfirst.lib.pace import asker_of, count, mailbox_of

from .backends import GUESSES


class SecondStepForm(AuthenticateForm):
    """Counts each try before allauth compares it; the right one counts for nothing."""

    def clean_code(self) -> str:
        """Return the code, which is right; refuse in the form a wrong one, and too many."""
        address = self.user.email
        tried = count(
            "second-step",
            GUESSES,
            asker=asker_of(context.request),
            subject=mailbox_of(address),
            account=address,
        )
        if tried.is_too_often:
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()
        tried.take_back()
        return code
