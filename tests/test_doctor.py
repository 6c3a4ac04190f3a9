"""What the doctor says, and what it tells to do."""

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from standfirst.accounts.roles import OPERATOR
from standfirst.accounts.testing import make_user
from standfirst.cli import commands, doctor_data, doctor_mail
from standfirst.cli.doctor import _in_short, _name_in_use, _proxies
from standfirst.cli.doctor_data import data_folder, limits
from standfirst.lib import mail_pause, server_lock
from standfirst.lib.environment import MailServer as Named
from standfirst.lib.proxies import notice_proxy
from standfirst.lib.shared_cache.backend import SharedCache
from standfirst.lib.testing import mail_server
from tests.made_once import migrated_sqlite, on_sqlite_anyway

Usage = namedtuple("Usage", "total used free")


def doctor(data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "standfirst", "--data", str(data), "doctor"],
        env={**bare, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("folder", "said"),
    [("", "counted by all processes of this machine"), ("gone", "nothing is counted")],
)
def test_says_whether_limits_are_counted(
    folder: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    place = str(tmp_path / folder / "cache.sqlite3")
    monkeypatch.setattr("django.core.cache.cache", SharedCache(place, {}))
    finding = next(limits())
    assert finding.seen == said
    assert bool(finding.advice) == bool(folder)


def test_says_of_a_full_disk_to_make_room_and_nothing_else(
    settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10, 10, 0))
    place = str(tmp_path / "gone" / "cache.sqlite3")
    monkeypatch.setattr("django.core.cache.cache", SharedCache(place, {}))
    told = [*data_folder(), *limits()]
    advice = {finding.advice for finding in told if finding.subject in {"data folder", "limits"}}
    assert advice == {"The disk is full: make room, then run doctor again."}
    assert "make room" in doctor_data._advice("database or disk is full").lower() or (
        os.environ.get("DATABASE_URL")
    )


def test_says_who_may_look_into_the_data_folder(settings: object, tmp_path: Path):
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    tmp_path.chmod(0o755)
    (tmp_path / "settings.env").touch(0o644)
    told = {finding.seen: finding.advice for finding in data_folder()}
    assert told["others on this machine may look in"] == f"Run: chmod 700 {tmp_path}"
    assert told["others may read it"] == f"Run: chmod 600 {tmp_path / 'settings.env'}"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_says_what_a_command_of_another_user_left(settings: object, tmp_path: Path):
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "cache.sqlite3").touch()
    os.chown(tmp_path / "cache.sqlite3", 65534, 65534)
    assert any("cache.sqlite3" in finding.seen and finding.advice for finding in data_folder())


def test_a_database_server_that_is_away_is_one_line(tmp_path: Path):
    told = doctor(tmp_path, DATABASE_URL="postgresql://paper:opensesame@127.0.0.1:1/paper")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert "opensesame" not in told.stdout + told.stderr
    assert "!!  database: it does not answer" in told.stdout
    assert "Start PostgreSQL, or put DATABASE_URL right." in told.stdout


@on_sqlite_anyway
@pytest.mark.parametrize("damage", ["middle", "head"])
def test_a_damaged_file_is_told_in_words(tmp_path: Path, damage: str):
    path = tmp_path / "standfirst.sqlite3"
    shutil.copy(migrated_sqlite(), path)
    with path.open("r+b") as file:
        if damage == "head":
            file.write(b"\xff" * 4096)
        for page in range(8, 200, 4):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    told = doctor(tmp_path)
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert "The file is damaged: stop the server and restore your last backup." in told.stdout


@on_sqlite_anyway
def test_a_large_file_is_not_looked_through_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import sqlite3  # noqa: PLC0415 - beside its only use
    from contextlib import closing  # noqa: PLC0415

    with closing(sqlite3.connect(tmp_path / "large.sqlite3")) as opened:
        opened.execute("CREATE TABLE words (word TEXT)")
        opened.executemany("INSERT INTO words VALUES (?)", [("x" * 900,)] * 50_000)
        opened.commit()
        monkeypatch.setattr(doctor_data, "LOOKS_FOR", 0.03)
        assert doctor_data._checked(opened) == "whole so far, after 0 seconds"


def test_says_whether_the_mail_server_answers(settings: object):
    with mail_server() as server:
        settings.MAIL = Named("127.0.0.1", server.port, "", "", is_tls=False)  # type: ignore[attr-defined]
        [well] = doctor_mail.mail_server()
        server.greets_with = "421 4.3.2 Not now"
        [ill] = doctor_mail.mail_server()
    assert (well.advice, server.letters) == ("", [])
    assert "421 4.3.2 Not now" in ill.advice


