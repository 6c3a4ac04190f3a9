"""What never came is found; a difference that stays is an alarm."""

from datetime import timedelta

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.letters import treasurers
from standfirst.funding.models import (
    Account,
    Campaign,
    Case,
    Gift,
    Movement,
    ProviderMessage,
    RegularGift,
)
from standfirst.funding.queries import balances, meter
from standfirst.funding.services.intake import take_in
from standfirst.funding.services.reconciling import (
    last_reconciliations,
    reconcile,
    reconcile_when_due,
)
from standfirst.funding.services.transfers import book_transfer
from standfirst.funding.tasks import alarm_treasurer
from standfirst.funding.testing import TODAY
from standfirst.lib.money import Money
from tests.fakestripe.driving import FakeStripe

from .conftest import begun
from .giving import Paying, now
from .simulated import START, Provider

pytestmark = pytest.mark.django_db


def test_brings_in_what_never_came(gateway: StripeGateway, paid: Paying):
    gift, _session = paid()
    outcome = reconcile(gateway=gateway, at=now())
    assert (outcome.missed, outcome.waiting, outcome.differing) == (6, 0, ())
    assert ProviderMessage.objects.filter(was_missed=True).count() == 6
    assert meter(gift.campaign, on=TODAY).raised.minor == 5000


def test_asks_only_for_what_is_new(gateway: StripeGateway, paid: Paying, fake: FakeStripe):
    paid()
    reconcile(gateway=gateway, at=now() + timedelta(hours=1))
    paid()
    (row,) = last_reconciliations(provider="stripe")
    assert row.cursor
    assert len(list(gateway.messages(since=row.cursor))) == 6
    assert reconcile(gateway=gateway, at=now() + timedelta(hours=2)).missed == 6


def test_a_worker_that_is_often_started_asks_once_an_hour(gateway: StripeGateway, paid: Paying):
    paid()
    at = now()
    assert reconcile_when_due(gateway=gateway, at=at)
    assert reconcile_when_due(gateway=gateway, at=at + timedelta(minutes=59)) is None
    assert reconcile_when_due(gateway=gateway, at=at + timedelta(minutes=60))


def test_everything_that_can_happen_leaves_no_difference(
    gateway: StripeGateway, paid: Paying, fake: FakeStripe
):
    """Refunds that stay and fail, disputes lost, won and in part, renewals, payouts, three currencies."""
    client = gateway._client.v1
    for currency in ("USD", "EUR", "JPY"):
        for turn in range(6):
            _gift, session = paid(currency=currency, amount=5001 + turn, cover=171)
            name = session["payment_intent"]
            charge = client.payment_intents.retrieve(name).latest_charge
            if turn in {1, 2}:
                made = client.refunds.create({"payment_intent": name, "amount": 1777})
                client.refunds.create({"payment_intent": name})
                if turn == 2:
                    fake.control("fail_refund", refund=made.id)
            if turn > 2:
                dispute = fake.control("dispute", charge=charge)["id"]
                back = {3: 0, 4: 5001 + 4 + 171, 5: 1999}[turn]
                fake.control("close_dispute", dispute=dispute, returned=back)
    paid(every="month", amount=700)
    reconcile(gateway=gateway, at=now())
    fake.control("clock", advance=32 * 86400)
    client.payouts.create({"currency": "usd", "amount": 900})
    outcome = reconcile(gateway=gateway, at=now())
    assert outcome.differing == ()
    held = balances()
    assert {code: held["provider", code] for code in ("USD", "EUR")} == {
        code: minor for code, minor in gateway.balance().items() if minor
    }
    assert held["provider", "JPY"] == 0
    assert held["bank", "USD"] == 900
    assert all(
        sum(minor for (_account, code), minor in held.items() if code == each) == 0
        for each in ("USD", "EUR", "JPY")
    )


