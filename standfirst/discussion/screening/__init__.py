"""Rules that may hold a comment until somebody has read it: one file each, asked in this order.

An unconfirmed address comes first: whoever reads at the desk need not read what may never be
confirmed. Once it is confirmed, the rules are asked again.
"""

from collections.abc import Callable

from standfirst.discussion.models import Comment, DiscussionSettings

from .candidate import Candidate
from .everybody import hold_everybody
from .links import hold_links
from .mail import hold_unconfirmed
from .newcomers import hold_newcomers
from .suspended import hold_suspended
from .words import hold_words, is_spam

Rule = Callable[[Candidate, DiscussionSettings], Comment.HeldFor | None]

RULES: tuple[Rule, ...] = (
    hold_unconfirmed,
    hold_suspended,
    hold_everybody,
    hold_words,
    hold_links,
    hold_newcomers,
)

__all__ = ["RULES", "Candidate", "Rule", "is_spam", "why_held"]


def why_held(candidate: Candidate, rules: DiscussionSettings) -> Comment.HeldFor | None:
    """Return why `candidate` waits for a moderator, or None: it appears at once.

    Whoever works here is never held. A rule that is off costs no query; of a guest, two ask whether
    they are suspended.
    """
    for rule in RULES:
        if reason := rule(candidate, rules):
            return None if candidate.is_by_staff else reason
    return None
