"""Whoever is suspended does not come back as a guest: from the same browser, or under the address they proved."""

from standfirst.accounts.queries import is_suspended_address
from standfirst.discussion.models import Comment, DiscussionSettings

from .candidate import Candidate


def hold_suspended(candidate: Candidate, rules: DiscussionSettings) -> Comment.HeldFor | None:
    """Hold a guest's comment where the browser or the typed address is a suspended reader's. Two queries, by index.

    Anybody can type an address, so it is held and not refused: a person decides.
    """
    if candidate.user is not None:
        return None
    written = Comment.objects.filter(guest_key=candidate.guest_key, user__is_suspended=True)
    if candidate.guest_key and written.exists():
        return Comment.HeldFor.SUSPENDED
    if candidate.mail and is_suspended_address(candidate.mail):
        return Comment.HeldFor.SUSPENDED
    return None
