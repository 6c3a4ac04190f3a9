"""Pages under /follows/: asking to follow, and what the links in emails open."""

from .asking import ask, asked, confirm
from .managing import forgotten, manage, own, stop
from .moderators import moderators

__all__ = ["ask", "asked", "confirm", "forgotten", "manage", "moderators", "own", "stop"]
