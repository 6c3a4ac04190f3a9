"""The editor opens to staff who have proven twice who they are."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from wagtail.models import Site

from standfirst.accounts.models import AccountSettings, User
from standfirst.accounts.roles import REPORTER
from standfirst.accounts.testing import make_user

from .conftest import CODE, SIGN_IN, code_mailed, who

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
ASK = "/account/sign-in/second-step/"


@pytest.fixture(autouse=True)
def _second_step_taken() -> None:
    """Here the second step is what tests are about: nobody has taken it."""


@pytest.fixture
def vera() -> User:
    return make_user("vera", REPORTER)


def sign_in(client: Client, address: str = "vera@ledger.example", next: str = "/admin/"):
    client.post(SIGN_IN, {"mail_address": address, "next": next})
    return client.post(CODE, {"code": code_mailed(address)})


def digits() -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def test_leads_staff_without_one_to_set_it_up(client: Client, vera: User):
    sign_in(client)
    answer = client.get("/admin/pages/?x=1")
    assert answer.headers["Location"] == "/account/second-step/?next=%2Fadmin%2Fpages%2F%3Fx%3D1"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "/account/passkeys/add/?next=%2Fadmin%2Fpages%2F" in page
    assert "/account/app/add/" in page


def test_opens_the_editor_to_nobody_by_another_method(client: Client, vera: User):
    client.force_login(vera)
    assert client.post("/admin/account/", {}).status_code == 302
    assert "second-step" in client.post("/admin/account/", {}).headers["Location"]


def test_lets_staff_sign_out(client: Client, vera: User):
    client.force_login(vera)
    client.post("/admin/logout/")
    assert who(client) is None


def test_opens_the_editor_once_an_app_is_set_up(
    client: Client, vera: User, django_capture_on_commit_callbacks: Callable[..., Any]
):
    sign_in(client)
    client.get("/account/app/add/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/app/add/", {"code": code})
    assert answer.headers["Location"] == "/account/recovery-codes/"
    assert client.get("/admin/").status_code == 200
    assert "A change to your account" in {letter.subject for letter in mail.outbox}


def test_asks_for_it_at_the_next_sign_in(client: Client, vera: User):
    TOTP.activate(vera, SECRET)
    answer = sign_in(client)
    assert answer.headers["Location"] == ASK
    assert who(client) is None
    answer = client.post(ASK, {"code": digits()})
    assert answer.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_refuses_wrong_digits_and_then_asks_to_wait(client: Client, vera: User):
    TOTP.activate(vera, SECRET)
    sign_in(client)
    pages = [client.post(ASK, {"code": "000000"}).content.decode() for _ in range(6)]
    assert "This code is wrong" in pages[0]
    assert "Too many tries" in pages[5]
    client.post(ASK, {"code": digits()})
    assert who(client) is None


def test_takes_each_code_once(client: Client, vera: User):
    TOTP.activate(vera, SECRET)
    code = digits()
    sign_in(client)
    client.post(ASK, {"code": code})
    elsewhere = Client()
    sign_in(elsewhere)
    elsewhere.post(ASK, {"code": code})
    assert who(elsewhere) is None


def test_takes_a_recovery_code_once(client: Client, vera: User):
    TOTP.activate(vera, SECRET)
    code = RecoveryCodes.activate(vera).get_unused_codes()[0]
    sign_in(client)
    client.post(ASK, {"code": code})
    assert who(client) == vera
    elsewhere = Client()
    sign_in(elsewhere)
    elsewhere.post(ASK, {"code": code})
    assert who(elsewhere) is None


def test_an_older_session_does_not_profit_from_it(client: Client, vera: User):
    client.force_login(vera)
    TOTP.activate(vera, SECRET)
    answer = client.get("/admin/")
    assert "second-step" in answer.headers["Location"]
    assert b"Please sign in again" in client.get(answer.headers["Location"]).content


def test_asks_no_reader_for_a_passkey_as_well(client: Client):
    alice = make_user("alice")
    Authenticator.objects.create(user=alice, type=Authenticator.Type.WEBAUTHN, data={})
    sign_in(client, alice.email, "/")
    assert who(client) == alice


def test_asks_staff_for_their_passkey(client: Client, vera: User):
    Authenticator.objects.create(
        user=vera, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )
    assert sign_in(client).headers["Location"] == ASK


def test_may_be_switched_off(client: Client, vera: User):
    site = Site.objects.get(is_default_site=True)
    AccountSettings.objects.create(site=site, staff_need_second_step=False)
    client.force_login(vera)
    assert client.get("/admin/").status_code == 200


def test_means_nothing_to_who_is_not_signed_in(client: Client):
    assert client.get(ASK).headers["Location"] == SIGN_IN
    assert client.get("/account/second-step/").headers["Location"].startswith(SIGN_IN)
