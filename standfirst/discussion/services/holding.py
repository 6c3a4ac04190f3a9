"""Which comments a person reads before they appear."""

from standfirst.discussion.models import Comment, DiscussionSettings

from .writers import Writer


def why_held(*, writer: Writer, rules: DiscussionSettings) -> Comment.HeldFor | None:
    """Return why a comment of `writer` waits; None where it appears at once."""
    if writer.is_moderator:
        return None
    if rules.hold == DiscussionSettings.Hold.EVERYBODY:
        return Comment.HeldFor.EVERYBODY
    return None
