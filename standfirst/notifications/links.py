"""Addresses in letters that open without a password: whoever has the letter has the right.

A token names whom or what it is about, signed with the secret key. Nothing is kept, so nothing can be
stolen from the database; it ends with the row that it names.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse
from django.utils.translation import gettext as _

from standfirst.lib.errors import Refused

from .models import Follow, Follower, Mailing

CONFIRM_WITHIN = timedelta(days=7)

_manage = Signer(salt="standfirst.follows.manage")
_stop = Signer(salt="standfirst.follows.stop")
_confirm = TimestampSigner(salt="standfirst.follows.confirm")
_return = Signer(salt="standfirst.follows.return")
_RETURN_SIGNATURE = 12


class WrongToken(Refused):
    """A link that we did not write, or that is too old."""

    code = "wrong-link"


def manage_address(follower: Follower) -> str:
    """Return the whole address of the page of all that `follower` follows."""
    return settings.SITE_URL + manage_path(follower)


def manage_path(follower: Follower) -> str:
    """Return the same without scheme and host."""
    return reverse("notifications:manage", args=[_manage.sign(str(follower.pk))])


def follower_number(token: str) -> int:
    """Return whose page it is; `WrongToken` where we did not sign it."""
    return int(_read(_manage, token))


def stop_address(follows: Iterable[int]) -> str:
    """Return the whole address that ends the follows of these numbers, those that a letter came for."""
    named = ".".join(str(number) for number in sorted(set(follows)))
    return _whole("notifications:stop", _stop.sign(named))


def follows_to_stop(token: str) -> list[int]:
    """Return the numbers of the follows that a letter's link ends; `WrongToken` where we did not sign it."""
    return [int(number) for number in _read(_stop, token).split(".")]


def confirm_address(follow: Follow) -> str:
    """Return the whole address at which the owner of the address says yes to `follow`."""
    return _whole("notifications:confirm", _confirm.sign(str(follow.pk)))


def follow_to_confirm(token: str) -> int:
    """Return the number of the follow; `WrongToken` where we did not sign it within CONFIRM_WITHIN."""
    return int(_read(_confirm, token))


def return_address(mailing: Mailing) -> str:
    """Return where the mail server sends `mailing` back to, so that the address alone says which it was.

    Empty where the operator named no mailbox for that.
    """
    box: str = settings.MAIL_BOUNCES
    if not box:
        return ""
    name, _sign, host = box.rpartition("@")
    return f"{name}+{mailing.pk}-{_return_mark(mailing.pk)}@{host}"


def mailing_returned_to(address: str) -> int:
    """Return the number of the mailing that came back to `address`.

    Raises:
        WrongToken: it is none of our return addresses.
    """
    _box, plus, named = address.partition("@")[0].rpartition("+")
    number, _dash, mark = named.partition("-")
    if not plus or not number.isascii() or not number.isdigit() or len(number) > 18:
        raise WrongToken("no return address of ours")
    # Mail servers on the way may change capitals.
    if mark.lower() != _return_mark(int(number)):
        raise WrongToken("no return address of ours")
    return int(number)


def _return_mark(number: int) -> str:
    kept = "".join(sign for sign in _return.signature(str(number)).lower() if sign.isalnum())
    return kept[:_RETURN_SIGNATURE]


def _read(signer: Signer, token: str) -> str:
    try:
        if isinstance(signer, TimestampSigner):
            return signer.unsign(token, max_age=CONFIRM_WITHIN)
        return signer.unsign(token)
    except BadSignature as error:
        raise WrongToken(_("This link is incomplete, or too old.")) from error


def _whole(name: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[token])}"
