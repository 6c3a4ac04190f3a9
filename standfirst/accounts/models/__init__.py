"""Who people are, what the newsroom says of them, and how they must sign in."""

from .people import MailAddressField, User, UserManager
from .settings import AccountSettings
from .standing import CHANGE_STANDING, StandingChange

__all__ = [
    "CHANGE_STANDING",
    "AccountSettings",
    "MailAddressField",
    "StandingChange",
    "User",
    "UserManager",
]