def test_renewals_are_gifts_of_their_own(gateway: StripeGateway, paid: Paying, fake: FakeStripe):
    gift, session = paid(every="month", amount=650, cover=50)
    for _month in range(2):  # Stripe keeps its events for thirty days
        reconcile(gateway=gateway, at=now())
        fake.control("clock", advance=31 * 86400)
    reconcile(gateway=gateway, at=now())
    gifts = Gift.objects.filter(regular=gift.regular).order_by("pk")
    assert [(g.amount, g.cover, g.state) for g in gifts] == [(650, 50, "received")] * 3
    assert gift.regular.provider_objects.filter(name=session["subscription"]).exists()
    regular = RegularGift.objects.get()
    assert (regular.state, bool(regular.next_on)) == (RegularGift.State.ACTIVE, True)


def test_money_of_no_gift_is_in_the_books_and_before_a_person(
    gateway: StripeGateway, fake: FakeStripe, db: None
):
    made = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
    gateway._client.v1.payment_intents.create(made)
    assert reconcile(gateway=gateway, at=now()).differing == ()
    assert balances()["unexplained", "USD"] == -2000
    assert Case.objects.get().kind == Case.Kind.STRANGER


def test_what_the_provider_bills_apart_is_a_fee_and_no_difference(
    gateway: StripeGateway, paid: Paying, fake: FakeStripe
):
    paid()
    for _month in range(2):
        fake.control("bill", amount=200, currency="usd")
        assert reconcile(gateway=gateway, at=now()).differing == ()
    assert reconcile(gateway=gateway, at=now()).differing == ()
    assert balances()["fees", "USD"] == 175 + 400


def test_a_difference_that_stays_is_an_alarm_once(gateway: StripeGateway, paid: Paying):
    bob = make_user("bob", TREASURER)
    paid()
    wrong = Money(77, "USD")
    book_transfer(
        fact="typo", debit=Account.PROVIDER, credit=Account.BANK, amount=wrong,
        occurred_at=now(), at=now(),
    )  # fmt: skip
    for _hour in range(2):
        (row,) = reconcile(gateway=gateway, at=now()).differing
        assert row.difference == 77
    assert DBTaskResult.objects.filter(task_path__endswith="alarm_treasurers").count() == 1
    case = Case.objects.get(kind=Case.Kind.DIFFERENCE)
    assert case.about == "USD"
    assert treasurers() == [bob.email]
    alarm_treasurer.call(case.pk, bob.email)
    assert [letter.to for letter in mail.outbox] == [[bob.email]]
    book_transfer(
        fact="typo-back", debit=Account.BANK, credit=Account.PROVIDER, amount=wrong,
        occurred_at=now(), at=now(),
    )  # fmt: skip
    assert reconcile(gateway=gateway, at=now()).differing == ()
    assert Case.objects.get(kind=Case.Kind.DIFFERENCE).settled_at


class BusyProvider(Provider):
    """Somebody pays whenever anybody asks what it holds: once before the answer, once after it."""

    def balance(self) -> dict[str, int]:
        self.somebody_pays()
        held = dict(super().balance())
        self.somebody_pays()
        return held

    def somebody_pays(self) -> None:
        paid = next(paid for paid in self.payments.values() if not paid.facts)
        self.capture(paid)
        self.tell(paid)


def test_money_that_moves_while_we_count_is_no_difference(campaign: Campaign):
    provider = BusyProvider(*(begun(campaign) for _gift in range(40)))
    outcome = reconcile(gateway=provider, at=START)
    assert (outcome.differing, outcome.waiting) == ((), 0)
    assert not Case.objects.exists()
    provider.balance = lambda: Provider.balance(provider)  # type: ignore[method-assign] # nobody pays any more
    (row,) = reconcile(gateway=provider, at=START).reconciliations
    assert (
        row.ours
        == row.theirs
        == 40 * 5000
        - sum(fee.amount.minor for paid in provider.payments.values() for fee in paid.fees)
        - 5000 * sum(not paid.facts for paid in provider.payments.values())
    )


def test_what_somebody_else_left_half_done_is_done(gateway: StripeGateway, paid: Paying):
    """Taken by a worker that was killed: its lease has not ended, and it is applied all the same."""
    gift, _session = paid()
    for message in gateway.messages(since=""):
        take_in(message, provider="stripe", at=now())
    ProviderMessage.objects.update(next_at=now() + timedelta(hours=1), tries=1)
    assert reconcile(gateway=gateway, at=now()).waiting == 0
    assert Movement.objects.filter(gift=gift).count() == 2
