"""The way to one's own gifts by mail, and how one is shown."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.funding.models import Gift, Supporter, SupporterLetter
from standfirst.lib.errors import Refused
from standfirst.lib.pace import is_too_often

HOUR = timedelta(hours=1)
# Letters with a link that one address gets, and asks from one sender, within an hour.
MOST_TO_ADDRESS = 3
MOST_FROM_SENDER = 20


class TooManyAsks(Refused):
    """One sender asked for too many links."""

    code = "too-many-asks"


def ask_for_link(*, mail: str, sender: str, at: datetime) -> None:
    """Have a letter with the link sent to `mail`, if gifts came from there.

    What is done here is the same whether or not they did: only the letter, written later, tells. An address
    that was written to MOST_TO_ADDRESS times within an hour gets no more for a while, and nobody is told.

    Args:
        sender: a key of where the request came from.

    Raises:
        TooManyAsks: MOST_FROM_SENDER came from there within an hour.
    """
    if is_too_often("gift-link", sender, most=MOST_FROM_SENDER, seconds=3600):
        raise TooManyAsks(_("Many links were asked for from here. Please try again in an hour."))
    if is_too_often("gift-link-to", mail.lower(), most=MOST_TO_ADDRESS, seconds=3600):
        return
    SupporterLetter.objects.create(
        kind=SupporterLetter.Kind.LINK,
        key=f"link:{uuid.uuid4()}",
        typed=mail,
        made_at=at,
        next_at=at,
    )


def show_as(
    *, supporters: Iterable[Supporter], name: str, show_name: bool, show_amount: bool
) -> None:
    """Show all their gifts, and those to come, under `name` or none, with the amount or without."""
    supporters = list(supporters)
    with transaction.atomic():
        Supporter.objects.filter(pk__in=[it.pk for it in supporters]).update(name=name)
        Gift.objects.filter(supporter__in=supporters).update(
            show_name=show_name and bool(name),
            show_amount=show_amount,
            shown_as=name if show_name else "",
        )
