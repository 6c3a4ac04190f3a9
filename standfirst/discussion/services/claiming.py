"""What somebody wrote as a guest becomes theirs, once they proved the address that they gave."""

from datetime import datetime

from django.db import transaction

from standfirst.accounts.models import User
from standfirst.discussion.queries import claimable
from standfirst.outbox.services import record


def claim_comments(*, user: User, at: datetime) -> int:
    """Make `user` the writer of all that guests wrote with their proven address; returns how much.

    A browser's cookie proves nothing here: others may use the same one. Names stay as they were
    shown. A second time there is nothing left to claim.
    """
    with transaction.atomic():
        claimed = claimable(user).update(user=user)
        if claimed:
            record("comments-claimed", about=user.pk, at=at, comments=claimed)
    return claimed
