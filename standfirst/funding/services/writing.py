"""Deciding on letters to those who give: each once, by what it is about."""

from datetime import date, datetime

from django.conf import settings

from standfirst.funding.models import Receipt, RegularGift, Supporter, SupporterLetter


def decide_on(
    kind: SupporterLetter.Kind,
    about: str,
    *,
    supporter: Supporter | None,
    at: datetime,
    receipt: Receipt | None = None,
    regular: RegularGift | None = None,
    day: date | None = None,
) -> bool:
    """Have a letter sent, unless one of that kind about the same was decided on before; tells whether.

    No letter where nobody is known, or no address is, or this site sends none.

    Args:
        about: with the kind, what it tells of, once ever.
        at: now (UTC).
    """
    if supporter is None or not supporter.mail or not settings.CAN_MAIL:
        return False
    _letter, made = SupporterLetter.objects.get_or_create(
        key=f"{kind}:{about}",
        defaults={
            "kind": kind,
            "supporter": supporter,
            "receipt": receipt,
            "regular": regular,
            "day": day,
            "made_at": at,
            "next_at": at,
        },
    )
    return made
