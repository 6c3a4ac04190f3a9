"""The global breaker: noticing that somebody tries out stolen cards by giving a little, many times.

While it lasts a gift goes on to payment only by a link in a letter. That costs a reader a minute,
and somebody with a thousand cards a thousand mailboxes.
"""

from datetime import datetime, timedelta

from django.db.models import Count, Max, Sum
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from standfirst.funding.models import Case, FundingSettings, Gift, ProviderMessage
from standfirst.funding.queries import DECLINES

from .cases import sound_alarm

OPEN_WINDOW = timedelta(minutes=30)
DECLINE_WINDOW = timedelta(hours=1)
FEWEST_TRIES = 10
# Of one payment: a single page, tried with card after card, does not stop everybody's gifts …
MOST_DECLINES = 3
# … but somebody should know of it.
MANY_ON_A_PAGE = 20
_ABOUT = "gifts"


def notice_tested_cards(*, rules: FundingSettings, at: datetime) -> bool:
    """Tell whether cards seem to be tried out now; the first time, lay it before a person and sound the alarm.

    Three queries; call it inside a transaction.
    """
    open_pages, declined, paid = _figures(at)
    tries = declined + paid
    is_crowded = bool(rules.open_most) and open_pages >= rules.open_most
    is_declined = tries >= FEWEST_TRIES and declined * 100 >= rules.declined_percent * tries
    if not (is_crowded or is_declined):
        return False
    _sound_the_alarm(open_pages, declined, paid, at)
    return True


def _figures(at: datetime) -> tuple[int, int, int]:
    """Payment pages that are open, declines of payments up to MOST_DECLINES of each, payments made."""
    online = Gift.objects.filter(way__in=(Gift.Way.STRIPE, Gift.Way.DEMONSTRATION))
    open_pages = online.filter(state=Gift.State.BEGUN, begun_at__range=(at - OPEN_WINDOW, at))
    paid = online.filter(state=Gift.State.RECEIVED, begun_at__range=(at - DECLINE_WINDOW, at))
    return open_pages.count(), _count_declines(at), paid.count()


def _count_declines(at: datetime) -> int:
    """Return how often cards were declined lately, MOST_DECLINES of each payment at most; one query.

    A payment on which card after card is tried is laid before a person.
    """
    messages = ProviderMessage.objects.filter(
        kind__in=DECLINES, received_at__range=(at - DECLINE_WINDOW, at)
    )
    of_each = messages.order_by().values("about").annotate(times=Count("pk"))
    found = of_each.aggregate(
        counted=Sum(Least("times", MOST_DECLINES), default=0), most=Max("times", default=0)
    )
    if found["most"] >= MANY_ON_A_PAGE:
        worst = of_each.order_by("-times")[0]
        words = _(
            "Within an hour %(declined)d cards were declined for one payment, "
            "%(payment)s. If that continues, close it on the provider’s pages."
        )
        figures = {"declined": worst["times"], "payment": worst["about"]}
        sound_alarm(kind=Case.Kind.TESTING, about=worst["about"], words=words % figures, at=at)
    return int(found["counted"])


def _sound_the_alarm(open_pages: int, declined: int, paid: int, at: datetime) -> None:
    known = Case.objects.filter(kind=Case.Kind.TESTING, about=_ABOUT, settled_at=None).exists()
    if known:
        return
    words = _(
        "%(open)d payment pages are open; within an hour %(declined)d payments were "
        "declined and %(paid)d made. Until that is over, gifts are confirmed by email "
        "first."
    )
    figures = {"open": open_pages, "declined": declined, "paid": paid}
    sound_alarm(kind=Case.Kind.TESTING, about=_ABOUT, words=words % figures, at=at)
