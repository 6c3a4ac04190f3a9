"""Giving by bank transfer: an announced transfer is nothing until the treasurer books it from the statement."""

import re
from datetime import timedelta

import pytest
from django.forms import modelform_factory
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from stdnum import iso11649
from wagtail.models import Site

from standfirst.accounts.models import User
from standfirst.accounts.roles import REPORTER, TREASURER
from standfirst.accounts.testing import make_user, prove
from standfirst.funding import queries
from standfirst.funding.bank_account import BankAccount, transfer_code
from standfirst.funding.forms import FundingSettingsForm
from standfirst.funding.given import gifts_of
from standfirst.funding.letters_to_supporters import write_letter
from standfirst.funding.models import (
    Campaign,
    FundingSettings,
    Gift,
    Movement,
    Receipt,
    Supporter,
    SupporterLetter,
)
from standfirst.funding.personal import export
from standfirst.funding.queries.pledges import find_pledges, pledges
from standfirst.funding.services.checking import check_books
from standfirst.funding.services.pledges import BookedBefore, book_pledge
from standfirst.funding.services.receipts import issue_receipt
from standfirst.funding.services.supporters import erase
from standfirst.funding.testing import make_campaign
from standfirst.funding.transfer_references import in_groups, new_transfer_reference, references_in
from standfirst.lib.money import Money
from standfirst.outbox.models import Event

from .giving import ALICE, now, send

pytestmark = pytest.mark.django_db
IBAN = "DE89370400440532013000"
DESK = "/admin/funding/transfers/"


@pytest.fixture
def fund(db: None):
    account = {"account_holder": "Harbour Post e.V.", "account_iban": IBAN}
    site = Site.objects.get(is_default_site=True)
    FundingSettings.objects.update_or_create(site=site, defaults=account)
    return make_campaign(slug="fund", currency="EUR", title="Fund")


@pytest.fixture
def bob():
    return make_user("bob", TREASURER)


@pytest.fixture
def treasurer(bob: User):
    client = Client()
    client.force_login(bob)
    return client


def announce(client: Client, **fields: str) -> Gift:
    answer = send(client, transfer="1", **fields)
    assert answer.status_code == 303, answer.content.decode()
    return Gift.objects.get(reference=answer["Location"].split("/")[-2])


def booked(gift: Gift, by: User, minor: int = 1500):
    day = timezone.localdate()
    book_pledge(gift=gift, amount=Money(minor, "EUR"), received_on=day, by=by, at=now())
    gift.refresh_from_db()


def test_a_reference_has_check_digits_and_no_letters_that_look_alike():
    references = [new_transfer_reference() for _ in range(200)]
    assert all(iso11649.is_valid(reference) for reference in references)
    assert not set("".join(it[4:] for it in references)) & set("0O1IL2Z5SB UV")
    assert len(set(references)) == 200


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("SEPA-GUTSCHRIFT SVWZ+RF69 K7PM 3CXT MUELLER", ["RF69K7PM3CXT"]),
        ("ref: rf69-k7pm-3cxt.", ["RF69K7PM3CXT"]),
        ("RF69K7P\nM3CXT and RF69K7PM3CXT", ["RF69K7PM3CXT"]),
        ("RF69K7PM3CXW", []),
        ("RF69K7MP3CXT", []),
        ("nothing at all", []),
        ("Dorfstrasse 12, surf school fund", []),
        ("R" * 5000 + " " * 5000, []),
    ],
)
def test_a_reference_is_read_from_a_line_of_the_statement(line: str, right: list[str]):
    assert references_in(line)[0] == right


@pytest.mark.parametrize(
    ("line", "mistyped"),
    [
        ("RF69K7PM3CXT, RF69 K7PM 3CXW and rf69k7mp3cxt", ["RF69K7PM3CXW", "RF69K7MP3CXT"]),
        ("one character short: RF69 K7PM 3CX", ["RF69K7PM3CX"]),
        ("Dorfstrasse 12, surf school fund, Neudorf 12 10115", []),
    ],
)
def test_mistyped_references_beside_right_ones_are_named(line: str, mistyped: list[str]):
    assert references_in(line)[1] == mistyped


