"""Reports as mail servers write them, after the examples of RFC 3464 and RFC 5965."""

import subprocess
import sys

import pytest

from standfirst.discussion.models import Thread
from standfirst.discussion.testing import make_comment
from standfirst.notifications.links import return_address
from standfirst.notifications.models import Follow, Follower, Kind, Mailing
from standfirst.notifications.services import NoReport, note_comment, take_report
from standfirst.notifications.services.bounces import Outcome
from standfirst.notifications.testing import NOW, make_follow, make_follower, shown

pytestmark = pytest.mark.django_db
ALICE = "alice@ledger.example"

BOUNCE = """\
Return-Path: <>
Date: Fri, 16 Jan 2026 09:31:07 +0000
From: Mail Delivery Subsystem <MAILER-DAEMON@mx.ledger.example>
Message-ID: <202601160931.LAA13577@mx.ledger.example>
Subject: Undelivered Mail Returned to Sender
To: <{to}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="RAA14128.773615765"

--RAA14128.773615765
Content-Type: text/plain; charset=us-ascii

The mail system could not deliver your message to alice@ledger.example.

--RAA14128.773615765
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.ledger.example
Arrival-Date: Fri, 16 Jan 2026 09:30:02 +0000

Final-Recipient: rfc822; alice@ledger.example
Original-Recipient: rfc822;alice@ledger.example
Action: {action}
Status: {status}
Remote-MTA: dns; mail.ledger.example
Diagnostic-Code: smtp; 550 {status} Recipient address rejected

--RAA14128.773615765
Content-Type: {copy}

Return-Path: <newsroom@paper.example>
From: newsroom@paper.example
To: alice@ledger.example
Subject: New comment
Message-ID: {message_id}

--RAA14128.773615765--
"""
COMPLAINT = """\
From: <abusedesk@example.com>
Date: Fri, 16 Jan 2026 17:40:36 +0000
Subject: FW: New comment
To: <newsroom@paper.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"
Content-Transfer-Encoding: 7bit

This is an email abuse report for an email message received from IP
192.0.2.1 on Fri, 16 Jan 2026 09:30:02 +0000.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <newsroom@paper.example>
Original-Rcpt-To: <alice@ledger.example>
Source-IP: 192.0.2.1

--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

From: newsroom@paper.example
To: alice@ledger.example
Subject: New comment
Message-ID: {message_id}
Date: Fri, 16 Jan 2026 09:30:00 +0000

Who paid?
--part1_13d.2e68ed54_boundary--
"""


@pytest.fixture
def mailing(thread: Thread) -> Mailing:
    follower = make_follow(ALICE, Kind.THREAD, thread.key).follower
    kind, state = Mailing.Kind.NEWS, Mailing.State.SENT
    return Mailing.objects.create(follower=follower, kind=kind, state=state, made_at=NOW)


def bounce(mailing: Mailing, **fields: str) -> bytes:
    usual = {
        "to": "newsroom@paper.example",
        "action": "failed",
        "status": "5.1.1",
        "copy": "text/rfc822-headers",
        "message_id": mailing.message_id,
    }
    return BOUNCE.format(**usual | fields).encode()


@pytest.mark.parametrize("copy", ["text/rfc822-headers", "message/rfc822"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_bounce_stops_letters_to_that_address(mailing: Mailing, copy: str, line_end: bytes):
    make_follow("bob@ledger.example", Kind.REPLIES)
    message = bounce(mailing, copy=copy).replace(b"\n", line_end)
    assert take_report(message=message, at=NOW) == Outcome.BOUNCED
    assert [row.follower.address for row in Follow.objects.standing()] == ["bob@ledger.example"]


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("delayed", "4.4.1"),
        ("failed", "4.2.2"),
        ("failed", "5.2.2"),
        ("failed", "5.7.1"),
        ("relayed", "2.0.0"),
    ],
)
def test_what_may_pass_stops_nothing(mailing: Mailing, action: str, status: str):
    message = bounce(mailing, action=action, status=status)
    assert take_report(message=message, at=NOW) == Outcome.MAY_PASS
    assert Follow.objects.standing().exists()


def test_a_complaint_stops_letters_for_good(mailing: Mailing):
    message = COMPLAINT.format(kind="abuse", message_id=mailing.message_id).encode()
    assert take_report(message=message, at=NOW) == Outcome.COMPLAINED
    assert Follower.objects.get().suppressed_for == Follower.Suppressed.COMPLAINED


def test_a_reader_who_says_it_was_wanted_hears_on(mailing: Mailing):
    message = COMPLAINT.format(kind="not-spam", message_id=mailing.message_id).encode()
    assert take_report(message=message, at=NOW) == Outcome.MAY_PASS
    assert Follow.objects.standing().exists()


def test_a_forged_report_stops_nothing(mailing: Mailing):
    forged = bounce(mailing, message_id="<guessed@paper.example>")
    with pytest.raises(NoReport):
        take_report(message=forged, at=NOW)
    assert Follow.objects.standing().exists()


@pytest.mark.parametrize("message", [b"", b"Subject: Hello\n\nHow are you?", b"\xff\x00\n\n\x80"])
def test_an_ordinary_letter_is_no_report(mailing: Mailing, message: bytes):
    with pytest.raises(NoReport):
        take_report(message=message, at=NOW)


def test_the_address_it_came_back_to_is_enough(mailing: Mailing, settings: object):
    settings.MAIL_BOUNCES = "back@paper.example"  # type: ignore[attr-defined]
    back = return_address(mailing)
    message = bounce(mailing, message_id="<lost@elsewhere.example>", to=back.upper())
    assert take_report(message=message, at=NOW) == Outcome.BOUNCED


def test_the_mail_server_may_say_where_it_arrived(mailing: Mailing, settings: object):
    settings.MAIL_BOUNCES = "back@paper.example"  # type: ignore[attr-defined]
    message = bounce(mailing, message_id="<lost@elsewhere.example>")
    taken = take_report(message=message, returned_to=return_address(mailing), at=NOW)
    assert taken == Outcome.BOUNCED


@pytest.mark.parametrize("header", ["X-Original-To", "Delivered-To", "Envelope-To"])
def test_a_header_of_the_mail_server_may_say_where_it_arrived(
    mailing: Mailing, settings: object, header: str
):
    settings.MAIL_BOUNCES = "back@paper.example"  # type: ignore[attr-defined]
    message = bounce(mailing, message_id="<lost@elsewhere.example>", to="undisclosed")
    named = f"{header}: {return_address(mailing)}\n".encode()
    assert take_report(message=named + message, at=NOW) == Outcome.BOUNCED


def test_a_guessed_return_address_stops_nothing(mailing: Mailing):
    to = f"back+{mailing.pk}-abcdefabcdef@paper.example"
    with pytest.raises(NoReport):
        take_report(message=bounce(mailing, message_id="<x@y.example>", to=to), at=NOW)


def test_what_was_under_way_is_dropped(thread: Thread, mailing: Mailing):
    note_comment(shown(make_comment(thread)), at=NOW)
    take_report(message=bounce(mailing), at=NOW)
    assert not mailing.follower.notices.exists()
    assert not Mailing.objects.filter(next_at__isnull=False).exists()


def test_nothing_is_written_to_a_follower_who_was_erased(mailing: Mailing):
    message = bounce(mailing)
    make_follower(ALICE).delete()
    with pytest.raises(NoReport):
        take_report(message=message, at=NOW)


def test_the_command_says_what_is_wrong_with_what_it_reads():
    done = subprocess.run(
        [sys.executable, "-m", "standfirst", "bounce", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--to" in done.stdout
