"""How a page shows its comments."""

from dataclasses import dataclass
from datetime import datetime

from .ignoring import NOBODY, Ignored


@dataclass(frozen=True, slots=True)
class Look:
    """What is the same for all comments of a page."""

    # The year that goes without saying.
    year: int = 0
    can_reply: bool = False
    # How many levels are set in; replies further down stand one after the other, with "to Name".
    nesting: int = 5
    # How the replies are ordered where that is not the usual way; goes into the address of the others.
    order: str = ""
    # The comment that the address names, and the last of its branch that was read before.
    current: int = 0
    read_until: int = 0
    # Branches do not stand here from their beginning: nothing can take their place elsewhere.
    is_partial: bool = False
    ignored: Ignored = NOBODY
    # What was written after this, its writer may change.
    editable_since: datetime | None = None