def test_a_zero_read_as_a_letter_is_still_a_zero():
    reference = next(it for it in iter(new_transfer_reference, "") if "0" in it[2:4])
    typed = reference[:2] + reference[2:4].replace("0", "O") + reference[4:]
    assert references_in(typed)[0] == [reference]


def test_the_form_offers_a_transfer_where_there_is_an_account(client: Client, fund: Campaign):
    assert 'name="transfer"' in client.get("/support/fund/").content.decode()
    FundingSettings.objects.update(account_iban="")
    assert 'name="transfer"' not in client.get("/support/fund/").content.decode()
    answer = send(client, transfer="1", own="33")
    assert answer.status_code == 422
    assert "not taking bank transfers at the moment" in (page := answer.content.decode())
    assert 'value="33"' in page


def test_without_cards_the_form_asks_for_nothing_but_a_transfer(
    client: Client, fund: Campaign, settings: Settings
):
    settings.IS_LOCAL = False
    page = client.get("/support/fund/").content.decode()
    assert 'name="transfer"' in page
    assert not re.findall(r'name="(?:cover|regular|yearly|ask)"|value="month"', page)
    assert "Write to the newsroom" not in page
    assert announce(client).state == "begun"


def test_shows_account_reference_and_code(client: Client, fund: Campaign):
    answer = send(client, transfer="1", cover="on", ask="1")
    gift = Gift.objects.get()
    assert answer["Location"] == f"/support/transfer/{gift.reference}/"
    assert (gift.way, gift.state, gift.amount, gift.cover) == ("transfer", "begun", 1500, 0)
    shown = client.get(answer["Location"])
    page = shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    for words in ("Harbour Post e.V.", "DE89 3704 0044 0532 0130 00", in_groups(gift.reference)):
        assert words in page
    assert 'role="img" aria-label="QR code' in page
    assert "<svg" in page[page.index("transfer-code") :]
    assert page.index("transfer-code") < page.index("Back to the front page")
    assert ALICE in page
    assert ALICE not in Client().get(answer["Location"]).content.decode()


def test_a_code_is_for_euros_and_holds_what_the_standard_asks():
    account = BankAccount("Harbour Post e.V.", IBAN)
    assert transfer_code(account, Money(1250, "EUR"), "RF69K7PM3CXT").startswith("<svg")
    assert transfer_code(account, Money(1250, "USD"), "RF69K7PM3CXT") == ""
    assert transfer_code(account, Money(10**11, "EUR"), "RF69K7PM3CXT") == ""
    assert transfer_code(BankAccount("報" * 70, IBAN), Money(1, "EUR"), "RF69K7PM3CXT") != ""


def test_a_form_sent_twice_is_one_transfer(client: Client, fund: Campaign):
    assert announce(client) == announce(client)
    assert SupporterLetter.objects.count() == 1


def test_a_monthly_gift_is_no_transfer(client: Client, fund: Campaign):
    answer = send(client, transfer="1", how="month", regular="10")
    assert answer.status_code == 422
    assert "made once" in answer.content.decode()
    assert not Gift.objects.exists()


def test_mails_how_to_transfer(client: Client, fund: Campaign, settings: Settings):
    settings.CAN_MAIL = True
    gift = announce(client, receipt_name="Alice")
    letter = write_letter(SupporterLetter.objects.get())
    assert letter
    assert letter.to == ALICE
    for words in ("15", "DE89 3704 0044 0532 0130 00", in_groups(gift.reference)):
        assert words in letter.text
    assert f"/support/transfer/{gift.reference}/" in letter.text


