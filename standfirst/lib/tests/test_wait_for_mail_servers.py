from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from standfirst.lib import smtp
from standfirst.lib.mail import ConnectionLost, Letter, connection, send
from standfirst.lib.testing import MailServer, mail_server

NOW = datetime(2026, 1, 16, 8, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def hand_over() -> None:
    with connection() as over:
        send(Letter("alice@ledger.example", "Tides", "High at noon."), at=NOW, over=over)


def test_the_letter_itself_may_take_longer_than_an_answer(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(smtp, "FOR_A_COMMAND", 0.3)
    server.seconds_for_a_letter = 0.5
    hand_over()
    assert len(server.letters) == 1


def test_who_is_silent_for_too_long_is_given_up(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(smtp, "FOR_A_LETTER", 0.1)
    server.seconds_for_a_letter = 0.5
    with pytest.raises(ConnectionLost):
        hand_over()


def test_waits_are_as_long_as_the_standard_asks():
    assert smtp.FOR_A_COMMAND >= 5 * 60
    assert smtp.FOR_A_LETTER >= 10 * 60
