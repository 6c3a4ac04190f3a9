"""Half a sign-in, left at the second step, ends with what it began with."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from standfirst.accounts.models import User
from standfirst.accounts.roles import REPORTER
from standfirst.accounts.services import end_sessions
from standfirst.accounts.testing import make_user

from .conftest import SIGN_IN, who
from .test_take_the_second_step import ASK, SECRET, digits

pytestmark = pytest.mark.django_db
OLD, NEW = "the wall leaks at noon", "the wall is dry at noon"


@pytest.fixture(autouse=True)
def _second_step_taken() -> None:
    """Here the second step is asked for."""


@pytest.fixture
def vera(client: Client) -> User:
    """Somebody whose password was typed in a browser that now waits for the second step."""
    vera = make_user("vera", REPORTER)
    vera.set_password(OLD)
    vera.save()
    TOTP.activate(vera, SECRET)
    typed = {"mail_address": vera.email, "password": OLD}
    assert client.post("/account/sign-in/password/", typed).headers["Location"] == ASK
    return vera


def change_password(user: User) -> None:
    user.set_password(NEW)
    user.save()


def change_address(user: User) -> None:
    user.email = "vera.voss@ledger.example"
    user.save()


def sign_out_everywhere(user: User) -> None:
    end_sessions(user=user)


@pytest.mark.parametrize("change", [change_password, change_address, sign_out_everywhere])
def test_by_another_password_address_or_end_of_sessions(
    client: Client, vera: User, change: Callable[[User], None]
):
    change(vera)
    answer = client.post(ASK, {"code": digits()})
    assert answer.headers["Location"] == SIGN_IN
    assert who(client) is None
    assert b"Please sign in again" in client.get(SIGN_IN).content
    assert client.get(ASK).headers["Location"] == SIGN_IN


def test_by_nothing_else(client: Client, vera: User):
    vera.display_name = "Vera V."
    vera.save()
    client.post(ASK, {"code": digits()})
    assert who(client) == vera


def test_by_a_closed_account(client: Client, vera: User):
    vera.is_active = False
    vera.save()
    client.post(ASK, {"code": digits()})
    assert client.get("/account/").status_code == 302
