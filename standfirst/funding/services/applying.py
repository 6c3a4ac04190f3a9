"""Bringing our rows in line with what a provider has now: gifts, regular gifts, payouts.

Everything here may happen again, in any order: facts are booked once, states move only forward.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.funding.gateways.contract import Fee, Payment, Payout, Promise
from standfirst.funding.models import (
    INCOME,
    Account,
    Case,
    Gift,
    PendingEntry,
    ProviderObject,
    RegularGift,
    Supporter,
)
from standfirst.lib.currencies import UnknownCurrency, is_known
from standfirst.lib.money import Money
from standfirst.outbox.services import record, record_once
from standfirst.publishing.days import newsroom_day

from .booking import book, is_taken_back, net_of, that_came
from .cases import close_case, open_case
from .renewals import make_renewal
from .transfers import book_exchange, book_transfer
from .writing import decide_on_failure

Thing = Payment | Promise | Payout


def apply(thing: Thing, *, provider: str, at: datetime) -> Gift | RegularGift | None:
    """Book and note all that a provider tells of `thing`; what is known already changes nothing.

    Money of no gift that we know is booked as unexplained, and laid before a person.

    Args:
        provider: the gateway's name, which is also the way of its gifts.
        at: now (UTC).

    `UnknownCurrency` rises where some of it is in a currency that we cannot count; nothing is booked.

    Returns:
        The gift or regular gift that it was about; None for a payout, and for what is not ours.
    """
    _need_known(thing)
    with transaction.atomic():
        if isinstance(thing, Payment):
            return _apply_payment(thing, provider, at)
        if isinstance(thing, Promise):
            return _apply_promise(thing, provider, at)
        _apply_payout(thing, at)
    return None


def apply_bill(bill: Fee, *, at: datetime) -> None:
    """Book what a provider took for itself apart from payments, once.

    Raises:
        UnknownCurrency: we cannot count it.
    """
    if not is_known(bill.amount.currency):
        raise UnknownCurrency(bill.amount.currency)
    _book_either_way(bill.fact, bill.amount, (Account.FEES, Account.PROVIDER), bill.at, at)


def knows_regular(name: str, *, provider: str) -> bool:
    """Tell whether a provider's name of a regular gift is known, so that its renewals find it."""
    return ProviderObject.objects.filter(
        provider=provider, name=name, regular__isnull=False
    ).exists()


def _need_known(thing: Thing) -> None:
    """Refuse what cannot be counted.

    Raises:
        UnknownCurrency: some of it is in a currency that nobody told us of.
    """
    amounts = [thing.charged if isinstance(thing, Payment) else thing.amount]
    if isinstance(thing, Payment):
        amounts += [fact.amount for fact in thing.facts]
        amounts += [fee.amount for fee in thing.fees]
        amounts += [entry.amount for entry in thing.pending]
        amounts += [side for part in thing.exchanges for side in (part.given, part.received)]
    for amount in amounts:
        if not is_known(amount.currency):
            raise UnknownCurrency(amount.currency)


def _apply_payment(payment: Payment, provider: str, at: datetime) -> Gift | None:
    gift = _gift_of(payment, provider) or _renewal(payment, provider, at)
    if gift is None:
        _keep_for_a_person(payment, provider, at)
        return None
    if payment.state == Gift.State.EXPIRED and _has_newer_page(payment, gift, provider):
        return gift
    _remember(payment.names, provider, gift=gift)
    # Its renewals will come under that name.
    if payment.regular and gift.regular_id:
        _remember((payment.regular,), provider, regular=gift.regular)
    # Locked until the end, so that two messages about one payment are applied one after the other.
    gift = Gift.objects.select_for_update().get(pk=gift.pk)
    before = net_of(gift)
    facts = that_came(payment.facts)
    book(gift=gift, facts=facts, account=Account.PROVIDER, at=at)
    _book_costs(payment, gift, at, is_never_here=not facts)
    _note_pending(payment, provider)
    _ask(payment, gift, at)
    _follow(gift, payment, at)
    _tell_of_money(gift, before, net_of(gift), at)
    return gift


def _has_newer_page(payment: Payment, gift: Gift, provider: str) -> bool:
    """Tell whether the giver was led to another page than the one that was closed."""
    known = gift.provider_objects.filter(provider=provider).order_by("-pk")
    newest = known.values_list("name", flat=True).first()
    return newest is not None and newest not in payment.names


def _note_pending(payment: Payment, provider: str) -> None:
    """Note what the provider's balance has of it already and may lose again, and forget what is known by now."""
    PendingEntry.objects.filter(provider=provider, about__in=payment.names).delete()
    PendingEntry.objects.bulk_create(
        PendingEntry(
            provider=provider,
            name=entry.name,
            about=payment.names[0],
            currency=entry.amount.currency,
            minor=entry.amount.minor,
        )
        for entry in payment.pending
    )


