"""Guests say that a mail address is theirs, and prove it."""

from standfirst.discussion.models import Comment, DiscussionSettings

from .candidate import Candidate


def hold_unconfirmed(candidate: Candidate, rules: DiscussionSettings) -> Comment.HeldFor | None:
    """Hold a guest's comment until the link in a letter was followed, where the newsroom wants so."""
    is_proven = candidate.user is not None or candidate.is_mail_confirmed
    return Comment.HeldFor.MAIL if rules.mail_confirmed and not is_proven else None
