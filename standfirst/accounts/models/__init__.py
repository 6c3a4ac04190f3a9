"""Who people are, what the newsroom says of them, and how they must sign in."""

from .people import MailAddressField, User, UserManager
from .settings import AccountSettings
from .standing import StandingChange

__all__ = ["AccountSettings", "MailAddressField", "StandingChange", "User", "UserManager"]
