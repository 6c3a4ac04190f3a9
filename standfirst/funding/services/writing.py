"""Deciding on letters to those who give: each once, by what it is about."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings

from standfirst.funding.models import Gift, Receipt, RegularGift, Supporter, SupporterLetter


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
    return _decide(kind, about, supporter, at, {"receipt": receipt, "regular": regular, "day": day})


def decide_on_failure(*, gift: Gift, at: datetime) -> bool:
    """Have a letter sent about a gift that was on its way and did not come, on the same terms."""
    return decide_on_gift(SupporterLetter.Kind.FAILED, gift=gift, at=at)


def decide_on_gift(kind: SupporterLetter.Kind, *, gift: Gift, at: datetime) -> bool:
    """Have a letter sent about a gift that is not here, on the same terms."""
    return _decide(kind, f"{gift.pk}", gift.supporter, at, {"gift": gift})


def _decide(
    kind: SupporterLetter.Kind,
    about: str,
    supporter: Supporter | None,
    at: datetime,
    told: Mapping[str, object],
) -> bool:
    if supporter is None or not supporter.mail or not settings.CAN_MAIL:
        return False
    _letter, made = SupporterLetter.objects.get_or_create(
        key=f"{kind}:{about}",
        defaults={"kind": kind, "supporter": supporter, "made_at": at, "next_at": at, **told},
    )
    return made
