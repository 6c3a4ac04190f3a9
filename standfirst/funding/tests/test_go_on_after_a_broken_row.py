"""One broken refund, bill or regular gift holds up no other."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from standfirst.accounts.testing import make_user
from standfirst.funding.models import Gift, RefundRequest
from standfirst.funding.services import reconciling, refunds, regular_letters, supporters
from standfirst.funding.testing import make_campaign, make_gift

pytestmark = pytest.mark.django_db


def asked(gift: Gift, **fields: object):
    now = timezone.now()
    return RefundRequest.objects.create(
        gift=gift, amount=100, reason="x", state=RefundRequest.State.SENT, asked_at=now, next_at=now,
        asked_by=make_user(f"bob{gift.pk}"), **fields,
    )  # fmt: skip


def test_a_refund_that_fails_lets_the_others_go(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    campaign = make_campaign()
    bad, good = (asked(make_gift(campaign, 5000)) for _ in range(2))

    def give_back(*, gift: Gift, **_rest: object) -> None:
        if gift == bad.gift:
            raise KeyError("status")

    gateway = SimpleNamespace(name="stripe", give_back=give_back, look_up=lambda _name: None)
    monkeypatch.setattr(refunds, "_gateway_for", lambda _gift: gateway)
    refunds.send_due(at=timezone.now())
    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.state == RefundRequest.State.DONE
    assert bad.state == RefundRequest.State.SENT
    assert bad.next_at > timezone.now()
    assert [record.message for record in caplog.records] == ["refund_not_sent"]


def test_a_bill_that_cannot_be_booked_does_not_stop_the_comparison(
    monkeypatch: pytest.MonkeyPatch,
):
    booked = []

    def apply_bill(bill: str, **_rest: object) -> None:
        if bill == "bad":
            raise ValueError("no amount")
        booked.append(bill)

    monkeypatch.setattr(reconciling, "apply_bill", apply_bill)
    gateway = SimpleNamespace(
        name="stripe", balance=dict, messages=lambda **_: [], bills=lambda **_: ["bad", "good"]
    )
    reconciling.reconcile(gateway=gateway, at=timezone.now())
    assert "good" in booked


def test_a_renewal_that_cannot_be_announced_lets_the_others_be(monkeypatch: pytest.MonkeyPatch):
    told = []

    def decide_on(_kind: str, about: str, **_rest: object) -> bool:
        told.append(about)
        if len(told) == 1:
            raise ValueError("broken")
        return True

    rows = [
        SimpleNamespace(pk=1, next_on=1, supporter=1),
        SimpleNamespace(pk=2, next_on=2, supporter=2),
    ]
    queryset = SimpleNamespace(exclude=lambda **_: SimpleNamespace(select_related=lambda *_: rows))
    monkeypatch.setattr(regular_letters, "decide_on", decide_on)
    monkeypatch.setattr(
        regular_letters.RegularGift, "objects", SimpleNamespace(filter=lambda **_: queryset)
    )
    assert regular_letters.announce_renewals(at=timezone.now() + timedelta(0)) == 1
    assert told == ["1:1", "2:2"]


def test_a_regular_gift_that_cannot_be_stopped_lets_the_others_stop(
    monkeypatch: pytest.MonkeyPatch,
):
    def stop(**_rest: object) -> None:
        raise KeyError("status")

    monkeypatch.setattr(supporters, "gateway_of", lambda _way: SimpleNamespace(stop=stop))
    first = SimpleNamespace(first=lambda: SimpleNamespace(way="stripe"))
    regular = SimpleNamespace(pk=1, gifts=SimpleNamespace(order_by=lambda _: first))
    assert supporters._stop(regular, timezone.now()) is False