@pytest.mark.parametrize(
    ("sender", "is_told"), [("127.0.0.1", True), ("10.0.0.7", True), ("203.0.114.9", False)]
)
def test_a_proxy_that_is_not_believed_is_told_once(
    sender: str, is_told: bool, caplog: pytest.LogCaptureFixture, rf: object
):
    handle = notice_proxy(lambda request: request)  # type: ignore[arg-type, return-value]
    for _ in range(3):
        handle(rf.get("/", REMOTE_ADDR=sender, HTTP_X_FORWARDED_FOR="198.51.100.7"))  # type: ignore[attr-defined]
    assert [record.message for record in caplog.records] == (
        ["x_forwarded_for_not_believed: STANDFIRST_PROXIES is 0"] if is_told else []
    )
    assert [sender in finding.seen for finding in _proxies()] == ([True] if is_told else [])


@pytest.mark.django_db
def test_every_request_is_looked_at_for_a_proxy(client: Client):
    client.get("/", HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert "127.0.0.1" in next(_proxies()).seen


def test_an_https_address_without_a_proxy_is_told(settings: object):
    settings.IS_SECURE = True  # type: ignore[attr-defined]
    [finding] = _proxies()
    assert "STANDFIRST_PROXIES" in finding.advice
    settings.TRUSTED_PROXIES = 1  # type: ignore[attr-defined]
    assert list(_proxies()) == []


def test_a_command_that_sees_another_address_than_the_server_is_told(
    settings: object, tmp_path: Path
):
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    with server_lock.hold(tmp_path, command="standfirst run", site="https://paper.example"):
        [finding] = _name_in_use()
        assert "https://paper.example; this command sees http://127.0.0.1:8000" in finding.seen
        assert "settings.env" in finding.advice
        settings.SITE_URL = "https://paper.example"  # type: ignore[attr-defined]
        assert list(_name_in_use()) == []


@pytest.mark.django_db
def test_the_address_of_a_server_that_runs_no_more_needs_nobody(settings: object, tmp_path: Path):
    """As after a restore."""
    from wagtail.models import Site  # noqa: PLC0415 - models are ready only now

    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    Site.objects.filter(is_default_site=True).update(hostname="127.0.0.1", port=18222)
    assert list(_name_in_use()) == []


@on_sqlite_anyway
def test_without_an_address_in_the_settings_that_of_the_running_server_is_seen(tmp_path: Path):
    shutil.copy(migrated_sqlite(), tmp_path / "standfirst.sqlite3")
    address = "http://127.0.0.1:18222"
    with server_lock.hold(tmp_path, command="standfirst run", address=address, site=address):
        told = doctor(tmp_path, STANDFIRST_URL="")
    assert f"Site: {address}, in {tmp_path}" in told.stdout
    assert "address of the server" not in told.stdout


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (0, "All 14 checks passed."),
        (1, "1 of 14 checks needs attention."),
        (2, "2 of 14 checks need attention."),
    ],
)
def test_says_in_short_how_it_stands(wrong: int, said: str):
    assert _in_short(wrong, 14) == said


@pytest.mark.django_db
def test_says_times_as_people_do():
    mail_pause.begin("421 Not now", at=datetime(2026, 11, 28, 20, 46, tzinfo=UTC))
    said = [finding for finding in doctor_mail.letters() if finding.subject == "mail server"]
    assert said[0].seen == "takes nothing since 28 November 2026, 20:46 UTC"
    assert "again on 28 November 2026, 20:47 UTC" in said[0].advice


@pytest.mark.django_db
def test_a_local_site_says_the_same_of_email_here_and_in_the_editor(
    client: Client, settings: object
):
    settings.MAIL, settings.CAN_MAIL = None, True  # type: ignore[attr-defined]
    words = f"kept as files in {settings.MAIL_DIR}; set STANDFIRST_MAIL_URL to send it"  # type: ignore[attr-defined]
    [finding] = doctor_mail.mail_server()
    client.force_login(make_user("vera", OPERATOR))
    page = client.get("/admin/reports/email/").content.decode()
    assert finding.seen == words
    assert f"Email is {words}." in page


@pytest.mark.django_db
def test_reindex_says_what_it_does_in_plain_words():
    done = CliRunner().invoke(commands, ["reindex"])
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0].startswith("Building the search index: ")
    assert "<" not in done.output
    assert len(done.output.splitlines()) == 2
