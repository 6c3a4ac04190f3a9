"""Beginning a gift: who gives what for which campaign, and the provider's page where it is paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.accounts.queries import proven_address
from standfirst.funding.gateways.contract import Gateway
from standfirst.funding.models import (
    Campaign,
    FundingSettings,
    Gift,
    RecentGift,
    RegularGift,
    Supporter,
)
from standfirst.funding.transfer_references import new_transfer_reference
from standfirst.lib.currencies import payable_step
from standfirst.lib.errors import Refused
from standfirst.lib.money import Money
from standfirst.lib.pace import WIDER, WRITTEN_AHEAD, mailbox_of
from standfirst.publishing.days import newsroom_day
from standfirst.publishing.models import ArticlePage

from .testing_cards import notice_tested_cards

HOUR = timedelta(hours=1)
# The provider's page stays open for half an hour; who comes back to it still has time to pay.
SAME_FOR = timedelta(minutes=20)
OPEN_FOR = timedelta(minutes=30)


class NotAsked(Refused):
    """The campaign takes no gifts now."""

    code = "not-asked"


class TooMany(Refused):
    """One sender began too many gifts."""

    code = "too-many"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to give, and how they wish to be seen."""

    campaign: Campaign
    amount: Money
    mail: str
    every: str = ""  # "" once, else RegularGift.Every
    covers_fee: bool = False
    # For the receipt, and for the list of supporters.
    receipt_name: str = ""
    name: str = ""
    show_name: bool = False
    show_amount: bool = False
    note: str = ""
    in_honour_of: str = ""
    article: ArticlePage | None = None
    # In which the form was read.
    language: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """A gift that waits to be paid."""

    gift: Gift
    # While cards are tried out, or many gifts name the giver's mail address, that is proven first.
    needs_proof: bool


def begin_gift(
    *,
    wish: Wish,
    gateway: Gateway | None,
    rules: FundingSettings,
    senders: Sequence[str] = (),
    wider: str = "",
    user: User | None = None,
    at: datetime,
) -> Begun:
    """Note the gift and the promise that `wish` makes; no money has moved.

    The same wish of the same sender again within SAME_FOR is the same gift: a form sent twice is one.

    Args:
        gateway: where it is paid; None for a transfer to the newsroom's bank account.
        senders: keys of the network address and the browser that it comes from (`sender_key`).
        wider: a key of the network around that address, where a sender can easily have many.
        user: who is signed in; the gift is theirs if it names their proven address.
        at: now (UTC).

    `TooMany` rises where one of the senders began too many within an hour, or as many named the mail
    address that no letter to it goes out.

    Raises:
        NotAsked: the campaign does not run.
    """
    if not wish.campaign.is_running(on=newsroom_day(at)):
        raise NotAsked(_("This campaign is not accepting gifts at the moment."))
    with transaction.atomic():
        # Two copies of one form wait for each other here.
        Campaign.objects.select_for_update().get(pk=wish.campaign.pk)
        mail = sender_key("mail", mailbox_of(wish.mail))
        gift = _same(wish, gateway, rules, senders, at)
        if gift is None:
            _keep_pace(senders, rules, at, wider=wider)
            gift = _make(wish, gateway, rules, user, at)
            RecentGift.objects.bulk_create(
                RecentGift(sender=sender, gift=gift, at=at)
                for sender in (*senders, wider, mail)
                if sender
            )
        # Strangers who name somebody's address do not keep its owner, signed in, from giving.
        is_crowded = not _is_own(wish, user) and _is_crowded(mail, gift, rules, at)
        are_cards_tested = gateway is not None and notice_tested_cards(rules=rules, at=at)
    return Begun(gift, are_cards_tested or is_crowded)


def sender_key(kind: str, value: str) -> str:
    """Return what is stored, for an hour, of an address or token; nobody can read it back."""
    salt = f"standfirst.funding.{kind}"
    return salted_hmac(salt, value, algorithm="sha256").hexdigest()


