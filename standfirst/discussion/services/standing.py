"""Who may write and vote at all."""

from django.utils.translation import gettext as _

from standfirst.accounts.models import User


def why_suspended(user: User | None) -> str:
    """Return what to tell a suspended reader who wants to write or vote; "" for everybody else."""
    if user is None or not user.is_suspended:
        return ""
    return _(
        "Your account is suspended: you can read, but not write or vote. "
        "Please ask the newsroom about it."
    )
