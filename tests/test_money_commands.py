"""What the operator's commands say of money."""

from pathlib import Path

import pytest
from beancount import loader
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from standfirst.cli import commands
from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.testing import make_campaign, make_gift
from standfirst.funding.tests.conftest import campaign, fake, gateway, paid, stripe_process
from standfirst.funding.tests.giving import Paying

__all__ = ["campaign", "fake", "gateway", "paid", "stripe_process"]  # fixtures
pytestmark = pytest.mark.django_db


def test_the_command_says_it_in_words(gateway: StripeGateway, paid: Paying) -> None:
    paid()
    done = CliRunner().invoke(commands, ["reconcile"])
    assert done.exit_code == 0, done.output
    assert "6 messages had never come; 0 still wait." in done.output
    assert "ok  USD: our books 48.25, Stripe 48.25" in done.output


def test_the_doctor_says_what_is_missing(gateway: StripeGateway, settings: Settings) -> None:
    done = CliRunner().invoke(commands, ["doctor", "funding"])
    assert "test mode" in done.output
    assert "Stripe knows none of this site" in done.output
    settings.STRIPE_WEBHOOK_SECRET = settings.STRIPE_WEBHOOK_SECRET_NEXT = ""
    assert "no message is believed" in CliRunner().invoke(commands, ["doctor", "funding"]).output


def test_the_doctor_says_that_nobody_answers(gateway: StripeGateway, settings: Settings) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    done = CliRunner().invoke(commands, ["doctor", "funding"])
    assert done.exit_code == 1
    assert "may reach Stripe" in done.output


def test_the_command_writes_both(tmp_path: Path) -> None:
    make_gift(make_campaign(), 100)
    books, table = tmp_path / "books.beancount", tmp_path / "movements.csv"
    done = CliRunner().invoke(
        commands, ["export", "books", "--beancount", str(books), "--csv", str(table)]
    )
    assert done.exit_code == 0, done.output
    assert loader.load_file(str(books))[1] == []
    assert len(table.read_text().splitlines()) == 2


def test_the_command_asks_where_to() -> None:
    done = CliRunner().invoke(commands, ["export", "books"])
    assert done.exit_code == 2
    assert "--beancount FILE" in done.output


def test_the_command_says_that_there_is_no_provider(settings: Settings) -> None:
    settings.STRIPE_SECRET_KEY = ""
    done = CliRunner().invoke(commands, ["reconcile"])
    assert done.exit_code == 1
    assert done.stderr.startswith("standfirst: no payment provider is set up")
