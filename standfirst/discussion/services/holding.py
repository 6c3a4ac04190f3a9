"""What is shown to the rules of the house, and what is not taken at all."""

from django.utils.translation import gettext as _

from standfirst.discussion.models import DiscussionSettings
from standfirst.discussion.screening import Candidate, is_spam

from .refusals import PostRefused
from .writers import Writer


class WordsOfSpam(PostRefused):
    """It has a word that the newsroom takes for spam."""

    code, field = "words-of-spam", "words"


def candidate_of(
    writer: Writer, *, words: str, html: str, name: str, mail: str, is_mail_confirmed: bool
) -> Candidate:
    """Return a comment that is about to appear, as the rules look at it."""
    return Candidate(
        words=words,
        html=html,
        name=name,
        mail=mail,
        address=writer.address,
        user=writer.user,
        guest_key=writer.guest_key,
        is_mail_confirmed=is_mail_confirmed,
    )


def need_no_spam(candidate: Candidate, rules: DiscussionSettings) -> None:
    """Refuse words that the newsroom takes for spam.

    Raises:
        WordsOfSpam: so it is.
    """
    if is_spam(candidate, rules):
        raise WordsOfSpam(
            _(
                "This contains a word that the newsroom treats as spam. Please say it in "
                "other words."
            )
        )
