"""A reader gives an address, reads a letter, types its code, and is in."""

import time
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from standfirst.accounts.codes import GOOD_FOR
from standfirst.accounts.models import User
from standfirst.accounts.testing import make_user
from standfirst.outbox.models import Event

from .conftest import CODE, SIGN_IN, code_mailed, who

pytestmark = pytest.mark.django_db
ALICE = "alice@ledger.example"


def ask(client: Client, address: str = ALICE, **fields: str) -> object:
    return client.post(SIGN_IN, {"mail_address": address, **fields})


def later(client: Client, seconds: float) -> None:
    """Let the code of this session grow old."""
    session = client.session
    session["mailed_code"] = session["mailed_code"] | {"at": time.time() - seconds}
    session.save()


def test_signs_in_who_has_an_account(by_code: Callable[..., Client]):
    alice = make_user("alice")
    assert who(by_code()) == alice


def test_makes_the_account_of_a_new_reader_only_when_the_code_is_typed(client: Client):
    ask(client)
    assert not User.objects.exists()
    client.post(CODE, {"code": code_mailed()})
    alice = User.objects.get()
    assert (alice.email, alice.has_usable_password()) == (ALICE, False)
    assert who(client) == alice


def test_writes_down_that_the_address_is_proven(by_code: Callable[..., Client]):
    alice = make_user("alice")
    by_code()
    assert Event.objects.get(name="address-proven").about == alice.pk


def test_asks_a_new_reader_for_a_name_on_the_way(client: Client):
    ask(client, next="/harbour/")
    answer = client.post(CODE, {"code": code_mailed()})
    assert answer.headers["Location"] == "/account/name/?next=%2Fharbour%2F"
    answer = client.post("/account/name/", {"name": "Alice Ny", "next": "/harbour/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/harbour/")
    assert User.objects.get().get_full_name() == "Alice Ny"


def test_takes_who_is_known_straight_to_where_they_wanted_to_go(client: Client):
    make_user("alice")
    ask(client, next="/harbour/?order=oldest#comments")
    answer = client.post(CODE, {"code": code_mailed()})
    assert answer.headers["Location"] == "/harbour/?order=oldest#comments"


@pytest.mark.parametrize(
    "next", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_leads_to_no_other_site(client: Client, next: str):
    make_user("alice")
    ask(client, next=next)
    answer = client.post(CODE, {"code": code_mailed()})
    assert answer.headers["Location"] == "/account/"


def test_does_the_same_whether_or_not_there_is_an_account(client: Client):
    make_user("alice")
    answers = [ask(client), ask(client, "charlie@ledger.example")]
    pages = [client.get(CODE).content for _ in answers]
    assert answers[0].status_code == answers[1].status_code == 303
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(set(pages[0].split()) ^ set(pages[1].split())) <= 2  # the token of the form
    subjects = {letter.subject.rsplit(" ", 1)[0] for letter in mail.outbox}
    assert subjects == {"Your code is"}


def test_takes_the_address_in_any_capitals(client: Client):
    alice = make_user("alice")
    ask(client, "Alice@Ledger.Example")
    client.post(CODE, {"code": code_mailed()})
    assert who(client) == alice


@pytest.mark.parametrize("write", [str, lambda it: it.replace("-", ""), lambda it: f" {it} "])
def test_takes_the_code_with_or_without_its_dash(client: Client, write: Callable[[str], str]):
    ask(client)
    client.post(CODE, {"code": write(code_mailed())})
    assert who(client)


@pytest.mark.parametrize("code", ["0000-0000", "", "x", "\u0660" * 8, "9" * 400, "\u00b2\u00b3"])
def test_refuses_a_wrong_code_in_words(client: Client, code: str):
    ask(client)
    answer = client.post(CODE, {"code": code}, follow=True)
    assert answer.redirect_chain == [(CODE, 303)]
    assert b'role="alert"' in answer.content
    # Gone back to later, it is a page like any other.
    assert b'role="alert"' not in client.get(CODE).content
    assert who(client) is None


def test_gives_three_tries(client: Client):
    ask(client)
    code = code_mailed()
    for _ in range(3):
        answer = client.post(CODE, {"code": "0000-0000"}, follow=True)
    assert b"ask for a new one" in answer.content
    client.post(CODE, {"code": code})
    assert who(client) is None


def test_refuses_a_code_that_is_too_old(client: Client):
    ask(client)
    code = code_mailed()
    later(client, GOOD_FOR + 1)
    assert client.post(CODE, {"code": code}).headers["Location"] == SIGN_IN
    assert who(client) is None


def test_takes_a_code_once(client: Client, by_code: Callable[..., Client]):
    by_code()
    code = code_mailed()
    client.post("/account/sign-out/")
    client.post(CODE, {"code": code})
    assert who(client) is None


def test_a_new_code_voids_the_one_before(client: Client):
    ask(client)
    first = code_mailed()
    ask(client)
    client.post(CODE, {"code": first})
    assert who(client) is None


def test_takes_a_code_only_in_the_browser_that_asked(client: Client):
    ask(client)
    elsewhere = Client()
    assert elsewhere.post(CODE, {"code": code_mailed()}).headers["Location"] == SIGN_IN


def test_mails_five_codes_to_one_address_and_then_asks_to_wait(client: Client):
    for _ in range(5):
        assert ask(Client()).status_code == 303
    answer = ask(Client())
    assert answer.status_code == 422
    assert b"wait ten minutes" in answer.content
    assert len(mail.outbox) == 5
    assert ask(client, "bob@ledger.example").status_code == 303


def test_limits_guesses_however_many_browsers_make_them(client: Client):
    answers = []
    for _ in range(5):
        browser = Client()
        ask(browser)
        answers += [browser.post(CODE, {"code": "0000-0000"}) for _ in range(3)]
    ask(client)  # no more codes either
    assert who(client) is None
    assert [answer.status_code for answer in answers] == [303] * 15


def test_says_so_when_mail_cannot_be_sent(client: Client, settings: object):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = ask(client)
    assert answer.status_code == 422
    assert b"cannot send email at the moment" in answer.content
    assert client.get(CODE).headers["Location"] == SIGN_IN


def test_offers_no_code_where_no_mail_can_be_sent(client: Client, settings: object):
    settings.CAN_MAIL = False
    assert b"Email me a code" not in client.get(SIGN_IN).content
    assert ask(client).status_code == 422
    assert mail.outbox == []


def test_closes_the_door_on_an_account_that_was_closed(client: Client):
    User.objects.filter(pk=make_user("alice").pk).update(is_active=False)
    ask(client)
    answer = client.post(CODE, {"code": code_mailed()})
    assert answer.headers["Location"] == "/account/closed/"
    assert client.get("/account/closed/").status_code == 403
    assert who(client) is None


def test_does_not_sign_in_twice(by_code: Callable[..., Client]):
    client = by_code()
    assert client.get(SIGN_IN, {"next": "/harbour/"}).headers["Location"] == "/harbour/"
    assert client.get(CODE).headers["Location"] == "/account/"


def test_the_letter_has_two_parts_and_says_why_it_came(client: Client):
    ask(client)
    letter = mail.outbox[-1]
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    assert code_mailed() in html
    assert "somebody entered your address" in str(letter.body)
    assert "somebody entered your address" in html


def test_the_pages_take_few_queries(
    client: Client, django_assert_max_num_queries: Callable[..., object]
):
    client.get(SIGN_IN)
    with django_assert_max_num_queries(4):
        client.get(SIGN_IN)
