"""There is one way in: what Wagtail and allauth bring along leads to it, and a password alone changes nothing."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from standfirst.accounts.models import User
from standfirst.accounts.roles import OPERATOR
from standfirst.accounts.testing import make_user

from .conftest import CODE, SIGN_IN, code_mailed, who

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "the wall leaks at noon"
CHANGES = [
    "/account/app/add/",
    "/account/app/remove/",
    "/account/passkeys/add/",
    "/account/recovery-codes/",
    "/account/recovery-codes/new/",
    "/account/mail/",
    "/account/data/",
]


@pytest.fixture(autouse=True)
def _second_step_taken() -> None:
    """Here nobody has taken it unless the test does."""


@pytest.fixture
def vera() -> User:
    vera = make_user("vera", OPERATOR)
    vera.set_password(PASSWORD)
    vera.save()
    return vera


def by_password(client: Client, user: User, address: str = "/account/sign-in/password/"):
    fields = {"mail_address": user.email, "username": user.email, "password": PASSWORD}
    return client.post(address, fields)


@pytest.mark.parametrize("address", ["/_util/login/", "/admin/login/"])
def test_wagtails_own_page_signs_nobody_in(client: Client, vera: User, address: str):
    answer = by_password(client, vera, address)
    assert answer.headers["Location"].startswith(SIGN_IN)
    assert who(client) is None


def test_a_restricted_page_leads_to_the_sign_in_and_back(client: Client):
    front = Page.objects.get(depth=2)
    PageViewRestriction.objects.create(page=front, restriction_type="login")
    assert client.get("/").headers["Location"] == f"{SIGN_IN}?next=/"
    assert client.get("/_util/login/?next=/x/").headers["Location"] == f"{SIGN_IN}?next=%2Fx%2F"


@pytest.mark.parametrize("address", CHANGES)
def test_an_older_session_without_the_second_step_changes_nothing(
    client: Client, vera: User, address: str
):
    client.force_login(vera)
    TOTP.activate(vera, SECRET)
    assert client.get(address).headers["Location"].startswith("/account/sign-in/again/")
    assert client.post(address).headers["Location"].startswith("/account/sign-in/again/")
    assert Authenticator.objects.filter(user=vera).count() == 1


def test_a_reader_with_an_app_is_asked_for_it_as_well(client: Client):
    alice = make_user("alice")
    client.force_login(alice)
    TOTP.activate(alice, SECRET)
    assert "again" in client.post("/account/app/remove/").headers["Location"]
    assert Authenticator.objects.exists()


def test_with_the_second_step_it_can_be_changed(client: Client, vera: User):
    TOTP.activate(vera, SECRET)
    by_password(client, vera)
    digits = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    client.post("/account/sign-in/second-step/", {"code": digits})
    assert client.get("/account/app/remove/").status_code == 200


@pytest.mark.parametrize("address", CHANGES)
def test_a_password_alone_sets_up_no_second_step_where_one_is_required(
    client: Client, vera: User, address: str
):
    by_password(client, vera)
    answer = client.get(address)
    assert answer.headers["Location"].startswith("/account/sign-in/again/")
    assert "code that we email you" in client.get(answer.headers["Location"]).content.decode()
    assert client.get("/admin/").headers["Location"].startswith("/account/second-step/")


def test_a_mailed_code_does(client: Client, vera: User):
    client.post(SIGN_IN, {"mail_address": vera.email})
    client.post(CODE, {"code": code_mailed(vera.email)})
    assert client.get("/account/app/add/").status_code == 200


def test_a_password_does_where_no_mail_can_be_sent(client: Client, vera: User, settings: object):
    settings.CAN_MAIL = False
    by_password(client, vera)
    assert client.get("/account/app/add/").status_code == 200


@pytest.fixture
def behind_a_password() -> str:
    """A page that opens with a shared password; returns where it is typed."""
    front = Page.objects.get(depth=2)
    restriction = PageViewRestriction.objects.create(
        page=front, restriction_type="password", password="herring"
    )
    return f"/_util/authenticate_with_password/{restriction.pk}/{front.pk}/"


def test_a_shared_password_opens_its_page(client: Client, behind_a_password: str):
    client.post(behind_a_password, {"password": "herring", "return_url": "/"})
    assert client.get("/").status_code == 200
    assert b"Password required" not in client.get("/").content


def test_a_shared_password_is_asked_for_no_other_page(client: Client, behind_a_password: str):
    root = Page.objects.get(depth=1)
    address = behind_a_password.rpartition("/")[0].rpartition("/")[0] + f"/{root.pk}/"
    assert client.get(address).status_code == 404
