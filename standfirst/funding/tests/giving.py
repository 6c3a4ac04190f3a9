"""What the tests of gateways share."""

from datetime import UTC, datetime

from standfirst.funding.gateways.contract import WaysBack

BACK = WaysBack("https://paper.example/paid/", "https://paper.example/left/")
NEXT_SECRET = "whsec_after_that"


def now() -> datetime:
    """The provider keeps the real time, so these tests do."""
    return datetime.now(UTC)
