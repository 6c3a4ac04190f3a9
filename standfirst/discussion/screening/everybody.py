"""The newsroom reads all comments before they appear."""

from standfirst.discussion.models import Comment, DiscussionSettings

from .candidate import Candidate


def hold_everybody(candidate: Candidate, rules: DiscussionSettings) -> Comment.HeldFor | None:
    """Hold whatever comes, where the newsroom wants so."""
    if rules.hold == DiscussionSettings.Hold.EVERYBODY:
        return Comment.HeldFor.EVERYBODY
    return None
