"""The desk helps who cannot help themselves: another address, a receipt again, a regular gift stopped; all noted."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from standfirst.accounts.models import User
from standfirst.accounts.roles import EDITOR, MODERATOR, REPORTER, TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.models import Campaign, Gift, RegularGift, Supporter, SupporterLetter
from standfirst.funding.services.receipts import issue_receipt
from standfirst.funding.services.supporters import erase
from standfirst.funding.testing import NOW, make_gift
from standfirst.lib.errors import Unavailable
from standfirst.publishing.queries import newsroom

pytestmark = pytest.mark.django_db
OLD, NEW = "alice@old.example", "alice@new.example"
Kind = SupporterLetter.Kind


@pytest.fixture
def bob():
    return make_user("bob", TREASURER)


@pytest.fixture
def treasurer(client: Client, bob: User):
    client.force_login(bob)
    return client


@pytest.fixture
def gift(campaign: Campaign):
    gift = make_gift(campaign, 5000, "Alice")
    Supporter.objects.update(mail=OLD)
    gift.refresh_from_db()
    return gift


def text(client: Client, name: str, *args: object, **asked: str) -> str:
    return client.get(reverse(name, args=args), asked).content.decode()


def promise(gift: Gift, way: str = "demo") -> RegularGift:
    regular = RegularGift.objects.create(
        campaign=gift.campaign, supporter=gift.supporter, every="month", amount=1500, currency="USD",
        state="active", begun_at=NOW, told_at=NOW,
    )  # fmt: skip
    Gift.objects.create(
        campaign=gift.campaign, supporter=gift.supporter, regular=regular, way=way, amount=1500,
        currency="USD", begun_at=NOW,
    )  # fmt: skip
    return regular


def letters() -> list[tuple[str, str]]:
    return list(SupporterLetter.objects.order_by("pk").values_list("kind", "typed"))


def acts() -> list[tuple[str, object]]:
    return [(entry.action, entry.user) for entry in ModelLogEntry.objects.order_by("pk")]


def test_supporters_are_found_by_name_address_and_reference(treasurer: Client, gift: Gift):
    make_gift(gift.campaign, 700, "Bea")
    for words in ("ali", "old.example", gift.reference.lower()):
        page = text(treasurer, "funding_supporters", q=words)
        assert "Alice" in page
        assert "Bea" not in page
    assert "$50" in text(treasurer, "funding_supporters")


def test_the_list_costs_the_same_however_many_gave(treasurer: Client, gift: Gift):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            text(treasurer, "funding_supporters")
        return len(asked)

    cost()
    before = cost()
    for number in range(5):
        make_gift(gift.campaign, 100, f"Reader {number}")
    assert cost() == before


def test_an_address_is_changed_after_it_was_shown_again(treasurer: Client, bob: User, gift: Gift):
    who = gift.supporter
    path = reverse("funding_change", args=[who.pk])
    shown = treasurer.post(path, {"name": "Alice", "mail": NEW}).content.decode()
    who.refresh_from_db()
    assert who.mail == OLD
    assert f"<s>{OLD}</s> {NEW}" in shown
    treasurer.post(path, {"name": "Alice", "mail": NEW, "act": "change"})
    who.refresh_from_db()
    assert who.mail == NEW
    assert letters() == [(Kind.MOVED, OLD)]
    assert acts() == [("funding.supporter_changed", bob)]
    page = text(treasurer, "funding_supporter", who.pk)
    assert f"from <bdi>{OLD}</bdi> to <bdi>{NEW}</bdi>" in page


def test_a_wrong_address_is_refused_and_kept(treasurer: Client, gift: Gift):
    path = reverse("funding_change", args=[gift.supporter.pk])
    answer = treasurer.post(path, {"name": "Alice", "mail": "alice@", "act": "change"})
    assert answer.status_code == 422
    assert 'value="alice@"' in answer.content.decode()
    assert acts() == []


def test_an_address_that_somebody_else_gave_from_is_pointed_out(treasurer: Client, gift: Gift):
    Supporter.objects.create(name="Bea", mail=NEW, created_at=NOW)
    path = reverse("funding_change", args=[gift.supporter.pk])
    page = treasurer.post(path, {"name": "Alice", "mail": NEW}).content.decode()
    assert "Somebody else gave with this address: Bea" in page


def test_what_was_changed_is_forgotten_with_the_supporter_and_names_nobody_elsewhere(
    treasurer: Client, gift: Gift
):
    path = reverse("funding_change", args=[gift.supporter.pk])
    treasurer.post(path, {"name": "Alice D.", "mail": NEW, "act": "change"})
    entry = ModelLogEntry.objects.get()
    assert "lice" not in entry.label
    erase(supporter=Supporter.objects.get(), at=NOW)
    assert ModelLogEntry.objects.get().data == {}
    assert all(typed == "" for _kind, typed in letters())
    assert "somebody" not in text(treasurer, "funding_supporter", gift.supporter.pk).casefold()
    assert treasurer.get(path).status_code == 404


def test_a_receipt_opens_is_saved_and_is_sent_again(treasurer: Client, bob: User, gift: Gift):
    receipt = issue_receipt(gift=gift, at=NOW)
    page = text(treasurer, "funding_gift", gift.reference)
    assert reverse("funding_receipt", args=[receipt.pk]) in page
    opened = text(treasurer, "funding_receipt", receipt.pk)
    assert "$50" in opened
    Supporter.objects.update(name="Bea")
    assert "<dd><bdi>Alice</bdi></dd>" in text(treasurer, "funding_receipt", receipt.pk)
    assert (
        "<!doctype html>"
        in treasurer.get(
            reverse("funding_receipt", args=[receipt.pk]), {"file": ""}
        ).content.decode()
    )
    assert f"It will be sent to {OLD}." in text(treasurer, "funding_send_receipt", receipt.pk)
    for _ in range(2):
        treasurer.post(reverse("funding_send_receipt", args=[receipt.pk]))
    assert [kind for kind, _ in letters()] == [Kind.RECEIPT, Kind.RECEIPT]
    assert acts() == [("funding.receipt_sent", bob)]


def test_a_receipt_is_printed_with_its_number_and_the_name_of_the_paper(
    treasurer: Client, gift: Gift
):
    receipt = issue_receipt(gift=gift, at=NOW)
    page = treasurer.get(reverse("funding_receipt", args=[receipt.pk])).content.decode()
    # What is printed: the head of the page is not.
    paper = page[page.index("books-print") :]
    assert f"Receipt {receipt}" in paper
    assert f"<p>{newsroom().name}</p>" in paper


def test_without_an_address_a_receipt_is_printed_not_sent(treasurer: Client, gift: Gift):
    Supporter.objects.update(mail="")
    receipt = issue_receipt(gift=gift, at=NOW)
    answer = treasurer.post(reverse("funding_send_receipt", args=[receipt.pk]), follow=True)
    assert "Add one, or print the receipt." in answer.content.decode()
    assert letters() == []


def test_a_regular_gift_is_stopped_once_that_is_confirmed(
    treasurer: Client, bob: User, gift: Gift, monkeypatch: pytest.MonkeyPatch
):
    regular = promise(gift)
    asked = []
    monkeypatch.setattr(
        "standfirst.funding.services.regular.stop",
        lambda **it: asked.append(it["regular"]) or regular,
    )
    path = reverse("funding_stop", args=[regular.pk])
    assert "Stop $15 a month" in treasurer.get(path).content.decode()
    assert asked == []
    answer = treasurer.post(path, follow=True)
    assert "Stopped. Nothing more is collected." in answer.content.decode()
    assert asked == [regular]
    assert acts() == [("funding.regular_gift_stopped", bob)]


def test_while_the_provider_is_silent_nothing_is_noted(
    treasurer: Client, gift: Gift, monkeypatch: pytest.MonkeyPatch
):
    def silent(**_: object) -> None:
        raise Unavailable("silent")

    monkeypatch.setattr("standfirst.funding.services.regular.stop", silent)
    regular = promise(gift)
    answer = treasurer.post(reverse("funding_stop", args=[regular.pk]), follow=True)
    assert "does not answer" in answer.content.decode()
    assert acts() == []


@pytest.mark.parametrize("role", [REPORTER, EDITOR, MODERATOR])
def test_others_neither_see_nor_help(client: Client, gift: Gift, role: str):
    receipt, regular = issue_receipt(gift=gift, at=NOW), promise(gift)
    client.force_login(make_user("charlie", role))
    for name, number in (
        ("funding_supporter", gift.supporter.pk), ("funding_change", gift.supporter.pk),
        ("funding_stop", regular.pk), ("funding_receipt", receipt.pk), ("funding_send_receipt", receipt.pk),
    ):  # fmt: skip
        for ask in (client.get, client.post):
            answer = ask(reverse(name, args=[number]), follow=True)
            home = reverse("wagtailadmin_home")
            assert answer.status_code in {403, 405} or answer.request["PATH_INFO"] == home, name
    assert acts() == []
