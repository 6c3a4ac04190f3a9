"""One broken row stops neither a list nor a batch of letters."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from standfirst.lib import outgoing
from standfirst.lib.errors import Unavailable
from standfirst.lib.mail import Letter
from standfirst.lib.one_by_one import one_by_one

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 15, tzinfo=UTC)


def test_the_others_are_done_and_the_operator_is_told(caplog: pytest.LogCaptureFixture):
    done = []

    def act(row: int) -> None:
        done.append(10 // row)

    assert one_by_one([1, 0, 2], act, event="row_failed") == 2
    assert done == [10, 5]
    assert [(record.message, record.row) for record in caplog.records] == [("row_failed", "0")]


@pytest.mark.parametrize("away", [OperationalError, Unavailable])
def test_a_world_that_is_away_is_no_broken_row(away: type[Exception]):
    def act(_row: int) -> None:
        raise away("away")

    with pytest.raises(away):
        one_by_one([1, 2], act, event="row_failed")


class Row(SimpleNamespace):
    """A letter as a batch knows it."""

    State = outgoing.OutgoingLetter.State

    def finish(self, state: str, **_rest: object) -> None:
        self.state = state

    def put_off(self, error: str, **_rest: object) -> None:
        self.error = error


def test_a_letter_that_cannot_be_sent_holds_up_no_other(monkeypatch: pytest.MonkeyPatch):
    def send(letter: Letter, **_rest: object) -> None:
        if letter.to == "bad@example.org":
            raise UnicodeEncodeError("ascii", "\udce4", 0, 1, "surrogates not allowed")

    monkeypatch.setattr(outgoing, "send", send)
    batch = [Row(pk=1, to="bad@example.org"), Row(pk=2, to="good@example.org")]
    outgoing.send_batch(batch, lambda row: SimpleNamespace(to=row.to), at=NOW)
    assert batch[0].error.startswith("UnicodeEncodeError")
    assert batch[1].state == Row.State.SENT
