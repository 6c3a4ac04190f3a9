"""Who works here may sign in with a password, at the same place."""

import pytest
from django.test import Client

from standfirst.accounts.models import User

from .conftest import SIGN_IN, who

pytestmark = pytest.mark.django_db
PASSWORD = "the wall leaks at noon"
PAGE = "/account/sign-in/password/"


@pytest.fixture(autouse=True)
def vera() -> User:
    return User.objects.create_superuser(
        "vera@ledger.example", PASSWORD, first_name="Vera", last_name="Voss"
    )


def sign_in(client: Client, password: str = PASSWORD, address: str = "vera@ledger.example"):
    return client.post(PAGE, {"mail_address": address, "password": password, "next": "/harbour/"})


def test_signs_in_and_goes_on(client: Client, vera: User):
    assert sign_in(client).headers["Location"] == "/harbour/"
    assert who(client) == vera


@pytest.mark.parametrize("address", ["vera@ledger.example", "nobody@ledger.example"])
def test_says_the_same_of_a_wrong_password_and_of_nobody(client: Client, address: str):
    answer = sign_in(client, "wrong", address)
    assert answer.status_code == 422
    assert b"or the password is wrong" in answer.content
    assert who(client) is None


def test_limits_wrong_passwords_per_account(client: Client):
    for _ in range(5):
        sign_in(Client(), "wrong")
    answer = sign_in(client)
    assert answer.status_code == 422
    assert b"Too many tries" in answer.content
    assert who(client) is None


def test_limits_wrong_passwords_per_network_address(client: Client):
    for number in range(10):
        sign_in(client, "wrong", f"reader{number}@ledger.example")
    assert b"Too many tries" in sign_in(client).content
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_in(elsewhere).status_code == 302


def test_right_passwords_count_for_nothing():
    for _ in range(8):
        assert sign_in(Client()).status_code == 302


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/login/?next=/admin/"])
def test_the_editor_leads_here(client: Client, address: str):
    assert client.get(address).headers["Location"] in {
        f"{SIGN_IN}?next=/admin/",
        f"{SIGN_IN}?next=%2Fadmin%2F",
    }


def test_the_editor_leads_to_no_other_site(client: Client):
    answer = client.get("/admin/login/?next=https://evil.example/")
    assert "evil" not in answer.headers["Location"]


def test_no_password_is_mailed(client: Client):
    assert client.get("/admin/password_reset/").status_code == 404
