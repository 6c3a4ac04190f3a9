"""What an operator can do for somebody who has lost their second step."""

from allauth.mfa.models import Authenticator

from standfirst.accounts.models import User

from .sessions import end_sessions


def take_second_step_away(*, user: User) -> int:
    """Remove passkeys, app and recovery codes of `user`, end their sessions; return how many went."""
    removed: int
    removed, _ = Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)
    return removed
