"""What a supporter does with a gift that comes every month or year: changed, paused, stopped, a new card.

The provider is asked to, and then asked how it stands: our row follows what it says. `Unavailable`
rises where it does not answer; then nothing is changed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.funding.gateways import gateway_of
from standfirst.funding.gateways.contract import Gateway
from standfirst.funding.models import FundingSettings, RegularGift
from standfirst.lib.errors import Refused, Unavailable
from standfirst.lib.money import Money, is_payable, unpayable_words
from standfirst.outbox.services import record_once

from .applying import apply
from .giving import cover_for
from .regular_letters import STOP_ASKED, tell_of_new_amount

_State = RegularGift.State


class NoLongerGiven(Refused):
    """The regular gift has ended, or was never paid."""

    code = "no-longer-given"


class AmountRefused(Refused):
    """Less than the smallest or more than the largest gift of the campaign, or finer than cards can pay."""

    code = "amount-refused"


@dataclass(frozen=True, slots=True)
class NewAmount:
    """What a regular gift would come to: the gift, and what covers its fee."""

    gift: Money
    cover: Money

    @property
    def charged(self) -> Money:
        """What is collected each time."""
        return self.gift + self.cover


def new_amount(*, regular: RegularGift, amount: Money, rules: FundingSettings) -> NewAmount:
    """Return what a change to `amount` comes to; who covers the fee, covers that of the new amount.

    Raises:
        AmountRefused: the campaign takes no such gift.
    """
    least, most = regular.campaign.least, regular.campaign.most
    if amount.currency != regular.currency or not least <= amount.minor <= most:
        limits = [Money(limit, regular.currency) for limit in (least, most)]
        raise AmountRefused(
            _("A gift here is from %(least)s to %(most)s.")
            % {"least": limits[0], "most": limits[1]}
        )
    if not is_payable(amount):
        raise AmountRefused(unpayable_words(amount.currency))
    _provider(regular)  # who cannot change it is not asked whether it is right
    cover = cover_for(amount, rules=rules) if regular.cover else Money(0, amount.currency)
    return NewAmount(amount, cover)


def change_amount(
    *, regular: RegularGift, amount: Money, rules: FundingSettings, at: datetime
) -> RegularGift:
    """Give `amount` from the next time on; changed to it already, no letter goes out again.

    The letter tells of it because whoever has the page open may not be who gives. What `new_amount`
    refuses is refused.
    """
    new = new_amount(regular=regular, amount=amount, rules=rules)

    def ask(provider: Gateway) -> None:
        provider.change(regular=regular, amount=new.charged)
        with transaction.atomic():
            # The provider knows one figure only: what of it is the gift, we know.
            own = RegularGift.objects.filter(pk=regular.pk)
            own.update(amount=new.gift.minor, cover=new.cover.minor)
            if new.charged != regular.charged:
                tell_of_new_amount(regular=regular, at=at)

    return _do(regular, ask, at)


def pause(*, regular: RegularGift, at: datetime) -> RegularGift:
    """Have nothing collected until it is resumed."""
    return _do(regular, lambda provider: provider.pause(regular=regular, paused=True), at)


def resume(*, regular: RegularGift, at: datetime) -> RegularGift:
    """Have it collected again."""
    return _do(regular, lambda provider: provider.pause(regular=regular, paused=False), at)


def stop(*, regular: RegularGift, at: datetime) -> RegularGift:
    """Have nothing collected any more; stopped already, it stays so."""
    if regular.state == _State.ENDED:
        return regular
    # Before the provider is asked, whose own message may be quicker than its answer.
    record_once(STOP_ASKED, about=regular.pk, at=at)
    return _do(regular, lambda provider: provider.stop(regular=regular), at)


def card_page(*, regular: RegularGift, back: str) -> str:
    """Return the address of the provider's page for a new card; it leads to `back`, a whole address."""
    return _provider(regular).manage(regular=regular, back=back)


def _do(regular: RegularGift, ask: Callable[[Gateway], None], at: datetime) -> RegularGift:
    """Ask the provider for a change, and bring our row in line with what it has then."""
    provider = _provider(regular)
    ask(provider)
    name = regular.provider_objects.filter(provider=provider.name).order_by("-pk").first()
    thing = provider.look_up(name.name) if name else None
    with transaction.atomic():
        if thing is not None:
            apply(thing, provider=provider.name, at=at)
    regular.refresh_from_db()
    return regular


def _provider(regular: RegularGift) -> Gateway:
    """Return who collects it.

    Raises:
        NoLongerGiven: nobody does any more.
        Unavailable: this site no longer knows that provider.
    """
    if regular.state in {_State.BEGUN, _State.ENDED}:
        raise NoLongerGiven(_("This gift has already ended. Nothing is collected."))
    way = regular.gifts.order_by("pk").values_list("way", flat=True).first()
    provider = gateway_of(way or "")
    if provider is None:
        raise Unavailable(f"no gateway for {way}", permanent=True)
    return provider