def test_no_mailbox_is_filled_by_strangers(client: Client, fund: Campaign, settings: Settings):
    settings.CAN_MAIL = True
    for amount in range(11, 20):
        announce(Client(), own=str(amount))
    assert Gift.objects.count() == 9
    assert SupporterLetter.objects.count() == 5


def test_one_sender_announces_no_more_than_the_form_lets(client: Client, fund: Campaign):
    FundingSettings.objects.update(begun_per_hour=2)
    announce(client, own="11")
    announce(client, own="12")
    answer = send(client, transfer="1", own="13", mail="bob@ledger.example")
    assert answer.status_code == 422
    assert Gift.objects.count() == 2


def test_counts_nowhere_before_it_is_booked(client: Client, fund: Campaign, bob: User):
    gift = announce(client, name="Alice A.", show_name="on")
    counted = queries.meter(fund, on=timezone.localdate())
    assert (counted.raised.minor, counted.supporters) == (0, 0)
    assert not queries.givers(campaign=fund)
    assert not Movement.objects.exists()
    assert not Event.objects.filter(name="gift-received").exists()
    assert not gifts_of([gift.supporter])
    assert gift.supporter.name == ""
    assert "gave" not in client.cookies


def test_booked_it_is_a_gift_like_any_other(client: Client, fund: Campaign, bob: User):
    gift = announce(client, receipt_name="Alice", name="Alice A.", show_name="on")
    booked(gift, bob, 2000)
    counted = queries.meter(fund, on=timezone.localdate())
    assert (counted.raised.minor, counted.supporters) == (2000, 1)
    assert [it.shown_name for it in queries.givers(campaign=fund)] == ["Alice A."]
    assert Movement.objects.get().debit == "bank"
    assert Event.objects.filter(name="gift-received", about=gift.pk).count() == 1
    issue_receipt(gift=gift, at=now())
    assert Receipt.objects.get().name == "Alice"
    assert check_books(at=now()) == []


def test_whoever_books_second_is_told(client: Client, treasurer: Client, fund: Campaign, bob: User):
    gift = announce(client)
    booked(gift, bob)
    with pytest.raises(BookedBefore, match="15"):
        booked(gift, bob, 1600)
    answer = book(treasurer, gift)
    assert answer.status_code == 422
    assert "booked before" in answer.content.decode()
    assert Movement.objects.count() == 1


def book(treasurer: Client, gift: Gift, **fields: object):
    typed = {"amount": "15", "received_on": timezone.localdate().isoformat()} | fields
    return treasurer.post(DESK, {"book": gift.reference} | typed)


def test_nobody_but_the_treasurer_books(client: Client, fund: Campaign):
    gift = announce(client)
    for somebody in (None, make_user("rosa", REPORTER)):
        client = Client()
        if somebody:
            client.force_login(somebody)
        assert client.get(DESK).status_code in {302, 403}
        assert book(client, gift).status_code in {302, 403}
    gift.refresh_from_db()
    assert gift.state == "begun"


def test_old_ones_fade_from_the_list_and_are_found_all_the_same(client: Client, fund: Campaign):
    gift = announce(client)
    assert list(pledges(at=now())) == [gift]
    assert not pledges(at=now() + timedelta(days=61))
    Gift.objects.update(begun_at=now() - timedelta(days=400))
    (line,) = find_pledges(gift.reference, at=now())
    assert line.waiting == [gift]


def test_the_giver_finds_it_on_their_page_and_in_their_data(client: Client, fund: Campaign):
    gift = announce(client)
    alice = prove(make_user("alice"))
    client.force_login(alice)
    page = client.get("/support/mine/").content.decode()
    assert f"/support/transfer/{gift.reference}/" in page
    (row,) = export(alice)[0].rows()
    assert (row["reference"], row["state"]) == (gift.reference, "begun")


