"""Why somebody who works here decided something: a line that others read, kept as it was typed or not at all."""

from django.utils.translation import gettext as _

from .errors import Refused
from .names import clean_name

LONGEST_REASON = 300


class ReasonRefused(Refused):
    """There is no reason to be read, or one that is too long to be kept whole."""

    code = "reason-refused"


def need_reason(typed: str, *, missing: str) -> str:
    """Return the reason on one line, without what nobody would see.

    Args:
        missing: what to say where there is none.

    Raises:
        ReasonRefused: nothing of it would be seen, or it is longer than `LONGEST_REASON`.
    """
    reason = short_enough(typed)
    if not reason:
        raise ReasonRefused(missing)
    return reason


def short_enough(typed: str) -> str:
    """Return a reason that may be left out, on one line.

    Raises:
        ReasonRefused: it is longer than `LONGEST_REASON`.
    """
    reason = clean_name(typed)
    if len(reason) > LONGEST_REASON:
        words = _("It has %(length)d characters. Use %(most)d at most.")
        raise ReasonRefused(words % {"length": len(reason), "most": LONGEST_REASON})
    return reason
