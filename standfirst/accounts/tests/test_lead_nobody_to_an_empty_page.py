"""Wherever signing in leads, there is a page in words."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from standfirst.accounts.models import User
from standfirst.accounts.roles import REPORTER
from standfirst.accounts.testing import make_user

from .conftest import SIGN_IN

pytestmark = pytest.mark.django_db
EVERYWHERE = "/account/sign-out/everywhere/"


@pytest.fixture(autouse=True)
def _second_step_taken() -> None:
    """Nobody has taken it."""


@pytest.fixture
def alice(client: Client) -> User:
    alice = make_user("alice")
    client.force_login(alice)
    return alice


def test_signing_out_everywhere_is_asked_about(client: Client, alice: User):
    answer = client.get(EVERYWHERE)
    assert answer.status_code == 200
    assert f'action="{EVERYWHERE}"' in answer.content.decode()
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/account/second-step/",
        "/account/recovery-codes/",
        "/account/recovery-codes/new/",
        "/account/app/remove/",
    ],
)
def test_a_reader_without_a_second_step_is_led_to_the_account(
    client: Client, alice: User, address: str
):
    answer = client.get(address)
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/account/")


def test_a_reader_who_has_one_goes_back_to_the_account(client: Client, alice: User):
    TOTP.activate(alice, "JBSWY3DPEHPK3PXP")
    page = client.get("/account/second-step/").content.decode()
    assert 'name="next" value="/account/"' in page


def test_staff_without_one_set_it_up(client: Client):
    client.force_login(make_user("vera", REPORTER))
    page = client.get("/account/second-step/").content.decode()
    assert "/account/passkeys/add/?next=%2Fadmin%2F" in page


def test_a_form_leads_back_to_the_page_that_it_stands_on(client: Client):
    answer = client.post(
        EVERYWHERE, headers={"referer": "http://testserver/account/?x=1", "origin": "null"}
    )
    assert answer.headers["Location"] == f"{SIGN_IN}?next=/account/%3Fx%3D1"
    assert client.post(EVERYWHERE).headers["Location"] == f"{SIGN_IN}?next={EVERYWHERE}"
