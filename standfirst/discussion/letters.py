"""Letters about comments."""

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from standfirst.lib.mail import Letter
from standfirst.publishing.letters import Button, set_letter

from .models import Comment

_SALT = "standfirst.discussion.proof"
_GOOD_FOR = 7 * 24 * 3600  # seconds


def proof_letter(comment: Comment) -> Letter:
    """Return the letter that asks whether the address of `comment` is its writer's."""
    subject = _("Is this your comment?")
    token = signing.dumps([comment.pk, comment.mail], salt=_SALT)
    address = settings.SITE_URL + reverse("discussion:prove", args=[token])
    article = comment.thread.article
    context = {
        "subject": subject,
        "title": article.title if article else "",
        "words": comment.words,
        "button": Button(_("Show my comment"), address),
        "reason": _(
            "You receive this because somebody gave your address with a comment. If it "
            "was not you, ignore this email: the comment will not appear."
        ),
    }
    text, html = set_letter("proof", context)
    return Letter(to=comment.mail, subject=subject, text=text, html=html)


def proven_by(token: str) -> Comment:
    """Return the comment that the link in a letter is about.

    Raises:
        Http404: nobody was sent this, or more than a week ago, or the comment is gone.
    """
    try:
        number, mail = signing.loads(token, salt=_SALT, max_age=_GOOD_FOR)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    comment = Comment.objects.select_related("thread__article").filter(pk=number, mail=mail).first()
    if comment is None:
        raise Http404
    return comment
