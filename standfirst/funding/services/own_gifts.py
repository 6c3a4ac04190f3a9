"""The way to one's own gifts by mail, and how one is shown."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.funding.models import Gift, Supporter, SupporterLetter
from standfirst.lib.errors import Refused
from standfirst.lib.pace import Asker, Limit, Limits, count, mailbox_of

_HOUR = 3600
# Letters with a link: how many one network may ask for, and how many one mailbox gets.
ASKS = Limits(network=Limit(20, _HOUR), site=Limit(1000, _HOUR))
LETTERS = Limits(here=Limit(3, _HOUR), subject=Limit(9, _HOUR), device=Limit(3, _HOUR))


class TooManyAsks(Refused):
    """One network asked for too many links."""

    code = "too-many-asks"


def ask_for_link(*, mail: str, asker: Asker, at: datetime) -> None:
    """Have a letter with the link sent to `mail`, if gifts came from there.

    What is done here is the same whether or not they did: only the letter, written later, tells. A mailbox
    that was written to as often as LETTERS allow gets no more for a while, and nobody is told.

    Raises:
        TooManyAsks: as many as ASKS allow came from that network.
    """
    if count("gift-link", ASKS, asker=asker).is_too_often:
        raise TooManyAsks(
            _("Many links were requested from your network. Please try again in an hour.")
        )
    to = mailbox_of(mail)
    if count("gift-link-letter", LETTERS, asker=asker, subject=to, account=mail).is_too_often:
        return
    SupporterLetter.objects.create(
        kind=SupporterLetter.Kind.LINK,
        key=f"link:{uuid.uuid4()}",
        typed=mail,
        made_at=at,
        next_at=at,
    )


def show_as(
    *,
    supporters: Iterable[Supporter],
    receipt_name: str,
    name: str,
    show_name: bool,
    show_amount: bool,
) -> None:
    """Show all their gifts, and those to come, under `name` or none, with the amount or without.

    `receipt_name` stands on receipts to come; those that are issued stay as they are.
    """
    supporters = list(supporters)
    with transaction.atomic():
        Supporter.objects.filter(pk__in=[it.pk for it in supporters]).update(name=receipt_name)
        Gift.objects.filter(supporter__in=supporters).update(
            show_name=show_name and bool(name),
            show_amount=show_amount,
            shown_as=name if show_name else "",
        )
