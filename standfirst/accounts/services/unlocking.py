"""What an operator can do for somebody who has lost their second step."""

from allauth.mfa.models import Authenticator

from standfirst.accounts.models import User


def take_second_step_away(*, user: User) -> int:
    """Remove passkeys, app and recovery codes of `user`; return how many went. Their sessions stay."""
    removed: int
    removed, _ = Authenticator.objects.filter(user=user).delete()
    return removed
