"""Whoever is suspended does not come back as a guest: from the same browser, or under the address they gave or proved."""

from standfirst.accounts.models import User
from standfirst.accounts.queries import is_suspended_address, proven_address, suspended_guests
from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.lib.prepared import Prepared

from .candidate import Candidate

_written_by: Prepared[tuple[str, bool | None]] = Prepared(
    lambda key: (
        Comment.objects.filter(guest_key=key)
        .order_by()
        .values_list("mail", "user__is_suspended")
        .distinct()
    ),
    str,
)


def hold_suspended(candidate: Candidate, rules: DiscussionSettings) -> Comment.HeldFor | None:
    """Hold what comes from a suspended reader's or guest's browser, or under their address.

    Anybody can type an address, so it is held and not refused: a person decides. For the same reason it says nothing of
    whoever proved it: they are suspended by their account, or not at all. Of a guest three queries, by index; of somebody
    signed in one, and one more where their address is a suspended guest's.
    """
    is_held = (
        _is_suspended_guest(candidate)
        if candidate.user is None
        else _is_unproven_guest(candidate.user)
    )
    return Comment.HeldFor.SUSPENDED if is_held else None


def _is_unproven_guest(user: User) -> bool:
    return bool(suspended_guests([user.email])) and not proven_address(user)


def _is_suspended_guest(candidate: Candidate) -> bool:
    mails = {candidate.mail}
    if candidate.guest_key:
        for mail, is_suspended in _written_by.all(candidate.guest_key):
            if is_suspended:
                return True
            mails.add(mail)
    if suspended_guests(mails):
        return True
    return bool(candidate.mail) and is_suspended_address(candidate.mail)
