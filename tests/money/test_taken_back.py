"""A bank takes a payment back after it had come: it is booked back, however late, and nobody keeps a receipt."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from standfirst.funding.gateways import stripe_shapes
from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.models import Case, Gift, Receipt, Supporter
from standfirst.funding.queries import balances, public_accounts
from standfirst.funding.services import applying
from standfirst.funding.services.checking import check_books
from standfirst.funding.services.reconciling import reconcile
from standfirst.funding.services.sending import send_due
from standfirst.funding.tests.giving import Paying, now
from standfirst.lib.testing import mail_server
from tests.fakestripe.driving import FakeStripe

from .agreeing import agree, entries, hear, letters, page_of

pytestmark = pytest.mark.django_db
Arrived = Callable[[], tuple[Gift, str]]


@pytest.fixture
def arrived(paid: Paying, gateway: StripeGateway, fake: FakeStripe) -> Arrived:
    """Pay from a bank account, and wait until it has come; returns the gift and the provider's charge."""

    def pay() -> tuple[Gift, str]:
        alice = Supporter.objects.create(name="Alice", mail="alice@example.org", created_at=now())
        gift, session = paid("delayed-paid", supporter=alice)
        fake.control("clock", advance=5)
        return gift, gateway.look_up(session["payment_intent"]).names[1]

    return pay


@pytest.mark.parametrize("kept", [0, 80])
def test_all_of_it_is_booked_back_and_said(
    gateway: StripeGateway, fake: FakeStripe, arrived: Arrived, kept: int
):
    gift, charge = arrived()
    agree(gateway, gift.campaign, raised=5000, received=1)
    assert Receipt.objects.get().void_at is None
    fake.control("fail_charge", charge=charge, kept=kept)
    agree(gateway, gift.campaign, raised=0, received=0)
    gift.refresh_from_db()
    assert gift.state == Gift.State.FAILED
    assert Receipt.objects.get().void_at
    case = Case.objects.get(settled_at=None)
    assert (case.kind, case.gift) == (Case.Kind.FAILED, gift)
    assert (letters(), balances()["fees", "USD"]) == (["receipt", "void"], kept)
    assert "did not go through" in page_of(gift)
    with mail_server() as server:
        send_due(at=now())
        (letter,) = server.letters  # the receipt is void by now, so only that is told
    assert "Your bank took back your gift" in letter.get_body(("plain",)).get_content()


def test_of_which_we_heard_nothing_until_it_was_over_nothing_is_booked(
    gateway: StripeGateway, fake: FakeStripe, arrived: Arrived
):
    gift, charge = arrived()
    fake.control("fail_charge", charge=charge)
    agree(gateway, gift.campaign, raised=0, received=0)
    gift.refresh_from_db()
    assert (gift.state, entries(gift), letters()) == (Gift.State.FAILED, [], ["failed"])


def test_that_is_collected_again_it_counts_again(
    gateway: StripeGateway, fake: FakeStripe, arrived: Arrived
):
    gift, charge = arrived()
    hear(gateway)
    fake.control("fail_charge", charge=charge)
    hear(gateway)
    fake.control("collect", charge=charge)
    agree(gateway, gift.campaign, raised=5000, received=1)
    assert [bool(receipt.void_at) for receipt in Receipt.objects.order_by("pk")] == [True, False]


def test_of_which_some_went_back_before_the_rest_is_a_persons_business(
    gateway: StripeGateway, fake: FakeStripe, arrived: Arrived
):
    gift, charge = arrived()
    hear(gateway)
    gateway._client.v1.refunds.create({"charge": charge, "amount": 2000})
    hear(gateway)
    fake.control("fail_charge", charge=charge)
    agree(gateway, gift.campaign, raised=0, received=0)
    (books,) = public_accounts()
    assert books.total.unexplained.minor == -2000
    kinds = set(Case.objects.filter(settled_at=None).values_list("kind", flat=True))
    assert kinds == {Case.Kind.FAILED, Case.Kind.OVER_REFUND}


def ignore_the_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe_shapes.Charge, "has_failed", False)


def keep_it_received(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "is_taken_back", lambda _gift: False)


@pytest.mark.parametrize(
    ("plant", "found", "difference"),
    [(ignore_the_failure, "told", 4825), (keep_it_received, "states", 0)],
)
def test_that_stays_in_the_books_is_found(
    gateway: StripeGateway,
    fake: FakeStripe,
    arrived: Arrived,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[pytest.MonkeyPatch], None],
    found: str,
    difference: int,
):
    gift, charge = arrived()
    hear(gateway)
    plant(monkeypatch)
    fake.control("clock", advance=5)  # the provider's messages tell seconds
    fake.control("fail_charge", charge=charge)
    outcome = reconcile(gateway=gateway, at=now())
    assert [row.difference for row in outcome.reconciliations] == [difference]
    faults = check_books(at=now() + timedelta(hours=2))
    assert [fault.about for fault in faults] == [found]
    assert gift.reference in faults[0].words
