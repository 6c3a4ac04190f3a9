"""What a mail server's pipe hands to `standfirst bounce`, and what the server is answered."""

import os

import pytest
from click.testing import CliRunner
from django.db import OperationalError

from standfirst.cli.bounce import bounce
from standfirst.notifications.links import return_address
from standfirst.notifications.models import Mailing
from standfirst.notifications.testing import NOW, make_follower

pytestmark = pytest.mark.django_db
REPORT = """\
To: undisclosed-recipients:;
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.ledger.example

Final-Recipient: rfc822; alice@ledger.example
Action: failed
Status: 5.1.1

--b--
"""


@pytest.fixture
def back(settings: object) -> str:
    """The return address of a letter to alice."""
    settings.MAIL_BOUNCES = "back@paper.example"  # type: ignore[attr-defined]
    alice = make_follower("alice@ledger.example")
    return return_address(
        Mailing.objects.create(follower=alice, kind="news", made_at=NOW, state="sent")
    )


def test_postfix_tells_where_it_arrived_by_the_environment(back: str):
    done = CliRunner(env={"ORIGINAL_RECIPIENT": back}).invoke(bounce, input=REPORT)
    assert (done.exit_code, "bounced" in done.output) == (0, True)


def test_other_mail_servers_tell_it_by_the_option(back: str):
    done = CliRunner().invoke(bounce, ["--to", back], input=REPORT)
    assert (done.exit_code, "bounced" in done.output) == (0, True)


def test_the_mail_server_tries_again_where_the_site_cannot_take_it_in(
    monkeypatch: pytest.MonkeyPatch,
):
    def away(**_: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr("standfirst.notifications.services.take_report", away)
    done = CliRunner().invoke(bounce, input=REPORT)
    assert (done.exit_code, done.stderr) == (os.EX_TEMPFAIL, "standfirst: the database is away\n")


def test_an_ordinary_letter_is_refused_for_good():
    done = CliRunner().invoke(bounce, input="Subject: Hello")
    assert done.exit_code == os.EX_DATAERR
