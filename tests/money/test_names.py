"""Whose name stands on a receipt: that of who paid, as it was when it was issued."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from standfirst.funding.letters_to_supporters import receipt_file
from standfirst.funding.links import own_address
from standfirst.funding.models import Campaign, Gift, Receipt, Supporter
from standfirst.funding.receipt_rows import receipt_rows
from standfirst.funding.services.supporters import erase
from standfirst.funding.testing import make_campaign
from standfirst.funding.tests.giving import ALICE, OWN, now, play, send
from standfirst.reactions.services import run_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund() -> Campaign:
    return make_campaign(slug="fund")


def pay(**fields: str) -> Gift:
    """Send the form from a browser of its own, and pay."""
    client = Client()
    play(client, send(client, **fields)["Location"], "pay")
    while run_due(at=now()):
        pass
    return Gift.objects.order_by("-pk")[0]


def name_on(gift: Gift) -> str:
    return gift.receipts.get().name


def say_of(receipt: Receipt) -> list[object]:
    return [receipt.name, *receipt_rows(receipt), receipt_file(receipt)]


def test_a_stranger_who_never_pays_names_nobody(fund: Campaign):
    send(Client(), receipt_name="Donald Duck", name="Donald Duck", show_name="on")
    assert Supporter.objects.get().name == ""
    assert name_on(pay(own="20", receipt_name="Alice Smith")) == "Alice Smith"
    send(Client(), own="21", receipt_name="Donald Duck")
    assert name_on(pay(own="22")) == "Alice Smith"
    assert Supporter.objects.get().name == "Alice Smith"


def test_who_pays_for_another_names_their_own_receipt_alone(fund: Campaign):
    pay(own="20", receipt_name="Alice Smith")
    assert name_on(pay(own="21", receipt_name="Donald Duck")) == "Donald Duck"
    assert name_on(pay(own="22")) == "Alice Smith"


def test_the_name_on_the_wall_is_another(fund: Campaign):
    gift = pay(receipt_name="Alice Smith", name="Harbour friend", show_name="on")
    assert (name_on(gift), gift.shown_name) == ("Alice Smith", "Harbour friend")
    wall = Client().get("/support/fund/givers/").content.decode()
    page = Client().get("/support/fund/").content.decode()
    assert "Alice Smith" not in wall + page


def test_a_receipt_stays_as_it_was_issued(fund: Campaign):
    first = pay(receipt_name="Alice Smith", name="Al", show_name="on")
    receipt = first.receipts.get()
    before = say_of(receipt)
    mine = own_address(Supporter.objects.get()).partition("//")[2].partition("/")[2]
    typed = {"act": "shown", "receipt_name": "Alice Jones", "name": "AJ", "show_name": "on"}
    assert Client().post(f"/{mine}", typed, **OWN).status_code == 303
    Campaign.objects.update(title="Renamed")
    receipt = Receipt.objects.get(pk=receipt.pk)
    assert say_of(receipt) == before
    first.refresh_from_db()
    assert first.shown_name == "AJ"
    later = pay(own="30")
    assert name_on(later) == "Alice Jones"


@pytest.mark.parametrize("change", ["name", "campaign_title", "legal_words", "tax_words"])
def test_the_database_refuses_to_reword_a_receipt(fund: Campaign, change: str):
    receipt = pay(receipt_name="Alice Smith").receipts.get()
    with pytest.raises(DatabaseError, match="not reworded"), transaction.atomic():
        Receipt.objects.filter(pk=receipt.pk).update(**{change: "Other"})
    with pytest.raises(DatabaseError, match="neither deleted"), transaction.atomic():
        Receipt.objects.filter(pk=receipt.pk).update(number=7)


def test_who_is_forgotten_is_forgotten_there_too(fund: Campaign):
    gift = pay(receipt_name="Alice Smith")
    erase(supporter=Supporter.objects.get(mail=ALICE), at=now())
    assert name_on(gift) == ""
    gift.refresh_from_db()
    assert gift.receipt_name == ""
