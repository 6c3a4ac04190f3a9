"""Pages under /follows/: asking to follow, and what a letter's links open."""

from .asking import ask, asked, confirm
from .managing import forgotten, manage, own, stop
from .moderators import moderators

__all__ = ["ask", "asked", "confirm", "forgotten", "manage", "moderators", "own", "stop"]
