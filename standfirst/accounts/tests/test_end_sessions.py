"""Sessions end: everywhere at a press, and elsewhere when a way to sign in changes."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from standfirst.accounts.models import User
from standfirst.accounts.services import take_second_step_away
from standfirst.accounts.testing import make_user

from .conftest import code_mailed

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client: Client) -> User:
    alice = make_user("alice")
    client.force_login(alice)
    return alice


@pytest.fixture
def elsewhere(alice: User) -> Client:
    """Another device of hers."""
    browser = Client()
    browser.force_login(alice)
    return browser


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_ends_all_at_a_press(client: Client, alice: User, elsewhere: Client):
    assert b"Sign out everywhere" in client.get("/account/").content
    answer = client.post("/account/sign-out/everywhere/", follow=True)
    assert b"You are signed out on all your devices." in answer.content
    assert [is_in(client), is_in(elsewhere)] == [False, False]


def test_ends_nothing_by_a_link(client: Client, alice: User, elsewhere: Client):
    assert client.get("/account/sign-out/everywhere/").status_code == 200
    assert [is_in(client), is_in(elsewhere)] == [True, True]


def test_ends_nobody_elses(client: Client, alice: User):
    bob = Client()
    bob.force_login(make_user("bob"))
    client.post("/account/sign-out/everywhere/")
    assert is_in(bob)


def test_a_new_address_ends_the_others(client: Client, alice: User, elsewhere: Client):
    client.post("/account/mail/", {"mail_address": "new@ledger.example"})
    client.post("/account/mail/code/", {"code": code_mailed("new@ledger.example")})
    assert [is_in(client), is_in(elsewhere)] == [True, False]


def test_a_new_app_ends_the_others(client: Client, alice: User, elsewhere: Client):
    client.get("/account/app/add/")
    secret = client.session["mfa.totp.secret"]
    digits = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post("/account/app/add/", {"code": digits})
    assert Authenticator.objects.filter(user=alice).exists()
    assert [is_in(client), is_in(elsewhere)] == [True, False]


@pytest.mark.parametrize("address", ["/account/app/remove/", "/account/recovery-codes/new/"])
def test_an_app_removed_or_new_recovery_codes_end_the_others(
    client: Client, alice: User, elsewhere: Client, address: str
):
    TOTP.activate(alice, "JBSWY3DPEHPK3PXP")
    assert client.post(address).status_code == 302
    assert [is_in(client), is_in(elsewhere)] == [True, False]


def test_a_passkey_removed_ends_the_others(client: Client, alice: User, elsewhere: Client):
    key = Authenticator.objects.create(
        user=alice, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone"}
    )
    client.post(f"/account/passkeys/{key.pk}/remove/")
    assert not Authenticator.objects.exists()
    assert [is_in(client), is_in(elsewhere)] == [True, False]


def test_an_operator_who_unlocks_an_account_ends_them_all(client: Client, alice: User):
    take_second_step_away(user=alice)
    assert not is_in(client)
