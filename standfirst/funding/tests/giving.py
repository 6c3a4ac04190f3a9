"""What the tests of giving share: the form as it is sent, and the tests of gateways."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client

from standfirst.funding.gateways.contract import WaysBack

# Begins a gift and pays it: see conftest.
Paying = Callable[..., tuple[Any, dict[str, Any]]]
BACK = WaysBack("https://paper.example/paid/", "https://paper.example/left/")
NEXT_SECRET = "whsec_after_that"
ALICE = "alice@ledger.example"
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
# Another network than that of the other clients.
ELSEWHERE = "203.0.113.7"


def now() -> datetime:
    """The provider keeps the real time, so these tests do."""
    return datetime.now(UTC)


def send(client: Client, **fields: str) -> HttpResponse:
    """Send the form of the campaign `fund`."""
    values = {"how": "once", "once": "15", "mail": ALICE} | fields
    return client.post("/support/fund/give/", values, **OWN)


def play(client: Client, page: str, *moves: str) -> HttpResponse:
    """Make `moves` on the demonstration's page."""
    for move in moves:
        answer = client.post(page, {"move": move}, **OWN)
    return answer
