"""What Stripe calls our gifts and regular gifts, as far as it told us."""

from standfirst.funding.models import Gift, ProviderObject, RegularGift
from standfirst.lib.errors import Unavailable


def newest_name(
    prefix: str, *, gift: Gift | None = None, regular: RegularGift | None = None
) -> str:
    """Return the latest name that begins with `prefix`; "" where there is none."""
    known = ProviderObject.objects.filter(provider=Gift.Way.STRIPE, name__startswith=prefix)
    of = known.filter(gift=gift) if gift else known.filter(regular=regular)
    return of.order_by("-pk").values_list("name", flat=True).first() or ""


def name_of(prefix: str, *, gift: Gift | None = None, regular: RegularGift | None = None) -> str:
    """Return what Stripe calls it.

    Raises:
        Unavailable: it never told us.
    """
    name = newest_name(prefix, gift=gift, regular=regular)
    if not name:
        raise Unavailable("Stripe has told us of no payment yet.")
    return name
