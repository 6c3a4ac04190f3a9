"""The link by which somebody without an account gets to their gifts: good for an hour, and for that alone."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.translation import gettext as _

from standfirst.lib.errors import Refused

from .given import supporters_at
from .models import Supporter

GOOD_FOR = timedelta(hours=1)

_MOVE = "standfirst.funding.move"
_signer = TimestampSigner(salt="standfirst.funding.own")


class WrongLink(Refused):
    """A link that we did not write, or that is too old."""

    code = "wrong-link"


def own_address(supporter: Supporter) -> str:
    """Return the whole address of the page of all gifts from `supporter`'s mail address."""
    token = _signer.sign(str(supporter.pk))
    return f"{settings.SITE_URL}{reverse('funding:mine', args=[token])}"


def address_link(supporter: Supporter, to: str) -> str:
    """Return the whole address of the page that moves all that `supporter` gave to the address `to`."""
    token = signing.dumps([supporter.mail, to], salt=_MOVE)
    return f"{settings.SITE_URL}{reverse('funding:address', args=[token])}"


def addresses_of(token: str) -> tuple[str, str]:
    """Return from which address to which a link moves.

    Raises:
        WrongLink: we did not sign it, more than GOOD_FOR ago, or nobody has the old address any more.
    """
    try:
        old, new = signing.loads(token, salt=_MOVE, max_age=GOOD_FOR)
    except (BadSignature, ValueError) as error:
        raise WrongLink(_("This link is incomplete, or more than an hour old.")) from error
    if not supporters_at(old).exists():
        raise WrongLink(_("This link was used already, or the address was changed since."))
    return old, new


def supporters_of(token: str) -> list[Supporter]:
    """Return whose gifts a link shows: all supporters with the address that it was mailed to.

    Raises:
        WrongLink: we did not sign it, more than GOOD_FOR ago, or the address was erased.
    """
    try:
        number = int(_signer.unsign(token, max_age=GOOD_FOR))
    except (BadSignature, ValueError) as error:
        raise WrongLink(_("This link is incomplete, or more than an hour old.")) from error
    mail = Supporter.objects.filter(pk=number).values_list("mail", flat=True).first() or ""
    found = list(supporters_at(mail))
    if not found:
        raise WrongLink(_("This address was erased."))
    return found
