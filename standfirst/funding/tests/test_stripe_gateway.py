"""Stripe's own library against the double, and what we make of what it says."""

import pytest

from standfirst.funding.gateways.contract import NotTaken, Payment, Payout, Promise
from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.models import Campaign, Case, Gift, ProviderObject, RegularGift
from standfirst.funding.services.booking import Kind
from standfirst.lib.errors import Unavailable
from standfirst.lib.money import Money
from tests.fakestripe.driving import FakeStripe

from .conftest import begun
from .giving import BACK, Paying, now

pytestmark = pytest.mark.django_db


def facts(payment: Payment) -> set[tuple[str, int]]:
    return {(fact.key.split(":")[1], fact.kind.sign * fact.amount.minor) for fact in payment.facts}


def test_asked_again_means_the_same_page(gateway: StripeGateway, campaign: Campaign):
    gift = begun(campaign)
    page = gateway.begin(gift=gift, back=BACK, at=now())
    assert gateway.begin(gift=gift, back=BACK, at=now()) == page


def test_the_page_is_remembered_for_its_gift(gateway: StripeGateway, campaign: Campaign):
    gift = begun(campaign)
    for _time in range(2):
        page = gateway.begin(gift=gift, back=BACK, at=now())
    assert gift.provider_objects.get().name == page.rsplit("/", 1)[1]


def test_a_paid_page_is_a_payment_with_its_reference(gateway: StripeGateway, paid: Paying):
    gift, session = paid(amount=5000, cover=180)
    payment = gateway.look_up(session["id"])
    assert payment.reference == gift.reference
    assert payment.state == Gift.State.RECEIVED
    assert payment.charged == Money(5180, "USD")
    assert facts(payment) == {("captured", 5180)}
    assert payment.facts[0].key == f"{session['payment_intent']}:captured"
    assert [fee.amount for fee in payment.fees] == [Money(180, "USD")]
    assert payment.mail == "alice@example.org"


def test_the_charge_names_the_same_payment(gateway: StripeGateway, paid: Paying):
    _gift, session = paid()
    payment = gateway.look_up(session["payment_intent"])
    assert payment.names[0] == session["payment_intent"]
    assert gateway.look_up(payment.names[1]) == payment


@pytest.mark.parametrize(
    ("way", "state"),
    [("declined", "failed"), ("challenge", "begun"), ("delayed-paid", "pending")],
)
def test_says_how_far_a_payment_came(gateway: StripeGateway, paid: Paying, way: str, state: str):
    _gift, session = paid(way)
    payment = gateway.look_up(session["payment_intent"])
    assert (payment.state, payment.facts) == (state, ())


@pytest.mark.parametrize(
    ("way", "state"), [("delayed-paid", "received"), ("delayed-failed", "failed")]
)
def test_a_payment_by_bank_ends_later(
    fake: FakeStripe, gateway: StripeGateway, paid: Paying, way: str, state: str
):
    _gift, session = paid(way)
    fake.control("clock", advance=5)
    assert gateway.look_up(session["id"]).state == state


def test_a_page_that_nobody_paid_expires(
    fake: FakeStripe, gateway: StripeGateway, campaign: Campaign
):
    page = gateway.begin(gift=begun(campaign), back=BACK, at=now())
    name = page.rsplit("/", 1)[1]
    assert gateway.look_up(name).state == Gift.State.BEGUN
    fake.control("clock", advance=3600)
    assert gateway.look_up(name).state == Gift.State.EXPIRED


def test_refunds_go_back_in_parts_and_may_fail(
    fake: FakeStripe, gateway: StripeGateway, paid: Paying
):
    gift, session = paid()
    ProviderObject.objects.create(provider="stripe", name=session["payment_intent"], gift=gift)
    gateway.give_back(gift=gift, amount=Money(1000, "USD"), key="a")
    gateway.give_back(gift=gift, amount=Money(1000, "USD"), key="a")  # the same wish again
    gateway.give_back(gift=gift, amount=Money(500, "USD"), key="b")
    payment = gateway.look_up(session["payment_intent"])
    assert facts(payment) == {("captured", 5000), ("refunded", -1000), ("refunded", -500)}
    first = next(fact.key for fact in payment.facts if fact.amount.minor == 500)
    fake.control("fail_refund", refund=first.split(":")[0])
    assert ("failed", 500) in facts(gateway.look_up(session["id"]))


def test_more_than_is_left_does_not_go_back(gateway: StripeGateway, paid: Paying):
    gift, session = paid()
    ProviderObject.objects.create(provider="stripe", name=session["payment_intent"], gift=gift)
    with pytest.raises(Unavailable, match="greater than unrefunded") as refused:
        gateway.give_back(gift=gift, amount=Money(5001, "USD"), key="too much")
    assert refused.value.permanent


