"""A mail server that takes nothing is not asked letter by letter, nor again and again."""

from datetime import datetime, timedelta

import pytest

from standfirst.discussion.models import Thread
from standfirst.discussion.testing import make_comment
from standfirst.lib import mail_pause
from standfirst.lib.outgoing import A_BATCH, standing
from standfirst.lib.testing import MailServer
from standfirst.notifications.models import Kind, Mailing
from standfirst.notifications.services import note_comment, send_due
from standfirst.notifications.testing import NOW, make_follow, shown

pytestmark = pytest.mark.django_db
LETTERS = 200
BUSY = "421 4.3.2 Service not available, closing transmission channel"


def tell(thread: Thread, readers: int) -> None:
    for number in range(readers):
        make_follow(f"reader{number}@ledger.example", Kind.THREAD, thread.key)
    note_comment(shown(make_comment(thread, "Who paid?")), at=NOW)


def work(*, at: datetime) -> None:
    """What the worker does each second."""
    while send_due(at=at):
        pass


def test_a_server_that_is_busy_for_an_hour_is_asked_six_times(thread: Thread, server: MailServer):
    """However many letters wait."""
    tell(thread, LETTERS)
    server.greets_with = BUSY
    for seconds in range(0, 3600, 15):
        work(at=NOW + timedelta(seconds=seconds))
    assert server.connections == 6  # at minute 0, 1, 3, 7, 15 and 31
    server.greets_with = ""
    work(at=NOW + timedelta(hours=1, minutes=2))
    assert len({letter["To"] for letter in server.letters}) == len(server.letters) == LETTERS
    assert server.connections == 6 + LETTERS // A_BATCH


@pytest.mark.parametrize("part", ["greets_with", "refuses_sender"])
@pytest.mark.parametrize("answer", [BUSY, "451 4.3.0 Later", "554 5.7.1 Not from you"])
def test_what_is_refused_of_every_letter_is_tried_with_one(
    thread: Thread, server: MailServer, part: str, answer: str
):
    tell(thread, 3)
    setattr(server, part, answer)
    work(at=NOW)
    work(at=NOW + timedelta(seconds=59))
    assert server.connections == 1
    assert Mailing.objects.filter(state=Mailing.State.DUE).count() == 3


def test_a_recipient_that_ends_the_talk_waits_behind_the_others(thread: Thread, server: MailServer):
    tell(thread, 3)
    server.refuses["reader0@ledger.example"] = BUSY
    work(at=NOW)
    assert server.letters == []
    assert Mailing.objects.filter(tries=1).count() == 1
    server.refuses.clear()
    work(at=NOW + timedelta(minutes=1))
    assert len(server.letters) == 3


def test_what_a_server_takes_at_once_it_gets_each_minute(thread: Thread, server: MailServer):
    tell(thread, 12)
    server.takes_at_once = 5
    for minute in range(3):
        work(at=NOW + timedelta(minutes=minute))
    assert (len(server.letters), server.connections) == (12, 3)


def test_many_refused_letters_go_over_one_connection(thread: Thread, server: MailServer):
    tell(thread, 20)
    server.refuses[""] = "451 4.7.1 Greylisted"
    work(at=NOW)
    assert server.connections == 1
    assert Mailing.objects.filter(tries=1).count() == 20


def test_the_operator_can_see_what_is_late_and_why(thread: Thread, server: MailServer):
    tell(thread, 3)
    server.greets_with = BUSY
    work(at=NOW)
    later = NOW + timedelta(minutes=16)
    seen = standing(at=later)
    assert (seen.late, seen.failed) == (3, 0)
    assert seen.pause
    assert "421" in seen.pause.error
    assert seen.pause.until_at == NOW + mail_pause.FIRST
    Mailing.objects.update(state=Mailing.State.FAILED, next_at=None, error="550 a@b.example: no")
    assert standing(at=later).failed == 3
    assert standing(at=later).reasons == ["550 … no"]
