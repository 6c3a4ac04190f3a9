"""Wrong tries are counted whichever page takes them, and never lock the owner's own browser out."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.core import mail
from django.test import Client, RequestFactory

from standfirst.accounts import codes
from standfirst.accounts.backends import GUESSES
from standfirst.accounts.codes import MAILED_CODES
from standfirst.accounts.models import User
from standfirst.lib import pace

from .conftest import CODE, SIGN_IN, code_mailed, who

pytestmark = pytest.mark.django_db
PASSWORD = "the wall leaks at noon"
PAGE = "/account/sign-in/password/"
VERA = "vera@ledger.example"


@pytest.fixture(autouse=True)
def _second_step_taken() -> None:
    """Here the second step is asked for."""


@pytest.fixture(autouse=True)
def vera() -> User:
    return User.objects.create_superuser(VERA, PASSWORD, first_name="Vera", last_name="Voss")


def sign_in(client: Client, password: str = PASSWORD, address: str = VERA):
    return client.post(PAGE, {"mail_address": address, "password": password})


def guess_from(*networks: str) -> None:
    for network in networks:
        for _ in range(6):
            sign_in(Client(REMOTE_ADDR=network), "wrong")


def test_counts_whatever_compares_passwords(vera: User):
    asked = RequestFactory().post("/anywhere/")
    for _ in range(5):
        assert authenticate(asked, username=VERA, password="wrong") is None
    assert authenticate(asked, username=VERA, password=PASSWORD) is None
    elsewhere = RequestFactory().post("/anywhere/", REMOTE_ADDR="192.0.2.7")
    assert authenticate(elsewhere, username=VERA, password=PASSWORD) == vera


def test_every_way_to_compare_passwords_is_counted():
    assert settings.AUTHENTICATION_BACKENDS == ["standfirst.accounts.backends.CountingBackend"]


def test_a_stranger_locks_nobody_out_elsewhere(client: Client, vera: User):
    guess_from("192.0.2.7")
    sign_in(client)
    assert who(client) == vera


def test_all_strangers_together_do_not_lock_out_the_browser_of_the_owner(vera: User):
    own, new = Client(), Client(REMOTE_ADDR="198.51.100.9")
    sign_in(own)
    own.post("/account/sign-out/")
    guess_from(*(f"192.0.2.{number}" for number in range(6)), "127.0.0.1")
    assert b"Too many tries" in sign_in(new).content
    sign_in(own)
    assert who(own) == vera


def test_the_browser_of_the_owner_has_a_limit_of_its_own():
    own = Client()
    sign_in(own)
    own.post("/account/sign-out/")
    for _ in range(GUESSES.device.most):
        sign_in(own, "wrong")
    assert b"Too many tries" in sign_in(own).content


def test_a_browser_known_for_one_account_is_a_stranger_to_others():
    User.objects.create_user("mallory@ledger.example", PASSWORD)
    own = Client()
    sign_in(own, address="mallory@ledger.example")
    own.post("/account/sign-out/")
    for _ in range(5):
        sign_in(own, "wrong")
    assert b"Too many tries" in sign_in(own).content


@pytest.mark.parametrize("made_up", ["", "x", "WyJhIixbImIiXV0:1abc:def"])
def test_takes_no_made_up_cookie_for_a_known_browser(made_up: str):
    for _ in range(5):
        sign_in(Client(), "wrong")
    client = Client()
    client.cookies[settings.DEVICE_COOKIE] = made_up
    assert b"Too many tries" in sign_in(client).content


def test_another_part_of_a_48_is_no_other_network():
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"2001:db8:1:{number:x}::1"), "wrong")
    assert b"Too many tries" in sign_in(Client(REMOTE_ADDR="2001:db8:1:ffff::1")).content
    assert who_signs_in_at("2001:db8:2::1") == VERA


def who_signs_in_at(network: str) -> str:
    client = Client(REMOTE_ADDR=network)
    sign_in(client)
    user = who(client)
    return user.email if user else ""


def test_the_site_as_a_whole_has_a_ceiling(monkeypatch: pytest.MonkeyPatch):
    limits = pace.Limits(here=GUESSES.here, site=pace.Limit(3, 60), device=GUESSES.device)
    monkeypatch.setattr("standfirst.accounts.backends.GUESSES", limits)
    known = Client()
    sign_in(known)
    known.post("/account/sign-out/")
    for number in range(4):
        sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), "wrong", f"r{number}@ledger.example")
    assert who_signs_in_at("198.51.100.9") == ""
    sign_in(known)
    assert who(known) is not None


def test_a_mailbox_gets_no_more_codes_by_a_tag(client: Client):
    for number in range(20):
        client.post(SIGN_IN, {"mail_address": f"Victim+{number}@reader.example"})
    assert len(mail.outbox) == MAILED_CODES.here.most


@pytest.mark.parametrize("networks", [1, 7])
def test_a_mailbox_gets_so_many_codes_a_day(monkeypatch: pytest.MonkeyPatch, networks: int):
    monkeypatch.setattr(codes, "MAILED_CODES", pace.Limits())  # as if they came over a whole day
    limits = codes.MAILED_CODES_A_DAY
    for number in range(limits.subject.most + 5):
        stranger = Client(REMOTE_ADDR=f"192.0.2.{number % networks}")
        page = stranger.post(SIGN_IN, {"mail_address": VERA})
    assert b"tomorrow" in page.content
    assert len(mail.outbox) == (limits.here.most if networks == 1 else limits.subject.most)


def test_strangers_of_a_day_do_not_keep_a_code_from_the_browser_of_the_owner(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    client.post(SIGN_IN, {"mail_address": VERA})
    client.post(CODE, {"code": code_mailed(VERA)})
    client.post("/account/sign-out/")
    monkeypatch.setattr(codes, "MAILED_CODES", pace.Limits())
    for number in range(codes.MAILED_CODES_A_DAY.subject.most + 1):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(SIGN_IN, {"mail_address": VERA})
    letters = len(mail.outbox)
    assert client.post(SIGN_IN, {"mail_address": VERA}).status_code == 303
    assert len(mail.outbox) == letters + 1


def test_strangers_asking_for_codes_do_not_keep_one_from_the_browser_of_the_owner(client: Client):
    client.post(SIGN_IN, {"mail_address": VERA})
    client.post(CODE, {"code": code_mailed(VERA)})
    client.post("/account/sign-out/")
    for number in range(MAILED_CODES.subject.most + 1):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(SIGN_IN, {"mail_address": VERA})
    letters = len(mail.outbox)
    assert client.post(SIGN_IN, {"mail_address": VERA}).status_code == 303
    assert len(mail.outbox) == letters + 1


def test_a_stranger_at_the_second_step_does_not_lock_out_the_browser_of_the_owner(vera: User):
    own = Client()
    sign_in(own)
    own.post("/account/sign-out/")
    secret = "JBSWY3DPEHPK3PXP"
    Authenticator.objects.create(user=vera, type=Authenticator.Type.TOTP, data={"secret": secret})
    stranger = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(stranger)
    for _ in range(7):
        page = stranger.post("/account/sign-in/second-step/", {"code": "000000"})
    assert b"Too many tries" in page.content
    sign_in(own)
    page = own.post("/account/sign-in/second-step/", {"code": "000000"})
    assert b"code is wrong" in page.content
