"""Who was read once and approved is trusted from then on."""

from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from standfirst.discussion.models import Comment, DiscussionSettings

from .candidate import Candidate


def hold_newcomers(candidate: Candidate, rules: DiscussionSettings) -> Comment.HeldFor | None:
    """Hold the comments of somebody of whom none was approved yet. One query, by index."""
    if rules.hold != DiscussionSettings.Hold.NEWCOMERS:
        return None
    is_known = Comment.objects.approved().filter(_by_same(candidate)).exists()
    return None if is_known else Comment.HeldFor.NEWCOMER


def _by_same(candidate: Candidate) -> Q:
    """The condition for comments of the same writer: anybody can type a mail address, so it must be proven."""
    if candidate.user:
        return Q(user=candidate.user)
    same = Q(guest_key=candidate.guest_key) if candidate.guest_key else Q(pk__in=[])
    if candidate.is_mail_confirmed and candidate.mail:
        same |= Q(Exact(Lower("mail"), candidate.mail.lower()), user__isnull=True)
    return same