def test_forgotten_it_names_nobody_and_is_booked_all_the_same(
    client: Client, fund: Campaign, bob: User
):
    gift = announce(client, receipt_name="Alice", note="For Alice")
    erase(supporter=gift.supporter, at=now())
    gift.refresh_from_db()
    assert (gift.receipt_name, gift.note) == ("", "")
    (line,) = find_pledges("alice", at=now())
    assert not line.waiting
    booked(gift, bob)
    assert Supporter.objects.get().name == ""
    assert queries.meter(fund, on=timezone.localdate()).supporters == 1


def test_once_it_is_here_its_page_thanks(client: Client, fund: Campaign, bob: User):
    gift = announce(client)
    here, paid = (f"/support/{it}/{gift.reference}/" for it in ("transfer", "paid"))
    assert client.get(paid)["Location"] == here
    assert client.get(paid.replace("paid", "left"))["Location"] == here
    booked(gift, bob)
    assert client.get(here)["Location"] == paid
    assert "Thank you" in client.get(paid).content.decode()


def test_its_page_knows_the_reference_however_it_is_written(client: Client, fund: Campaign):
    gift = announce(client)
    here = f"/support/transfer/{gift.reference}/"
    grouped = in_groups(gift.reference)
    for written in (gift.reference.lower(), grouped, grouped.lower().replace(" ", "-")):
        assert client.get(f"/support/transfer/{written}/")["Location"] == here
    for other in (f"x{gift.reference}", f"{gift.reference}x", "none", "RF69 K7PM 3CXW"):
        assert client.get(f"/support/transfer/{other}/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"account_iban": "DE89 3704 0044 0532 0130 01"}, "account_iban"),
        ({"account_iban": "DE89 3704 0044 0532 0130 00", "account_holder": ""}, "account_holder"),
        ({"account_iban": "", "account_bic": ""}, "account_iban"),
        ({"account_bic": "DEUT"}, "account_bic"),
    ],
)
def test_an_account_is_checked_before_readers_see_it(fields: dict[str, str], field: str):
    form = settings_form(**fields)
    assert list(form.errors) == [field]


def test_an_account_is_kept_without_blanks(db: None):
    form = settings_form(account_iban="de89 3704 0044 0532 0130 00", account_bic="cobadeffxxx")
    assert not form.errors
    assert form.cleaned_data["account_iban"] == IBAN
    assert form.cleaned_data["account_bic"] == "COBADEFFXXX"


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\u2028", "\x0b", "\x85", "\x1c", "\u200b\n"])
def test_an_account_holder_is_one_line(sign: str):
    form = settings_form(account_holder=f" Evil{sign}DE89370400440532013000{sign}EUR99")
    assert not form.errors
    assert form.cleaned_data["account_holder"] == "Evil DE89370400440532013000 EUR99"


def test_a_holder_of_which_nothing_is_seen_is_none(db: None):
    assert list(settings_form(account_holder="\u200b\u2060").errors) == ["account_holder"]


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\u2028", "\x0b", "\x85"])
def test_no_line_break_gets_into_the_code(sign: str, monkeypatch: pytest.MonkeyPatch):
    drawn: list[dict[str, object]] = []

    def draw(**payload: object) -> None:
        drawn.append(payload)
        raise ValueError

    monkeypatch.setattr("standfirst.funding.bank_account.make_epc_qr", draw)
    transfer_code(BankAccount(f"Evil{sign}DE00", IBAN), Money(1, "EUR"), "RF69K7PM3CXT")
    assert [it["name"] for it in drawn] == ["Evil DE00"]


def settings_form(**fields: str):
    form_class = modelform_factory(FundingSettings, form=FundingSettingsForm, exclude=["site"])
    blank = form_class(instance=FundingSettings())
    values = {name: blank[name].value() for name in blank.fields}
    typed = {"account_holder": "Harbour Post e.V.", "account_iban": IBAN} | fields
    values = {name: value for name, value in values.items() if value is not None}
    return form_class(values | typed, instance=FundingSettings())
