"""Letters, codes and browsers for tests of signing in."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from standfirst.accounts.models import User

SIGN_IN, CODE = "/account/sign-in/", "/account/sign-in/code/"


@pytest.fixture(autouse=True)
def _limits_begin_anew() -> None:
    """What is counted per address is counted for each test alone."""
    cache.clear()


def code_mailed(to: str = "alice@ledger.example") -> str:
    """Return the code of the last letter, which must have gone to that address."""
    letter = mail.outbox[-1]
    assert letter.to == [to]
    found = re.search(r"\b\d{4}-\d{4}\b", str(letter.body))
    assert found
    return found[0]


@pytest.fixture
def by_code(client: Client) -> Callable[..., Client]:
    """Sign in as a reader does: ask for a code, read the letter, type it."""

    def sign_in(address: str = "alice@ledger.example", **fields: str) -> Client:
        client.post(SIGN_IN, {"mail_address": address, **fields})
        client.post(CODE, {"code": code_mailed(address)})
        return client

    return sign_in


def who(client: Client) -> User | None:
    """Return who is signed in."""
    number = client.session.get("_auth_user_id")
    return User.objects.get(pk=number) if number else None
