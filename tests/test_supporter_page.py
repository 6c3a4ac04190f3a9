"""A supporter's page: reached by a mailed link or signed in, and what can be done on it."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core import signing
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from standfirst.accounts.testing import make_user, prove
from standfirst.funding.models import Campaign, Gift, Receipt, RegularGift, Supporter
from standfirst.funding.services.playing import renew
from standfirst.funding.services.sending import send_due
from standfirst.funding.testing import make_campaign
from standfirst.lib.testing import MailServer, mail_server
from standfirst.reactions.services import run_due

pytestmark = pytest.mark.django_db
ALICE, BOB = "alice@ledger.example", "bob@ledger.example"
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    cache.clear()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def fund() -> Campaign:
    return make_campaign(slug="fund", starts_on=datetime(2020, 1, 1, tzinfo=UTC).date())


def give(mail: str = ALICE, **fields: str) -> Gift:
    """Give through the demonstration's checkout, as a browser does."""
    values = {"how": "once", "once": "15", "mail": mail, "name": "Alice"} | fields
    page = Client().post("/support/fund/give/", values, **OWN)["Location"]
    Client().post(page, {"move": "pay"}, **OWN)
    follow_up()
    return Gift.objects.get(reference=page.split("/")[3])


def give_monthly(mail: str = ALICE, **fields: str) -> RegularGift:
    regular = give(mail, how="month", regular="10", **fields).regular
    assert regular
    return regular


def follow_up() -> None:
    while run_due(at=datetime.now(UTC)):
        pass
    while send_due(at=datetime.now(UTC)):
        pass


def ask(mail: str) -> HttpResponse:
    answer = Client().post("/support/mine/link/", {"mail": mail}, **OWN)
    follow_up()
    return answer


def path_in(letter: object) -> str:
    text = letter.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    found = re.search(r"https?://[^/]+(/support/mine/\S+/)", text)
    assert found
    return found[1]


@pytest.fixture
def mine(fund: Campaign, server: MailServer) -> str:
    """The address in the letter to alice, who gave once."""
    give()
    ask(ALICE)
    return path_in(server.to(ALICE)[-1])


def text_of(path: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace(NBSP, " ").split())


def do(path: str, regular: RegularGift, act: str, **fields: str) -> HttpResponse:
    return Client().post(path, {"regular": regular.pk, "act": act} | fields, **OWN)


def test_is_opened_by_the_link_in_a_letter(mine: str):
    text = text_of(mine)
    assert "$15 from alice@ledger.example. Thank you." in text
    assert "Receipt 2" in text


def test_follows_a_gift_whose_receipt_comes_by_itself_and_once(fund: Campaign, server: MailServer):
    give()
    follow_up()
    assert [letter["Subject"] for letter in server.to(ALICE)] == ["$15, with our thanks"]


def test_says_the_same_whether_or_not_an_address_gave(
    fund: Campaign, server: MailServer, django_assert_num_queries: DjangoAssertNumQueries
):
    give()
    letters = len(server.letters)
    with django_assert_num_queries(3):
        known = Client().post("/support/mine/link/", {"mail": ALICE}, **OWN)
    with django_assert_num_queries(3):
        unknown = Client().post("/support/mine/link/", {"mail": BOB}, **OWN)
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.content == unknown.content
    follow_up()
    assert [letter["X-RcptTo"] for letter in server.letters[letters:]] == [ALICE]


def test_is_mailed_only_so_often_and_says_nothing_of_it(fund: Campaign, server: MailServer):
    give("often@ledger.example")
    answers = {ask("often@ledger.example").status_code for _ in range(5)}
    links = [it for it in server.letters if it["Subject"] == "The page of your gifts"]
    assert (answers, len(links)) == ({303}, 3)


def aged(mine: str, *, seconds: int) -> str:
    """The same link as it was signed `seconds` ago."""

    class Earlier(signing.TimestampSigner):
        def timestamp(self) -> str:
            return signing.b62_encode(int(time.time()) - seconds)

    number = mine.split("/")[3].split(":")[0]
    return f"/support/mine/{Earlier(salt='standfirst.funding.own').sign(number)}/"


def test_opens_for_an_hour(mine: str):
    assert Client().get(aged(mine, seconds=3590)).status_code == 200
    late = Client().get(aged(mine, seconds=3610))
    assert late.status_code == 404
    assert "more than an hour old" in late.content.decode()


def test_is_not_opened_by_a_changed_link_or_one_for_something_else(mine: str):
    number = mine.split("/")[3].split(":")[0]
    other = signing.TimestampSigner(salt="standfirst.funding.proof").sign(number)
    for wrong in (mine[:-3] + "xx/", f"/support/mine/{other}/", f"/support/mine/{number}/"):
        assert Client().get(wrong).status_code == 404


def test_is_kept_by_no_cache_and_told_to_no_other_site(mine: str):
    answer = Client().get(mine)
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"