def cover_for(amount: Money, *, rules: FundingSettings) -> Money:
    """Return what a giver adds, so that after the provider's fee `amount` is left.

    The fee is taken of the cover as well; what is charged is an amount that cards can pay.
    """
    share = 10_000 - int(rules.fee_percent * 100)
    step = payable_step(amount.currency)
    charged = (
        -(-(amount.minor + rules.fee_fixed(amount.currency).minor) * 10_000 // (share * step))
        * step
    )
    return Money(charged - amount.minor, amount.currency)


def _same(
    wish: Wish,
    gateway: Gateway | None,
    rules: FundingSettings,
    senders: Sequence[str],
    at: datetime,
) -> Gift | None:
    """Return the gift that one of `senders` began with the same words a moment ago, if it still waits.

    Anybody can type somebody's address and guess an amount: the words alone would show them that gift.
    """
    values = _values(wish, gateway, rules)
    theirs = RecentGift.objects.filter(sender__in=senders, at__gt=at - SAME_FOR).values("gift")
    begun = Gift.objects.filter(
        **values,
        state=Gift.State.BEGUN,
        begun_at__gt=at - SAME_FOR,
        begun_at__lte=at + WRITTEN_AHEAD,
    )
    begun = begun.filter(supporter__mail__iexact=wish.mail, pk__in=theirs)
    begun = (
        begun.filter(regular__every=wish.every)
        if wish.every
        else begun.filter(regular__isnull=True)
    )
    return begun.select_related("campaign", "supporter", "regular").order_by("pk").first()


def _make(
    wish: Wish, gateway: Gateway | None, rules: FundingSettings, user: User | None, at: datetime
) -> Gift:
    supporter = _supporter(wish, user, at)
    regular = None
    if wish.every:
        regular = RegularGift.objects.create(
            campaign=wish.campaign,
            supporter=supporter,
            every=wish.every,
            amount=wish.amount.minor,
            cover=_cover(wish, rules),
            currency=wish.amount.currency,
            begun_at=at,
        )
    values = _values(wish, gateway, rules)
    if gateway is None:
        values["reference"] = new_transfer_reference()
    return Gift.objects.create(**values, supporter=supporter, regular=regular, begun_at=at)


def _values(wish: Wish, gateway: Gateway | None, rules: FundingSettings) -> dict[str, object]:
    """What of a gift its words decide."""
    return {
        "campaign": wish.campaign,
        "article": wish.article,
        "way": gateway.name if gateway else Gift.Way.TRANSFER,
        "amount": wish.amount.minor,
        "cover": _cover(wish, rules) if gateway else 0,
        "currency": wish.amount.currency,
        "receipt_name": wish.receipt_name,
        "language": wish.language,
        "show_name": wish.show_name and bool(wish.name),
        "show_amount": wish.show_amount,
        # The bank statement may have nothing but a name, so that of a transfer stays, shown or not.
        "shown_as": wish.name if wish.show_name or not gateway else "",
        "note": wish.note,
        "in_honour_of": wish.in_honour_of,
    }


def _cover(wish: Wish, rules: FundingSettings) -> int:
    return cover_for(wish.amount, rules=rules).minor if wish.covers_fee else 0


def _supporter(wish: Wish, user: User | None, at: datetime) -> Supporter:
    """One for each mail address; nothing is known of somebody by who types their address, until a gift is paid."""
    known = Supporter.objects.filter(mail__iexact=wish.mail, erased_at=None).order_by("pk").first()
    found = known or Supporter.objects.create(mail=wish.mail, created_at=at)
    if _is_own(wish, user) and found.user_id is None:
        found.user = user
        found.save(update_fields=["user"])
    return found


def _is_own(wish: Wish, user: User | None) -> bool:
    own = proven_address(user) if user is not None else ""
    return bool(own) and own.lower() == wish.mail.lower()


def _keep_pace(senders: Sequence[str], rules: FundingSettings, at: datetime, *, wider: str) -> None:
    """Let none of the senders begin too many gifts; what they began before the last hour is forgotten.

    Raises:
        TooMany: one has.
    """
    RecentGift.objects.filter(at__lt=at - HOUR).delete()
    if not rules.begun_per_hour:
        return
    most = dict.fromkeys(senders, rules.begun_per_hour)
    if wider:
        most[wider] = rules.begun_per_hour * WIDER
    for sender, so_many in most.items():
        begun = RecentGift.objects.filter(sender=sender, at__lte=at + WRITTEN_AHEAD)
        if begun.count() >= so_many:
            raise TooMany(
                _(
                    "Many gifts were started from your network within an hour. Please try "
                    "again later, or give in another way."
                )
            )


def _is_crowded(mail: str, gift: Gift, rules: FundingSettings, at: datetime) -> bool:
    """Tell whether too many gifts named the mail address before `gift`.

    Anybody can type it, so whoever reads its mail may go on all the same. Letters end too: nobody's
    mailbox is to be filled by strangers.

    Raises:
        TooMany: no letter is sent any more, or this site sends none.
    """
    before = RecentGift.objects.filter(sender=mail, gift__lt=gift.pk, at__range=(at - HOUR, at))
    times, most = before.count(), rules.begun_per_hour
    if not most or times < most:
        return False
    if not settings.CAN_MAIL or times >= 2 * most:
        raise TooMany(
            _(
                "Many gifts were started with this email address within an hour, perhaps "
                "by somebody else. Please try again later, or give in another way."
            )
        )
    return True
