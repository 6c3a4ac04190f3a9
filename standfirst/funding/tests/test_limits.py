"""How many gifts may be begun, by whom and with which address, and when they go on by a letter."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from standfirst.funding.models import Campaign, Case, Gift, ProviderMessage

from .giving import ALICE, OWN, play, send

pytestmark = pytest.mark.django_db


def test_lets_nobody_begin_gifts_without_end(client: Client, fund: Campaign):
    for number in range(10):
        assert send(client, own=str(10 + number), mail=f"r{number}@x.example").status_code == 303
    answer = send(Client(), own="30", mail="another@x.example")
    assert answer.status_code == 422
    assert "Many gifts were started" in answer.content.decode()


def many_begun_elsewhere(times: int = 10) -> None:
    """Somebody else begins gifts with Alice's address, from as many networks as they need."""
    for number in range(times):
        stranger = Client(REMOTE_ADDR=f"203.0.113.{number // 10}")
        send(stranger, own=str(20 + number))


def test_goes_on_by_mail_where_others_began_many_gifts_with_the_address(
    client: Client, fund: Campaign, mailoutbox: list
):
    many_begun_elsewhere()
    assert mailoutbox == []
    assert send(client)["Location"] == "/support/proof/"
    assert mailoutbox[-1].to == [ALICE]
    assert "with your address" in client.get("/support/proof/").content.decode()


def test_goes_on_by_mail_when_such_a_form_is_sent_twice(client: Client, fund: Campaign):
    many_begun_elsewhere()
    assert send(client)["Location"] == send(client)["Location"] == "/support/proof/"
    assert Gift.objects.filter(amount=1500).count() == 1


def test_needs_no_letter_when_a_form_from_before_is_sent_twice(client: Client, fund: Campaign):
    page = send(client)["Location"]
    many_begun_elsewhere(9)
    assert send(client)["Location"] == page


def test_fills_nobodys_mailbox_with_letters(client: Client, fund: Campaign, mailoutbox: list):
    many_begun_elsewhere(30)
    for _time in range(5):
        answer = send(client)
    assert len(mailoutbox) == 10
    assert "started with this email address" in answer.content.decode()


def test_sends_few_letters_about_one_gift(client: Client, fund: Campaign, mailoutbox: list):
    many_begun_elsewhere()
    for _time in range(5):
        assert send(client)["Location"] == "/support/proof/"
    assert len(mailoutbox) == 3


def test_says_what_is_true_of_the_address_where_no_mail_is_sent(
    client: Client, fund: Campaign, settings: Settings
):
    settings.CAN_MAIL = False
    many_begun_elsewhere()
    text = send(client).content.decode()
    assert "Many gifts were started with this email address" in text
    assert "from your network" not in text


def declined(payment: str, times: int = 1) -> None:
    """The provider tells that cards were declined for `payment`."""
    now, before = timezone.now(), ProviderMessage.objects.count()
    for number in range(times):
        ProviderMessage.objects.create(
            provider="stripe", name=f"{payment}:{before + number}", kind="payment_intent.payment_failed",
            about=payment, payload="", told_at=now, received_at=now, applied_at=now,
        )  # fmt: skip


def test_asks_nobody_by_mail_because_of_one_payment_that_is_declined_often(
    client: Client, fund: Campaign
):
    declined("pi_1", times=30)
    assert "/demo/" in send(client)["Location"]


def test_asks_nobody_by_mail_because_of_one_page_of_the_demonstration(
    client: Client, fund: Campaign
):
    play(client, send(client)["Location"], *["decline"] * 12)
    assert "/demo/" in send(client, own="16")["Location"]


def test_tells_somebody_of_one_payment_on_which_card_after_card_is_tried(
    client: Client, fund: Campaign
):
    declined("pi_1", times=19)
    send(client)
    assert not Case.objects.exists()
    declined("pi_1")
    send(client, own="30")
    case = Case.objects.get()
    assert (case.kind, case.about) == ("testing", "pi_1")
    assert "20 cards were declined" in case.words


def test_asks_by_mail_first_when_several_payments_are_declined_often(
    client: Client, fund: Campaign
):
    for number in range(4):
        declined(f"pi_{number}", times=3)
    assert send(client)["Location"] == "/support/proof/"


def test_asks_by_mail_first_while_cards_are_tried_out(
    client: Client, fund: Campaign, mailoutbox: list
):
    for number in range(12):
        declined(f"pi_{number}")
    assert send(client)["Location"] == "/support/proof/"
    assert "Check your email" in client.get("/support/proof/").content.decode()
    assert Case.objects.filter(kind="testing", settled_at=None).count() == 1
    way_on = next(line for line in mailoutbox[-1].body.splitlines() if "/support/proof/" in line)
    path = way_on[way_on.index("/support/") :].strip()
    assert client.get(path).status_code == 200
    onward = client.post(path, **OWN)
    assert onward["Location"] == f"/funding/demo/{Gift.objects.get().reference}/"
    assert client.get("/support/proof/forged/").status_code == 404
