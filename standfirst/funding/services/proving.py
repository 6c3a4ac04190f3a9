"""While cards are tried out, or many gifts name one address: the way on to payment goes through the giver's mailbox."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from standfirst.funding.models import Gift
from standfirst.lib.errors import Refused
from standfirst.lib.mail import Letter, send
from standfirst.lib.pace import Asker, Limit, Limits, count, is_too_often, mailbox_of
from standfirst.publishing.letters import Button, set_letter

from .giving import OPEN_FOR

# About one gift, within the half hour in which it may be paid: its form can be sent without end.
MOST_LETTERS = 3
# Whichever gifts they are about.
LETTERS = Limits(subject=Limit(10, 3600))
_SALT = "standfirst.funding.proof"


class NotNow(Refused):
    """Gifts need a letter at the moment, and this site cannot send one."""

    code = "not-now"


def mail_the_way_on(gift: Gift, *, at: datetime) -> None:
    """Send the giver a link on which `gift` goes on to payment; none after MOST_LETTERS, or LETTERS in all.

    `Unavailable` rises where the mail server does not take the letter.

    Raises:
        NotNow: this site sends no mail.
    """
    if not settings.CAN_MAIL:
        raise NotNow(_("We cannot accept cards at the moment. Please try again in an hour."))
    if is_too_often("way-on", gift.reference, most=MOST_LETTERS, seconds=OPEN_FOR.seconds):
        return
    to = gift.supporter.mail if gift.supporter else ""
    if count("way-on-letter", LETTERS, asker=Asker(), subject=mailbox_of(to)).is_too_often:
        return
    token = signing.dumps(gift.reference, salt=_SALT)
    subject = _("Continue with your gift")
    context = {
        "subject": subject,
        "words": _("You want to give %(amount)s for “%(campaign)s”.")
        % {"amount": gift.charged, "campaign": gift.campaign.title},
        "button": Button(
            _("Continue to payment"), settings.SITE_URL + reverse("funding:prove", args=[token])
        ),
        "reason": _(
            "You receive this because somebody entered your address on our site. If it "
            "was not you, ignore this email: you will not be charged."
        ),
    }
    text, html = set_letter("way_on", context)
    send(Letter(to, subject, text, html), at=at)


def gift_proven(token: str) -> Gift:
    """Return the gift whose link was followed within half an hour, if it still waits.

    `BadSignature` rises for a link that is not ours or too old, `Gift.DoesNotExist` where it was paid.
    """
    reference = signing.loads(token, salt=_SALT, max_age=OPEN_FOR)
    waiting = Gift.objects.select_related("campaign", "supporter", "regular")
    return waiting.get(reference=reference, state=Gift.State.BEGUN)
