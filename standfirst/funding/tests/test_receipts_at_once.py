"""Receipts are numbered without a gap while many are issued at the same moment, and some fail on the way."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from standfirst.funding.models import Campaign, Gift, Receipt
from standfirst.funding.services.receipts import issue_receipt
from standfirst.funding.testing import NOW, make_campaign, make_gift

pytestmark = pytest.mark.django_db(transaction=True)
GIFTS = 40


@pytest.fixture
def fund(tmp_path: Path) -> Iterator[Campaign]:
    """A campaign with gifts; SQLite's tests live in memory, which knows no waiting, so it moves to a file."""
    fund = make_campaign()
    for amount in range(GIFTS):
        make_gift(fund, 100 + amount)
    if connection.vendor == "postgresql":
        yield fund
        return
    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        connection.connection.backup(copy)
    copy.close()
    settings = connections.settings["default"]
    in_memory, settings["NAME"] = settings["NAME"], str(tmp_path / "copy.sqlite3")
    yield fund
    settings["NAME"] = in_memory


def issue(number: int, *, stumbles: bool) -> None:
    """In a thread of its own; who stumbles does so after the number was given out."""
    try:
        with transaction.atomic():
            issue_receipt(gift=Gift.objects.get(pk=number), at=NOW)
            transaction.set_rollback(stumbles)
    finally:
        connection.close()


def test_has_no_gap_and_none_twice(fund: Campaign):
    gifts = list(Gift.objects.order_by("pk").values_list("pk", flat=True))
    with ThreadPoolExecutor(16) as pool:
        # Each third stumbles, and is tried again among the others; the rest are asked for twice.
        for number in gifts * 2:
            pool.submit(issue, number, stumbles=number % 3 == 0)
        for number in gifts:
            pool.submit(issue, number, stumbles=False)
    found: list[list[int]] = []

    def look() -> None:
        found.append(list(Receipt.objects.order_by("number").values_list("number", flat=True)))
        found.append(list(Receipt.objects.order_by("gift").values_list("gift", flat=True)))
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(look).result()
    assert found == [list(range(1, GIFTS + 1)), gifts]
