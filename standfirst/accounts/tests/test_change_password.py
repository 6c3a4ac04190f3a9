"""Who has a password changes it on the page of their account; other devices are signed out by it."""

import pytest
from django.core import mail
from django.test import Client

from standfirst.accounts.models import User
from standfirst.accounts.testing import make_user

from .conftest import who

pytestmark = pytest.mark.django_db
PAGE, OLD, NEW = "/account/password/", "the wall leaks at noon", "it is dry since Tuesday"


@pytest.fixture
def vera(client: Client) -> User:
    vera = make_user("vera")
    vera.set_password(OLD)
    vera.save()
    client.force_login(vera)
    return vera


def test_takes_a_new_one_and_tells_by_letter(client: Client, vera: User):
    elsewhere = Client()
    elsewhere.force_login(vera)
    answer = client.post(PAGE, {"password": NEW, "again": NEW})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/")
    vera.refresh_from_db()
    assert vera.check_password(NEW)
    assert "password of your account was changed" in str(mail.outbox[-1].body)
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "too short"),
        (NEW, "it is dry", "passwords do not match"),
        ("", "", "required"),
    ],
)
def test_says_what_is_wrong_with_it(
    client: Client, vera: User, password: str, again: str, said: str
):
    answer = client.post(PAGE, {"password": password, "again": again})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    vera.refresh_from_db()
    assert vera.check_password(OLD)


def test_who_has_none_is_not_asked_for_one(client: Client):
    client.force_login(make_user("alice"))
    assert client.get(PAGE).headers["Location"] == "/account/"
    assert b"Change it" not in client.get("/account/").content


def test_needs_a_fresh_sign_in(client: Client, vera: User):
    session = client.session
    session["signed_in_at"] -= 16 * 60
    session.save()
    answer = client.post(PAGE, {"password": NEW, "again": NEW})
    assert answer.headers["Location"].startswith("/account/sign-in/again/")
    assert who(client) == vera
