"""Payments from a bank account take days, and may fail: nothing counts before it is sure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from standfirst.funding.gateways import stripe_shapes
from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.models import Account, Case, Gift, Movement, PendingEntry, Supporter
from standfirst.funding.queries import balances
from standfirst.funding.services import applying
from standfirst.funding.services.checking import check_books
from standfirst.funding.services.reconciling import reconcile
from standfirst.funding.services.sending import send_due
from standfirst.funding.tests.giving import Paying, now
from standfirst.lib.testing import mail_server
from tests.fakestripe.driving import FakeStripe

from .agreeing import agree, entries, hear, letters, page_of

pytestmark = pytest.mark.django_db
FEE = 5000 * 29 // 1000 + 30


Debited = Callable[..., tuple[Gift, str]]
Plant = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture
def debited(paid: Paying, gateway: StripeGateway) -> Debited:
    """Pay from a bank account; returns the gift, with its giver, and the provider's charge."""

    def pay(**fields: object) -> tuple[Gift, str]:
        alice = Supporter.objects.create(name="Alice", mail="alice@example.org", created_at=now())
        gift, session = paid("delayed-paid", supporter=alice, **fields)
        payment = gateway.look_up(session["payment_intent"] or session["invoice"])
        return gift, payment.names[1]

    return pay


def test_on_its_way_nothing_is_booked_counted_or_thanked_for(
    gateway: StripeGateway, debited: Debited
):
    gift, _charge = debited()
    agree(gateway, gift.campaign, raised=0, received=0)
    gift.refresh_from_db()
    assert (gift.state, entries(gift), letters()) == (Gift.State.PENDING, [], [])
    assert "on its way" in page_of(gift)
    # The provider has it in its balance already, and says itself that it may be lost again.
    assert gateway.balance()["USD"] == 5000 - FEE
    assert PendingEntry.objects.get().minor == 5000 - FEE


def test_once_it_is_sure_it_counts(gateway: StripeGateway, fake: FakeStripe, debited: Debited):
    gift, _charge = debited()
    hear(gateway)
    fake.control("clock", advance=5)
    agree(gateway, gift.campaign, raised=5000, received=1)
    assert entries(gift) == [("gifts>provider", 5000), ("provider>fees", FEE)]
    assert (letters(), PendingEntry.objects.count()) == (["receipt"], 0)
    assert "We have received" in page_of(gift)


@pytest.mark.parametrize("kept", [0, 80])
def test_that_fails_it_ends_as_failed_and_its_giver_is_told(
    gateway: StripeGateway, fake: FakeStripe, debited: Debited, kept: int
):
    gift, charge = debited()
    hear(gateway)
    fake.control("fail_charge", charge=charge, kept=kept)
    agree(gateway, gift.campaign, raised=0, received=0)
    gift.refresh_from_db()
    assert gift.state == Gift.State.FAILED
    # What the provider keeps for it is a cost; nothing came, and nothing went back.
    assert balances().get(("fees", "USD"), 0) == kept
    assert not Movement.objects.filter(credit="gifts").exists()
    assert "did not go through" in page_of(gift)
    with mail_server() as server:
        send_due(at=now())
        (letter,) = server.letters
    assert "Your bank did not pay" in letter.get_body(("plain",)).get_content()


def test_whose_news_never_came_it_is_asked_for(
    gateway: StripeGateway, fake: FakeStripe, debited: Debited
):
    """After thirty days the provider forgets its events."""
    gift, charge = debited()
    hear(gateway)
    fake.control("fail_charge", charge=charge)
    fake.control("clock", advance=31 * 86400)
    agree(gateway, gift.campaign, raised=0, received=0)
    gift.refresh_from_db()
    assert gift.state == Gift.State.FAILED


def count_pending_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is in the provider's books, counts."""
    entered = property(lambda charge: charge.is_entered)
    monkeypatch.setattr(stripe_shapes.Charge, "is_sure", entered)


def take_fees_for_gifts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fee of a pending entry is booked, and any movement makes a gift received."""
    honest = stripe_shapes.payment

    def payment(intent, charges, invoice):  # noqa: ANN001, ANN202
        paid = honest(intent, charges, invoice)
        fees = tuple(fee for charge in charges for fee in stripe_shapes._fees(charge))
        return replace(paid, fees=fees, pending=())

    monkeypatch.setattr(stripe_shapes, "payment", payment)
    monkeypatch.setattr(applying, "INCOME", list(Account))


@pytest.mark.parametrize(
    ("plant", "found"), [(count_pending_entries, "told"), (take_fees_for_gifts, "states")]
)
def test_that_counts_too_early_is_found_at_night(
    gateway: StripeGateway,
    debited: Debited,
    monkeypatch: pytest.MonkeyPatch,
    plant: Plant,
    found: str,
):
    gift, _charge = debited()
    plant(monkeypatch)
    reconcile(gateway=gateway, at=now())
    gift.refresh_from_db()
    assert gift.state == Gift.State.RECEIVED
    faults = check_books(at=now() + timedelta(hours=2))
    assert found in {fault.about for fault in faults}
    assert all(gift.reference in fault.words for fault in faults)


def test_that_is_no_gift_of_ours_makes_no_difference_while_it_is_on_its_way(
    gateway: StripeGateway, fake: FakeStripe, debited: Debited
):
    gift, charge = debited()
    Gift.objects.filter(pk=gift.pk).update(reference="ANOTHER", way="transfer")
    gift.provider_objects.all().delete()
    for _turn in ("on its way", "failed"):
        assert reconcile(gateway=gateway, at=now()).differing == ()
        assert not Movement.objects.exists()
        assert not Case.objects.exists()
        if _turn == "on its way":
            fake.control("fail_charge", charge=charge)


def test_that_is_collected_again_after_it_failed_counts_once(
    gateway: StripeGateway, fake: FakeStripe, debited: Debited
):
    """A renewal: the same payment, a second try."""
    gift, charge = debited(every="month")
    hear(gateway)
    fake.control("fail_charge", charge=charge, kept=80)
    hear(gateway)
    fake.control("collect", charge=charge)
    agree(gateway, gift.campaign, raised=5000, received=1)