def test_shows_nothing_of_anybody_else(mine: str):
    others = give_monthly(BOB)
    give(BOB, once="40")
    follow_up()
    text = text_of(mine)
    assert "every month" not in text
    assert "$40" not in text
    assert do(mine, others, "stop").status_code == 404
    receipt = Receipt.objects.filter(gift__supporter__mail=BOB).first()
    assert Client().get(f"{mine}receipts/{receipt.pk}/").status_code == 404
    assert Client().get(f"{mine}card/{others.pk}/").status_code == 404


def test_stops_a_gift_with_one_button(mine: str, server: MailServer):
    regular = give_monthly()
    answer = do(mine, regular, "stop")
    assert answer.status_code == 303
    text = text_of(answer["Location"].split("#")[0])
    assert "Stopped: nothing more is collected." in text
    assert "Start again" in text
    assert renew(reference=regular.gifts.get().reference, at=datetime.now(UTC)) is None
    do(mine, regular, "stop")
    follow_up()
    subjects = [letter["Subject"] for letter in server.to(ALICE)]
    assert subjects.count("Your regular gift has been stopped") == 1


def test_changes_an_amount_to_the_cent_and_covers_its_fee(mine: str):
    regular = give_monthly(cover="on")
    do(mine, regular, "amount", amount="20", sure="2091")
    regular.refresh_from_db()
    assert (regular.amount, regular.cover) == (2000, 91)
    later = renew(reference=regular.gifts.get().reference, at=datetime.now(UTC))
    assert later.amount == 2091
    assert [gift.amount for gift in regular.gifts.order_by("pk")] == [1000, 2000]


def test_another_amount_is_read_in_full_before_it_holds(mine: str, server: MailServer):
    regular = give_monthly()
    asked = do(mine, regular, "amount", amount="1.000,00")
    text = asked.content.decode().replace(NBSP, " ")
    assert asked.status_code == 200
    assert "You will give $1,000 every month instead of $10." in text
    regular.refresh_from_db()
    assert regular.amount == 1000
    fields = dict(re.findall(r'name="(amount|sure)" value="([^"]*)"', text))
    assert fields == {"amount": "1.000,00", "sure": "100000"}
    back = do(mine, regular, "amount", amount="1.000,00", back="1")
    assert 'value="1.000,00"' in back.content.decode()
    assert 'class="error"' not in back.content.decode()
    # Pressed twice it is one change; another amount than was read, or one from elsewhere, is asked about.
    for sure in ("100000", "100000"):
        assert do(mine, regular, "amount", amount="1.000,00", sure=sure).status_code == 303
    assert do(mine, regular, "amount", amount="2,000", sure="100000").status_code == 200
    regular.refresh_from_db()
    assert regular.amount == 100_000
    follow_up()
    told = [letter["Subject"] for letter in server.to(ALICE)]
    assert told.count("Your regular gift is changed") == 1


@pytest.mark.parametrize(
    ("typed", "said"), [("a lot", "We could not read “a lot”"), ("0.20", "A gift here is from $1")]
)
def test_refuses_an_amount_in_words_and_keeps_it(mine: str, typed: str, said: str):
    regular = give_monthly()
    answer = do(mine, regular, "amount", amount=typed)
    text = answer.content.decode().replace(NBSP, " ")
    assert answer.status_code == 422
    assert said in text
    assert f'value="{typed}"' in text
    regular.refresh_from_db()
    assert regular.amount == 1000


def test_pauses_and_goes_on(mine: str):
    regular = give_monthly()
    do(mine, regular, "pause")
    assert "Nothing is collected until you resume." in text_of(mine)
    assert renew(reference=regular.gifts.get().reference, at=datetime.now(UTC)) is None
    do(mine, regular, "resume")
    regular.refresh_from_db()
    assert regular.state == "active"


def test_leads_to_the_provider_for_a_new_card(mine: str):
    regular = give_monthly()
    page = Client().get(f"{mine}card/{regular.pk}/")
    assert page.status_code == 303
    assert page["Location"].startswith("/funding/demo/")
    assert "support%2Fmine" in page["Location"] or "support/mine" in page["Location"]


def test_says_that_a_payment_failed(mine: str):
    regular = give_monthly()
    RegularGift.objects.update(state="late")
    text = text_of(mine)
    assert "The last payment of $10 for “Harbour reporting fund” did not go through." in text
    assert f"{mine}card/{regular.pk}/" in text


def test_a_payment_that_fails_is_played_with_its_letter_and_its_end(mine: str, server: MailServer):
    client, regular = Client(), give_monthly()
    page = f"/funding/demo/{regular.gifts.get().reference}/card/"
    assert client.post(page, {"move": "fail"}, **OWN)["Location"] == page
    assert "Let the payment that failed go through" in client.get(page).content.decode()
    assert "did not go through" in text_of(mine)
    follow_up()
    assert server.to(ALICE)[-1]["Subject"] == "A payment of your gift did not go through"
    client.post(page, {"move": "renew"}, **OWN)
    assert "did not go through" not in text_of(mine)
    regular.refresh_from_db()
    assert (regular.state, regular.gifts.count()) == ("active", 2)


