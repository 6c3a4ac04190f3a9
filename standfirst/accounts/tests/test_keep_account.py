"""A reader's own page: what they are called, in which language, at which hour."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from standfirst.accounts.models import User
from standfirst.accounts.reserved import reserve_names
from standfirst.accounts.roles import EDITOR
from standfirst.accounts.testing import make_user

from .conftest import code_mailed, who

pytestmark = pytest.mark.django_db
PAGE = "/account/"


@pytest.fixture
def alice(by_code: Callable[..., Client]) -> User:
    alice = make_user("alice")
    by_code()
    return alice


def keep(client: Client, **fields: str):
    return client.post(PAGE, {"name": "Alice", "language": "", "time_zone": ""} | fields)


@pytest.mark.parametrize(
    "address",
    [PAGE, "/account/name/", "/account/mail/", "/account/passkeys/add/", "/account/app/add/",
     "/account/app/remove/", "/account/recovery-codes/", "/account/sign-in/again/"],
)  # fmt: skip
def test_asks_who_is_signed_out_to_sign_in_and_brings_them_back(client: Client, address: str):
    assert client.get(address).headers["Location"] == f"/account/sign-in/?next={address}"


def test_keeps_name_language_and_zone(client: Client, alice: User):
    answer = keep(client, name="Alice  Ny", language="de", time_zone="Europe/Copenhagen")
    assert answer.status_code == 303
    alice.refresh_from_db()
    assert alice.get_full_name() == "Alice Ny"
    assert (alice.language, alice.time_zone) == ("de", "Europe/Copenhagen")


def test_shows_pages_in_the_readers_language_only_to_them(client: Client, alice: User):
    keep(client, language="de")
    assert client.get("/").headers["Content-Language"] == "de"
    assert b'<html lang="de"' in client.get("/").content
    assert Client().get("/").headers["Content-Language"] == "en"


def test_a_strangers_page_does_not_differ_by_cookie(client: Client):
    assert "Cookie" not in client.get("/").headers.get("Vary", "")


@pytest.mark.parametrize("fields", [{"language": "xx"}, {"time_zone": "Mars/Olympus"}])
def test_refuses_what_it_does_not_know(client: Client, alice: User, fields: dict[str, str]):
    assert keep(client, **fields).status_code == 422


@pytest.mark.parametrize(
    "name",
    ["Vera Example", "vera  example", "V\u0435r\u0430 Example", "Moderator", "M0derator", "x" * 51],
)
def test_refuses_a_name_that_is_too_long_or_of_staff(client: Client, alice: User, name: str):
    make_user("vera", EDITOR)
    answer = keep(client, name=name)
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content
    alice.refresh_from_db()
    assert alice.display_name == ""


def test_lets_staff_keep_their_own_name(client: Client, by_code: Callable[..., Client]):
    vera = make_user("vera", EDITOR)
    client.force_login(vera)
    assert keep(client, name="Vera Example").status_code == 303


def test_asks_every_source_of_reserved_names(client: Client, alice: User):
    reserve_names(lambda: ["Harbour Master"])
    assert keep(client, name="Harbour Master").status_code == 422


def test_shows_expertise_support_and_suspension(client: Client, alice: User):
    User.objects.filter(pk=alice.pk).update(
        expertise="Pier 4 resident", is_supporter=True, is_suspended=True
    )
    page = client.get(PAGE).content.decode()
    assert "Pier 4 resident" in page
    assert "Supporter" in page
    assert "suspended" in page


def test_the_page_takes_few_queries(
    client: Client, alice: User, django_assert_max_num_queries: Callable[..., object]
):
    client.get(PAGE)
    with django_assert_max_num_queries(11):  # some of them of the sections that other apps add
        client.get(PAGE)


def test_changes_the_address_once_the_new_one_is_proven(client: Client, alice: User):
    client.post("/account/mail/", {"mail_address": "New@ledger.example"})
    alice.refresh_from_db()
    assert alice.email == "alice@ledger.example"
    client.post("/account/mail/code/", {"code": code_mailed("new@ledger.example")})
    alice.refresh_from_db()
    assert alice.email == "new@ledger.example"
    assert mail.outbox[-1].to == ["alice@ledger.example"]
    assert "address of your account was changed" in str(mail.outbox[-1].body)
    assert who(client) == alice


def test_says_that_an_address_is_taken_only_to_who_reads_its_mail(client: Client, alice: User):
    make_user("bob")
    first = client.post("/account/mail/", {"mail_address": "bob@ledger.example"})
    assert first.status_code == 303
    code = code_mailed("bob@ledger.example")
    answer = client.post("/account/mail/code/", {"code": code}, follow=True)
    assert answer.redirect_chain == [("/account/mail/", 303)]
    assert b"has an account of its own" in answer.content
    alice.refresh_from_db()
    assert alice.email == "alice@ledger.example"


def test_takes_the_code_for_an_address_once(client: Client, alice: User):
    client.post("/account/mail/", {"mail_address": "new@ledger.example"})
    code = code_mailed("new@ledger.example")
    client.post("/account/mail/code/", {"code": code})
    answer = client.post("/account/mail/code/", {"code": code})
    assert answer.headers["Location"] == "/account/mail/"


def test_a_code_for_signing_in_changes_no_address(client: Client, alice: User):
    session = client.session
    client.post("/account/mail/", {"mail_address": "new@ledger.example"})
    session = client.session
    session["mailed_code"] = session["mailed_code"] | {"purpose": "sign-in"}
    session.save()
    answer = client.post("/account/mail/code/", {"code": code_mailed("new@ledger.example")})
    assert answer.headers["Location"] == "/account/mail/"


@pytest.mark.parametrize(
    "address", ["/account/mail/", "/account/passkeys/add/", "/account/app/add/"]
)
def test_asks_to_sign_in_again_before_ways_to_sign_in_change(
    client: Client, alice: User, address: str
):
    assert client.get(address).status_code == 200
    session = client.session
    session["signed_in_at"] -= 16 * 60
    session.save()
    assert client.get(address).headers["Location"].startswith("/account/sign-in/again/?next=")
    answer = client.post("/account/sign-in/again/", {"next": address})
    assert answer.headers["Location"].startswith("/account/sign-in/?next=")
    assert who(client) is None


def test_signs_out_by_button_and_not_by_link(client: Client, alice: User):
    client.get("/account/sign-out/")
    assert who(client) == alice
    answer = client.post("/account/sign-out/", {"next": "https://evil.example/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert who(client) is None


def test_takes_no_form_from_another_site(alice: User):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(alice)
    answer = careful.post(PAGE, {"name": "Mallory"})
    assert answer.status_code == 403
    assert b"load the page again" in answer.content
    assert careful.post("/account/sign-out/").status_code == 403
