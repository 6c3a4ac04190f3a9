"""Somebody gets another email address: proven by a letter to it, and told to the one that they had."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.funding import links
from standfirst.funding.models import Supporter, SupporterLetter
from standfirst.lib.errors import Refused
from standfirst.lib.pace import Asker, count, mailbox_of

from .marking import mark_supporter
from .own_gifts import ASKS, LETTERS


class CannotMove(Refused):
    """The address stays as it is."""

    code = "cannot-move"


def ask_to_move(*, supporters: Sequence[Supporter], mail: str, asker: Asker, at: datetime) -> None:
    """Have a letter sent to `mail`, whose link moves all that `supporters` gave to that address.

    Raises:
        CannotMove: it is theirs already, nobody is known by an address, or too many letters were asked for.
    """
    first = next((one for one in supporters if one.mail), None)
    if first is None or not settings.CAN_MAIL:
        raise CannotMove(_("Write to the newsroom and we will change it."))
    if mail.lower() == first.mail.lower():
        raise CannotMove(_("This is already your address."))
    is_too_often = (
        count("gift-link", ASKS, asker=asker).is_too_often
        or count(
            "gift-link-letter", LETTERS, asker=asker, subject=mailbox_of(mail), account=mail
        ).is_too_often
    )
    if is_too_often:
        raise CannotMove(
            _("Many links were requested from your network. Please try again in an hour.")
        )
    _write(SupporterLetter.Kind.ADDRESS, first, to=mail, at=at)


def move(*, token: str, at: datetime) -> str:
    """Do what the link of that letter is for; returns the address that they have now.

    `links.WrongLink` rises where the link is not ours or too old, or they have another address by now.
    """
    with transaction.atomic():
        old, new = links.addresses_of(token)
        theirs = Supporter.objects.select_for_update().filter(mail__iexact=old, erased_at=None)
        for supporter in theirs.order_by("pk"):
            supporter.mail = new
            supporter.save(update_fields=["mail"])
            after_move(supporter=supporter, old=old, at=at)
    return new


def after_move(*, supporter: Supporter, old: str, at: datetime) -> None:
    """Tell the address that `supporter` had, and bring the marks of readers at either in line with the books."""
    if old and settings.CAN_MAIL:
        _write(SupporterLetter.Kind.MOVED, supporter, to=old, at=at)
    before = Supporter(pk=supporter.pk, mail=old, user_id=supporter.user_id)
    for one in (before, supporter):
        mark_supporter(supporter=one, at=at)


def _write(kind: SupporterLetter.Kind, supporter: Supporter, *, to: str, at: datetime) -> None:
    SupporterLetter.objects.create(
        kind=kind,
        key=f"{kind}:{uuid.uuid4()}",
        supporter=supporter,
        typed=to,
        made_at=at,
        next_at=at,
    )