def _tell_of_money(gift: Gift, before: int, after: int, at: datetime) -> None:
    """Say that nothing of a gift is left, or that a lost one is here again (a dispute was won)."""
    if before > 0 >= after:
        record("gift-returned", about=gift.pk, at=at)
    elif after > 0 >= before and not record_once("gift-received", about=gift.pk, at=at):
        record("gift-restored", about=gift.pk, at=at)


def _gift_of(payment: Payment, provider: str) -> Gift | None:
    if payment.reference:
        gift = Gift.objects.filter(reference=payment.reference, way=provider).first()
        if gift:
            return gift
    known = ProviderObject.objects.filter(
        provider=provider, name__in=payment.names, gift__isnull=False
    )
    found = known.select_related("gift").order_by("pk").first()
    return found.gift if found else None


def _renewal(payment: Payment, provider: str, at: datetime) -> Gift | None:
    """Make the gift that a payment of a regular gift is, once money of it is here or on its way."""
    if not payment.regular or not (payment.facts or payment.state == Gift.State.PENDING):
        return None
    known = ProviderObject.objects.filter(provider=provider, name=payment.regular)
    number = known.exclude(regular=None).values_list("regular", flat=True).first()
    if number is None:
        return None
    regular = RegularGift.objects.select_for_update().get(pk=number)
    # Somebody else may have made it while we waited for the lock.
    return _gift_of(payment, provider) or make_renewal(regular, payment, provider, at)


def _remember(
    names: Iterable[str],
    provider: str,
    *,
    gift: Gift | None = None,
    regular: RegularGift | None = None,
) -> None:
    """Note what the provider calls it; a name that means something already keeps its meaning."""
    rows = [
        ProviderObject(provider=provider, name=name, gift=gift, regular=regular)
        for name in names
        if name
    ]
    ProviderObject.objects.bulk_create(rows, ignore_conflicts=True)


def _book_costs(payment: Payment, gift: Gift | None, at: datetime, *, is_never_here: bool) -> None:
    """Book what the provider kept or gave back of its fees, and what it changed into another currency.

    A payment that never came and cost nothing leaves nothing in the books.
    """
    if (
        is_never_here
        and not payment.exchanges
        and not sum(fee.amount.minor for fee in payment.fees)
    ):
        return
    for fee in payment.fees:
        _book_either_way(fee.fact, fee.amount, (Account.FEES, Account.PROVIDER), fee.at, at, gift)
    for exchange in payment.exchanges:
        book_exchange(
            fact=exchange.fact,
            given=exchange.given,
            received=exchange.received,
            occurred_at=exchange.at,
            at=at,
            gift=gift,
        )


def _book_either_way(
    fact: str,
    amount: Money,
    between: tuple[Account, Account],
    occurred_at: datetime,
    at: datetime,
    gift: Gift | None = None,
) -> None:
    """Book `amount` from the second account to the first; below zero, the other way; of nothing, nothing."""
    if amount.minor:
        debit, credit = between if amount.minor > 0 else between[::-1]
        book_transfer(
            fact=fact,
            debit=debit,
            credit=credit,
            amount=Money(abs(amount.minor), amount.currency),
            occurred_at=occurred_at,
            at=at,
            gift=gift,
        )


def _ask(payment: Payment, gift: Gift | None, at: datetime) -> None:
    """Lay before a person what the provider asks of one, once, and take back what is over."""
    for ask in payment.asks:
        if not ask.is_open:
            close_case(kind=ask.kind, about=ask.about, how=_("It is over at the provider."), at=at)
        elif not Case.objects.filter(kind=ask.kind, about=ask.about).exists():
            open_case(kind=ask.kind, about=ask.about, words=ask.words, gift=gift, at=at)


def _follow(gift: Gift, payment: Payment, at: datetime) -> None:
    """Take over how far it came, as the books have it where money came, else as the provider says.

    What is received stays so, whatever went back; but a payment that failed after all was none.
    Fees are no money that came: only what is booked as given makes a gift received.
    """
    came = gift.movements.filter(credit__in=INCOME).order_by("occurred_at")
    first = came.values_list("occurred_at", flat=True).first()
    if first:
        state = Gift.State.FAILED if is_taken_back(gift) else Gift.State.RECEIVED
    elif payment.state in {Gift.State.RECEIVED, Gift.State.BEGUN}:
        return  # nothing to take over; or its money was taken for nobody's, and a person asked
    else:
        state = payment.state
    if gift.state == state:
        return
    was_here = gift.state == Gift.State.RECEIVED
    gift.state = state
    if first and state == Gift.State.RECEIVED:
        gift.received_on = newsroom_day(first)
        _note_giver(gift, payment, at)
    gift.save(update_fields=["state", "received_on", "supporter"])
    if state == Gift.State.FAILED:
        _tell_of_failure(gift, payment, was_here=was_here, at=at)