@pytest.mark.parametrize(("back", "returned"), [(0, 0), (5000, 5000), (2000, 2000)])
def test_a_dispute_takes_and_may_return(
    fake: FakeStripe, gateway: StripeGateway, paid: Paying, back: int, returned: int
):
    _gift, session = paid()
    charge = gateway.look_up(session["id"]).names[1]
    dispute = fake.control("dispute", charge=charge)["id"]
    payment = gateway.look_up(dispute)
    assert facts(payment) == {("captured", 5000), ("withdrawn", -5000)}
    assert [(ask.kind, ask.is_open) for ask in payment.asks] == [(Case.Kind.DISPUTE, True)]
    assert sum(fee.amount.minor for fee in payment.fees) == 175 + 1500
    fake.control("close_dispute", dispute=dispute, returned=back)
    payment = gateway.look_up(dispute)
    assert sum(f.amount.minor for f in payment.facts if f.kind == Kind.RETURNED) == returned
    assert not payment.asks[0].is_open


def test_a_warning_of_fraud_is_for_a_person(fake: FakeStripe, gateway: StripeGateway, paid: Paying):
    _gift, session = paid()
    fake.control("warn", charge=gateway.look_up(session["id"]).names[1])
    assert gateway.look_up(session["id"]).asks[0].kind == Case.Kind.FRAUD


def test_another_currency_is_exchanged(gateway: StripeGateway, paid: Paying):
    _gift, session = paid(currency="JPY", amount=5000)
    payment = gateway.look_up(session["id"])
    (exchange,) = payment.exchanges
    assert exchange.given == Money(5000, "JPY")
    assert exchange.received == Money(3350, "USD")
    assert payment.fees[0].amount == Money(127, "USD")


def test_a_monthly_gift_renews_is_changed_paused_and_stopped(
    fake: FakeStripe, gateway: StripeGateway, paid: Paying
):
    gift, session = paid(every="month", amount=700)
    name = session["subscription"]
    ProviderObject.objects.create(provider="stripe", name=name, regular=gift.regular)
    promise = gateway.look_up(session["id"])
    assert isinstance(promise, Promise)
    assert (promise.reference, promise.state) == (gift.reference, RegularGift.State.ACTIVE)
    first = gateway.look_up(session["invoice"])
    assert (first.reference, first.regular) == (gift.reference, name)
    gateway.change(regular=gift.regular, amount=Money(900, "USD"))
    fake.control("clock", advance=32 * 86400)
    latest = newest(gateway, "invoice.paid")
    renewal = gateway.look_up(latest)
    assert (renewal.reference, renewal.regular) == ("", name)
    assert renewal.charged == Money(900, "USD")
    gateway.pause(regular=gift.regular, paused=True)
    assert gateway.look_up(name).state == RegularGift.State.PAUSED
    gateway.pause(regular=gift.regular, paused=False)
    gateway.stop(regular=gift.regular)
    assert gateway.look_up(name).state == RegularGift.State.ENDED


def newest(gateway: StripeGateway, kind: str) -> str:
    return [message.about for message in gateway.messages(since="") if message.kind == kind][-1]


def test_a_failed_renewal_is_late_then_over(fake: FakeStripe, gateway: StripeGateway, paid: Paying):
    _gift, session = paid(every="month", amount=700)
    fake.control("card", customer=session["customer"], card="declined")
    fake.control("clock", advance=32 * 86400)
    assert gateway.look_up(session["subscription"]).state == RegularGift.State.LATE
    assert gateway.look_up(newest(gateway, "invoice.payment_failed")).facts == ()
    for _try in range(3):
        fake.control("clock", advance=8 * 86400)
    assert gateway.look_up(session["subscription"]).state == RegularGift.State.ENDED


def test_the_portal_leads_back(gateway: StripeGateway, paid: Paying):
    gift, session = paid(every="year", amount=700)
    ProviderObject.objects.create(
        provider="stripe", name=session["subscription"], regular=gift.regular
    )
    assert "/p/session/" in gateway.manage(regular=gift.regular, back="https://paper.example/mine/")


def test_a_payout_leaves_and_may_come_back(fake: FakeStripe, gateway: StripeGateway, paid: Paying):
    paid()
    made = gateway._client.v1.payouts.create({"amount": 1000, "currency": "usd"})
    payout = gateway.look_up(made.id)
    assert isinstance(payout, Payout)
    assert (payout.amount, payout.back_at) == (Money(1000, "USD"), None)
    fake.control("end_payout", payout=made.id, failed=True)
    assert gateway.look_up(made.id).back_at
    assert gateway.balance()["USD"] == 5000 - 175


def test_messages_come_oldest_first_from_where_we_were(gateway: StripeGateway, paid: Paying):
    paid()
    names = [message.name for message in gateway.messages(since="")]
    assert names == sorted(names)
    paid()
    later = [message.name for message in gateway.messages(since=names[-1])]
    assert later[0] > names[-1]
    assert len(later) == len(names)


def test_what_is_gone_or_strange_is_nothing(gateway: StripeGateway):
    assert gateway.look_up("pi_gone") is None
    assert gateway.look_up("acct_1") is None
    assert gateway.look_up("") is None


def test_an_amount_that_stripe_refuses_is_refused_in_words(
    gateway: StripeGateway, campaign: Campaign
):
    with pytest.raises(NotTaken):
        gateway.begin(gift=begun(campaign, currency="KWD", amount=5124), back=BACK, at=now())


def test_a_provider_that_is_away_is_unavailable(gateway: StripeGateway):
    nowhere = StripeGateway(key="sk_test_x", secrets=(), base="http://127.0.0.1:9")
    with pytest.raises(Unavailable) as failed:
        nowhere.balance()
    assert not failed.value.permanent
