"""What may happen to gifts and to the news of them; each life ends with all that must hold."""

import itertools
import random
from datetime import datetime, timedelta

from django.db import transaction

from standfirst.funding.gateways.contract import Message
from standfirst.funding.models import Campaign, Gift
from standfirst.funding.queries import balances, meter
from standfirst.funding.services import intake
from standfirst.funding.services.reconciling import reconcile
from standfirst.funding.testing import TODAY

from .simulated import START, Paid, Provider, power_for

# Currencies, and what one minor unit is in the campaign's; all but the first leave fractions.
RATES = (("USD", 1, 1), ("JPY", 67, 101), ("EUR", 10837, 10000))


def goes_back_in_parts(campaign: Campaign) -> None:
    """A gift in another currency, with fee cover, goes back in four parts; each news comes twice."""
    provider = Provider(_begin(campaign, "EUR", 1500, 74))
    (paid,) = provider.payments.values()
    provider.capture(paid)
    _tell(provider, paid)
    for part in (333, 333, 333, paid.gift.charged.minor - 999):
        provider.refund(paid, part)
        _tell(provider, paid)
    assert meter(campaign, on=TODAY).raised.minor == 0


def is_never_paid(campaign: Campaign) -> None:
    """Somebody waits for their bank, and then it declines."""
    provider = Provider(_begin(campaign, "USD", 1500, 0))
    (paid,) = provider.payments.values()
    provider.wait(paid)
    _tell(provider, paid)
    provider.decline(paid)
    _tell(provider, paid)


def loses_power_everywhere(campaign: Campaign) -> None:
    """One message, and the power goes before each statement to the database in turn.

    Then the provider, which had no answer, tells again; and nobody reconciles.
    """
    for statements in itertools.count():
        with transaction.atomic():
            went = _loses_power(campaign, statements)
            transaction.set_rollback(True)
        if not went:
            assert statements > 10, "hardly anything was done"
            return


def _loses_power(campaign: Campaign, statements: int) -> bool:
    provider = Provider(_begin(campaign, "EUR", 1500, 74))
    (paid,) = provider.payments.values()
    provider.capture(paid)
    provider.refund(paid, 500)
    message = provider.tell(paid)
    with power_for(statements) as cut:
        intake.take_in(message, provider=provider.name, at=START)
        intake.apply_due(gateway=provider, at=START)
    intake.take_in(message, provider=provider.name, at=START)
    intake.apply_due(gateway=provider, at=START + intake.LEASE)
    check(campaign, provider)
    return cut.happened


def anything(campaign: Campaign, dice: random.Random, *, turns: int = 12) -> None:
    """Messages come late, twice, in any order or never; in between, the power goes."""
    gifts = (_begin_any(campaign, dice) for _gift in range(2))
    provider, waiting, at = Provider(*gifts), list[Message](), START
    for paid in provider.payments.values():
        paid.is_doomed = dice.random() < 0.2
    provider.silence = dice.choice([0.0, 0.3])
    # Where nothing is lost, the end must be right although nobody reconciles.
    is_lossy = dice.random() < 0.5
    for _turn in range(turns):
        for message in _live(provider, dice):
            waiting += [message] * dice.choice((0, 1, 1, 2) if is_lossy else (1, 1, 2))
        dice.shuffle(waiting)
        at += timedelta(minutes=5)
        waiting = _hear(provider, waiting, dice, at)
    provider.silence, at = 0.0, at + timedelta(hours=1)
    if not is_lossy:
        for message in waiting:
            intake.take_in(message, provider=provider.name, at=at)
        with power_for(dice.randint(0, 40)):
            intake.apply_due(gateway=provider, at=at)
        intake.apply_due(gateway=provider, at=at + intake.LEASE)
        check(campaign, provider)
    with power_for(dice.randint(0, 60)):
        reconcile(gateway=provider, at=at)
    outcome = reconcile(gateway=provider, at=at + timedelta(hours=1))
    assert outcome.differing == (), outcome
    check(campaign, provider)


def _hear(
    provider: Provider, waiting: list[Message], dice: random.Random, at: datetime
) -> list[Message]:
    """Take some of the messages in and apply them; returns those that the provider must send again."""
    heard = [waiting.pop() for _delivery in range(min(dice.randint(0, 3), len(waiting)))]
    again = list[Message]()
    for message in heard:
        with power_for(dice.choice([None, None, dice.randint(0, 3)])) as cut:
            intake.take_in(message, provider=provider.name, at=at)
        again += [message] if cut.happened else []
    with power_for(dice.choice([None, dice.randint(0, 60)])):
        intake.apply_due(gateway=provider, at=at)
    return waiting + again


def _live(provider: Provider, dice: random.Random) -> list[Message]:
    """Let something happen to some payment; returns the messages that tell of it."""
    paid = dice.choice(list(provider.payments.values()))
    if paid.state != Gift.State.RECEIVED:
        ways = [provider.decline, provider.wait, provider.capture, provider.capture]
        dice.choice(ways[:2] if paid.is_doomed else ways)(paid)
    elif paid.net == paid.gift.charged.minor and dice.random() < 0.2:
        provider.dispute(paid)
    else:
        _go_back(provider, paid, dice)
    return [provider.tell(paid) for _message in range(dice.choice([1, 1, 2]))]


def _go_back(provider: Provider, paid: Paid, dice: random.Random) -> None:
    match dice.choice(["part", "part", "part", "rest", "fail", "close"]):
        case "part" if paid.net > 0:
            provider.refund(paid, dice.randint(1, max(1, paid.net // 3)))
        case "rest":
            provider.refund(paid, max(paid.net, 0))
        case "fail":
            provider.fail_refund(paid)
        case "close":
            provider.close_dispute(paid, parts=dice.choice([1, 3]))


def check(campaign: Campaign, provider: Provider) -> None:
    """See that each gift is worth what the provider has of it, that nothing waits, and that the books balance."""
    raised = 0
    for paid in provider.payments.values():
        gift = Gift.objects.get(pk=paid.gift.pk)
        given = paid.net * gift.amount // gift.charged.minor
        worth = given * gift.rate_over // gift.rate_under
        assert sum(gift.movements.values_list("meter", flat=True)) == worth
        if paid.net == 0:
            assert worth == 0
        assert (gift.state == Gift.State.RECEIVED) == bool(paid.facts)
        raised += worth
    assert meter(campaign, on=TODAY).raised.minor == raised
    assert intake.waiting(provider=provider.name) == 0
    held = balances()
    for currency in {currency for _account, currency in held}:
        assert sum(minor for (_a, code), minor in held.items() if code == currency) == 0
        assert held.get(("provider", currency), 0) == provider.balance().get(currency, 0)


def _tell(provider: Provider, paid: Paid) -> None:
    """Two messages, one of them twice; then all must hold."""
    for message in (provider.tell(paid), provider.tell(paid), provider.told[-1]):
        intake.take_in(message, provider=provider.name, at=START)
        intake.apply_due(gateway=provider, at=START)
    check(paid.gift.campaign, provider)


def _begin_any(campaign: Campaign, dice: random.Random) -> Gift:
    return _begin(
        campaign, dice.choice(RATES)[0], dice.randint(100, 9999), dice.choice([0, 0, 171])
    )


def _begin(campaign: Campaign, currency: str, amount: int, cover: int) -> Gift:
    over, under = next((over, under) for code, over, under in RATES if code == currency)
    return Gift.objects.create(
        campaign=campaign, way="stripe", currency=currency, amount=amount, cover=cover,
        rate_over=over, rate_under=under, begun_at=START,
    )  # fmt: skip