def _tell_of_failure(gift: Gift, payment: Payment, *, was_here: bool, at: datetime) -> None:
    """Write to whoever was told that their gift is on its way; of a renewal, the regular gift's letters tell.

    What was here already is a person's business too; its giver hears that the receipt is void.
    """
    if was_here:
        words = _(
            "The giver’s bank took back %(amount)s after we had received it. It has been "
            "taken out of the books, and the receipt is void. Has any of it been spent or "
            "promised?"
        )
        open_case(
            kind=Case.Kind.FAILED,
            about=gift.reference,
            gift=gift,
            words=words % {"amount": gift.charged},
            at=at,
        )
        return
    if not payment.failed_later:
        return
    is_renewal = gift.regular and gift.regular.gifts.filter(pk__lt=gift.pk).exists()
    if not is_renewal:
        decide_on_failure(gift=gift, at=at)


def _note_giver(gift: Gift, payment: Payment, at: datetime) -> None:
    """Keep who gave, now that it is paid: nobody else can say how its giver is called and reads letters.

    Whom the provider asked, where the gift itself named nobody; only once, so that erased stays erased.
    """
    if gift.supporter is not None:
        know_better(gift.supporter, gift)
        return
    if not payment.mail:
        return
    known = Supporter.objects.filter(mail__iexact=payment.mail, erased_at=None).order_by("pk")
    gift.supporter = known.first() or Supporter.objects.create(
        name=payment.name[:200], mail=payment.mail, created_at=at
    )


def know_better(supporter: Supporter, gift: Gift) -> None:
    """Learn from a gift that is here: the first name stays until they change it themselves; letters follow the language of the last gift."""
    if supporter.erased_at is None:
        supporter.name = supporter.name or gift.receipt_name
        supporter.language = gift.language or supporter.language
        supporter.save(update_fields=["name", "language"])


def _keep_for_a_person(payment: Payment, provider: str, at: datetime) -> None:
    """Money that we cannot place is at the provider all the same: the books say so, and a person is asked."""
    facts = that_came(payment.facts)
    for fact in facts:
        sign = Money(fact.kind.sign * fact.amount.minor, fact.amount.currency)
        accounts = (Account.PROVIDER, Account.UNEXPLAINED)
        _book_either_way(fact.key, sign, accounts, fact.at, at)
    _book_costs(payment, None, at, is_never_here=not facts)
    _note_pending(payment, provider)
    _ask(payment, None, at)
    if facts:
        words = _(
            "%(charged)s reached the provider for no gift of ours. Look at %(name)s "
            "there: is it for something sold, or collected for another purpose?"
        )
        open_case(
            kind=Case.Kind.STRANGER,
            about=payment.names[0],
            words=words % {"charged": payment.charged, "name": payment.names[0]},
            at=at,
        )


def _apply_promise(promise: Promise, provider: str, at: datetime) -> RegularGift | None:
    regular = _regular_of(promise, provider)
    if regular is None:
        return None
    _remember(promise.names, provider, regular=regular)
    regular = RegularGift.objects.select_for_update().get(pk=regular.pk)
    if regular.told_at and promise.at < regular.told_at:
        return regular  # a later state is here already
    was, regular.state = regular.state, promise.state
    _take_amount(regular, promise.amount)
    regular.next_on, regular.told_at = promise.next_on, promise.at
    is_over = promise.state == RegularGift.State.ENDED
    regular.ended_at = (regular.ended_at or promise.at) if is_over else None
    regular.save()
    if was != regular.state:
        record("regular-gift-changed", about=regular.pk, at=at, was=was, now=regular.state)
    return regular


def _regular_of(promise: Promise, provider: str) -> RegularGift | None:
    known = ProviderObject.objects.filter(
        provider=provider, name__in=promise.names, regular__isnull=False
    )
    found = known.select_related("regular").first()
    if found:
        return found.regular
    begun = Gift.objects.filter(reference=promise.reference, way=provider)
    gift = begun.select_related("regular").first() if promise.reference else None
    return gift.regular if gift else None


def _take_amount(regular: RegularGift, amount: Money) -> None:
    """Take over another amount, with fee cover in the proportion that it had."""
    before = regular.amount + regular.cover
    if amount.currency == regular.currency and 0 < amount.minor != before:
        regular.cover = amount.minor * regular.cover // before
        regular.amount = amount.minor - regular.cover


def _apply_payout(payout: Payout, at: datetime) -> None:
    there = (Account.BANK, Account.PROVIDER)
    _book_either_way(f"{payout.name}:paid", payout.amount, there, payout.at, at)
    if payout.back_at:
        back = (Account.PROVIDER, Account.BANK)
        _book_either_way(f"{payout.name}:returned", payout.amount, back, payout.back_at, at)
