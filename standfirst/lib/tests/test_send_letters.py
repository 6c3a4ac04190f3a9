from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core import mail
from django.test import override_settings

from standfirst.lib.errors import Unavailable
from standfirst.lib.mail import AddressRefused, Letter, connection, send
from standfirst.lib.testing import MailServer, mail_server

NOW = datetime(2026, 1, 16, 8, 0, tzinfo=UTC)
LETTER = Letter("alice@ledger.example", "Tide\n tables", "High at noon.", "<p>High at noon.</p>")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def test_arrives_with_both_parts_its_id_and_its_date(server: MailServer):
    send(LETTER, at=NOW)
    [arrived] = server.letters
    assert arrived["Message-ID"] == LETTER.message_id
    assert arrived["Date"].datetime == NOW
    assert arrived["Subject"] == "Tide tables"
    kinds = [part.get_content_type() for part in arrived.iter_parts()]
    assert kinds == ["text/plain", "text/html"]


def test_sent_again_is_the_same_letter(server: MailServer):
    send(LETTER, at=NOW)
    send(LETTER, at=NOW)
    assert {letter["Message-ID"] for letter in server.letters} == {LETTER.message_id}


def test_goes_back_to_where_it_was_told_to(server: MailServer):
    send(Letter("alice@ledger.example", "Tides", "High.", return_to="back@ledger.example"), at=NOW)
    assert server.letters[0]["X-MailFrom"] == "back@ledger.example"
    assert server.letters[0]["From"].startswith("newsroom@")


def test_several_go_over_one_connection(server: MailServer):
    with connection() as over:
        send(LETTER, at=NOW, over=over)
        server.refuses["bob@ledger.example"] = "550 5.1.1 Nobody here"
        with pytest.raises(AddressRefused):
            send(Letter("bob@ledger.example", "Tides", "High."), at=NOW, over=over)
        send(LETTER, at=NOW, over=over)
    assert len(server.letters) == 2


@pytest.mark.parametrize("answer", ["550 5.1.1 Nobody here", "550 No such user", "553 Never"])
def test_an_address_refused_for_good_is_told_so(server: MailServer, answer: str):
    server.refuses[""] = answer
    with pytest.raises(AddressRefused) as raised:
        send(LETTER, at=NOW)
    assert raised.value.permanent


@pytest.mark.parametrize("answer", ["451 Later", "452 4.2.2 Full", "550 5.7.1 Relaying denied"])
def test_what_is_not_the_addresses_fault_may_be_tried_again(server: MailServer, answer: str):
    server.refuses[""] = answer
    with pytest.raises(Unavailable) as raised:
        send(LETTER, at=NOW)
    assert not raised.value.permanent


@pytest.mark.parametrize(("answer", "permanent"), [("554 Spam", True), ("451 Later", False)])
def test_a_refused_letter_says_whether_trying_again_can_help(
    server: MailServer, answer: str, permanent: bool
):
    server.refuses_letter = answer
    with pytest.raises(Unavailable) as raised:
        send(LETTER, at=NOW)
    assert raised.value.permanent is permanent
    assert not isinstance(raised.value, AddressRefused)


def test_a_server_that_is_away_is_unavailable(server: MailServer):
    with override_settings(EMAIL_PORT=1), pytest.raises(Unavailable) as raised:
        send(LETTER, at=NOW)
    assert not raised.value.permanent


def test_without_a_server_letters_are_files_for_their_owner(settings: object, tmp_path: Path):
    settings.EMAIL_BACKEND = "standfirst.lib.mail.Folder"  # type: ignore[attr-defined]
    settings.MAIL_DIR = tmp_path / "mail"  # type: ignore[attr-defined]
    send(LETTER, at=NOW)
    [file] = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert letter["To"] == "alice@ledger.example"


def test_the_other_mails_of_the_house_are_kept_there_too(settings: object, tmp_path: Path):
    settings.EMAIL_BACKEND = "standfirst.lib.mail.Folder"  # type: ignore[attr-defined]
    settings.MAIL_DIR = tmp_path / "mail"  # type: ignore[attr-defined]
    mail.send_mail("Code", "1234", None, ["alice@ledger.example"])
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
