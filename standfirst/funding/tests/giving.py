"""What the tests of gateways share."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from standfirst.funding.gateways.contract import WaysBack

# Begins a gift and pays it: see conftest.
Paying = Callable[..., tuple[Any, dict[str, Any]]]
BACK = WaysBack("https://paper.example/paid/", "https://paper.example/left/")
NEXT_SECRET = "whsec_after_that"


def now() -> datetime:
    """The provider keeps the real time, so these tests do."""
    return datetime.now(UTC)