def test_changes_nothing_where_the_provider_is_no_longer_set_up(mine: str):
    regular = give_monthly()
    Gift.objects.update(way="stripe")
    answer = do(mine, regular, "stop")
    assert answer.status_code == 422
    assert "Nothing was changed." in answer.content.decode()
    regular.refresh_from_db()
    assert regular.state == "active"


def test_takes_no_form_of_another_site(mine: str):
    regular = give_monthly()
    assert Client().post(mine, {"regular": regular.pk, "act": "stop"}).status_code == 403


def test_lets_them_say_how_they_are_shown(mine: str, server: MailServer):
    regular = give_monthly()
    wanted = {"act": "shown", "name": " Alice  of Weir Street ", "show_name": "on"}
    assert Client().post(mine, wanted, **OWN).status_code == 303
    renew(reference=regular.gifts.get().reference, at=datetime.now(UTC))
    assert {gift.shown_name for gift in Gift.objects.all()} == {"Alice of Weir Street"}
    assert "Alice of Weir Street" in text_of("/support/thanks/")
    Client().post(mine, {"act": "shown", "name": "Alice of Weir Street"}, **OWN)
    assert "Weir Street" not in text_of("/support/thanks/")


def test_wants_a_name_where_one_is_to_be_shown(mine: str):
    answer = Client().post(mine, {"act": "shown", "show_name": "on"}, **OWN)
    assert answer.status_code == 422
    assert "Enter the name to show" in answer.content.decode()


def test_shows_and_saves_a_receipt(mine: str):
    receipt = Receipt.objects.get()
    assert f"Receipt {receipt}" in text_of(f"{mine}receipts/{receipt.pk}/")
    saved = Client().get(f"{mine}receipts/{receipt.pk}/?file")
    assert saved["Content-Disposition"] == f'attachment; filename="receipt-{receipt}.html"'
    text = saved.content.decode()
    assert "not tax-deductible" in text
    assert "<link" not in text
    assert "<script" not in text


def test_is_open_to_who_is_signed_in_with_that_address(fund: Campaign, client: Client):
    give_monthly()
    client.force_login(prove(make_user("alice")))
    assert "$10 every month" in text_of("/support/mine/", client)
    assert 'href="/support/mine/"' in text_of("/account/", client)
    stranger = Client()
    stranger.force_login(make_user("charlie"))
    assert "every month" not in text_of("/support/mine/", stranger)
    assert 'href="/support/mine/"' not in text_of("/account/", stranger)


def test_asks_a_stranger_for_their_address(fund: Campaign):
    answer = Client().get("/support/mine/")
    assert answer["Location"] == "/support/mine/link/"
    assert "Email me the link" in text_of("/support/mine/link/")


def test_refuses_what_is_no_address(fund: Campaign):
    answer = Client().post("/support/mine/link/", {"mail": "alice"}, **OWN)
    assert answer.status_code == 422
    assert "Enter a full email address" in answer.content.decode()


def test_lets_nobody_be_asked_again_in_that_browser(mine: str):
    assert Client().get(mine).cookies["standfirst_gave"].value == "1"


def test_ends_with_the_address(mine: str):
    Supporter.objects.update(mail="", name="", erased_at=datetime.now(UTC))
    assert Client().get(mine).status_code == 404


def test_takes_as_many_queries_for_many_gifts_as_for_few(
    mine: str, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for amount in range(5, 9):  # ten gifts an hour is what one sender may begin
        give(once="", own=str(amount))
        give_monthly(own=str(amount))
    Client().get(mine)  # what is kept between pages is read
    with django_assert_max_num_queries(13):
        Client().get(mine)


def test_an_address_is_changed_by_a_link_to_the_new_one_and_the_old_one_is_told(
    mine: str, server: MailServer
):
    new = "alice@new.example"
    answer = Client().post(mine, {"act": "address", "mail": new}, **OWN)
    assert answer.status_code == 303
    follow_up()
    link = path_in(server.to(new)[-1])
    assert "Use this address" in text_of(link)
    assert Gift.objects.get().supporter.mail == ALICE
    assert "has been changed" in Client().post(link, **OWN).content.decode()
    assert Gift.objects.get().supporter.mail == new
    follow_up()
    assert server.to(ALICE)[-1]["Subject"] == "Your address was changed"
    assert Client().post(link, **OWN).status_code == 404
    assert Client().get(f"{link}x").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [("alice@", "Enter a full email address"), (ALICE, "This is already your address")],
)
def test_a_new_address_is_refused_in_words_and_kept(mine: str, typed: str, said: str):
    answer = Client().post(mine, {"act": "address", "mail": typed}, **OWN)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert f'value="{typed}"' in text
