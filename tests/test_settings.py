"""A wrong value stops the start with one line that names the variable, the value and what would do."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from standfirst.lib import settings_file
from standfirst.lib.data_folder import make_data_folder
from standfirst.lib.environment import (
    env_choice,
    env_database,
    env_hosts,
    env_log_level,
    env_mail_address,
    env_mail_server,
    env_number,
    env_origin,
    env_providers,
    env_redis,
    env_secret,
    env_token,
)
from tests.test_architecture import _variables


def standfirst(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "standfirst", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "value", "would_do"),
    [
        ("STANDFIRST_DEBUG", "perhaps", "yes or no"),
        ("STANDFIRST_PROXIES", "one", "whole number"),
        ("STANDFIRST_SEVERAL_NODES", "yes", "name it in DATABASE_URL"),
        ("DATABASE_REPLICA_URLS", "postgresql://db2/paper", "STANDFIRST_SEVERAL_NODES=yes"),
        ("STANDFIRST_URL", "paper.example", "https://paper.example"),
        ("STANDFIRST_SECRET_KEY", "short", "40 random ones"),
        ("STANDFIRST_LOG", "verbose", "DEBUG, INFO, WARNING"),
        ("STANDFIRST_MAIL_URL", "mail.example", "smtp://"),
        ("DATABASE_URL", "mysql://localhost/paper", "postgresql://"),
        ("STANDFIRST_DATA", "/proc/nowhere", "folder"),
    ],
)
def test_a_wrong_value_is_one_line(variable: str, value: str, would_do: str):
    done = standfirst("doctor", **{"DATABASE_URL": "", variable: value})
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert variable in done.stderr
    assert would_do in done.stderr


def test_a_wrong_number_of_processes_is_one_line_before_anything_is_made(tmp_path: Path):
    done = standfirst("run", STANDFIRST_PROCESSES="many", STANDFIRST_DATA=str(tmp_path / "data"))
    assert done.returncode == 2
    assert done.stderr == (
        "standfirst: STANDFIRST_PROCESSES='many' cannot be used: write a whole number, 1 or more.\n"
    )
    assert not (tmp_path / "data").exists()


def test_a_password_in_the_database_address_is_not_repeated():
    done = standfirst("doctor", DATABASE_URL="mysql://paper:opensesame@localhost/paper")
    assert "opensesame" not in done.stderr


@pytest.mark.parametrize(
    ("value", "read", "wrong"),
    [
        ("host=127.0.0.1 password=opensesame dbname=x", env_database, "begin with postgresql://"),
        ("mysql://paper:opensesame@localhost/paper", env_database, "begin with postgresql://"),
        ("paper:opensesame@localhost:6379", env_redis, "begin with redis://"),
        ("postgresql://paper:opensesame", env_database, "host, port or name"),
        ("postgresql://paper:12/opensesame@localhost/paper", env_database, "%2F for /"),
        ("smtp://paper:opensesame", env_mail_server, "host or port"),
        ("smtp://mail.example:opensesame", env_mail_server, "host or port"),
        ("paper:opensesame@mail.example", env_mail_server, "begin with smtp://"),
        ("githubclient:opensesame", env_providers, "entry 1 is not"),
        ("github=client:opense,opensesame", env_providers, "entry 2 is not"),
        ("github=opensesame", env_providers, "entry 1 is not"),
        ("gitub=client:opensesame", env_providers, "“gitub” is not known"),
        ("https://paper:opensesame@paper.example", env_origin, "without a name and a password"),
        ("https://paper:opensesame", env_origin, "host or port"),
        ("sk_live_opensesame", env_origin, "begin with http:// or https://"),
        ("https://paper.example/sub", env_origin, "without a path"),
        ("https://paper:opensesame@paper.example", env_hosts, "host names only"),
        ("opensesame", env_secret, "10 characters"),
        ("opensesame", env_token, "too short"),
        ("opensesame with blanks in it", env_token, "other characters"),
    ],
)
def test_what_is_wrong_is_said_without_the_secret(
    value: str, read: Callable[..., object], wrong: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STANDFIRST_SOMETHING", value)
    more = [Path("x")] if read in {env_database, env_secret} else []
    named = {"connections": 2} if read is env_database else {}
    with pytest.raises(ImproperlyConfigured) as refused:
        read("STANDFIRST_SOMETHING", *more, **named)
    assert "opense" not in str(refused.value)
    assert wrong in str(refused.value)
    assert str(refused.value).startswith("STANDFIRST_SOMETHING")


@pytest.mark.parametrize(
    ("value", "read", "would_do"),
    [
        ("9" * 5000, env_number, "whole number"),
        ("https://paper.example:99999", env_origin, "https://paper.example"),
        ("https://pa per.example", env_origin, "https://paper.example"),
        ("https://paper.example#top", env_origin, "https://paper.example"),
        ("https://www.paper.example", env_hosts, "host names only"),
        ("paper.example:8000", env_hosts, "host names only"),
        ("verbose", env_log_level, "DEBUG, INFO, WARNING"),
        ("xml", env_choice, "text, json"),
        ("smtp://mail.example:99999", env_mail_server, "smtp://"),
        ("smtp://mail.example/inbox", env_mail_server, "smtp://"),
        ("smtp://[mail.example", env_mail_server, "smtp://"),
        ("The Ledger", env_mail_address, "one email address"),
        ("bounces", env_mail_address, "one email address"),
        ("postgresql://localhost:99999/paper", env_database, "postgresql://"),
        ("postgresql://localhost", env_database, "postgresql://"),
    ],
)
def test_nonsense_is_refused_with_what_would_do(
    value: str, read: Callable[..., object], would_do: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STANDFIRST_SOMETHING", value)
    more = {
        env_number: [0],
        env_log_level: ["INFO"],
        env_choice: ["text", "json"],
        env_database: [Path("x")],
    }.get(read, [])
    named = {"connections": 2} if read is env_database else {}
    with pytest.raises(ImproperlyConfigured) as refused:
        read("STANDFIRST_SOMETHING", *more, **named)
    assert str(refused.value).startswith("STANDFIRST_SOMETHING")
    assert would_do in str(refused.value)


@pytest.mark.parametrize("value", ["debug", "Info", "WARNING"])
def test_a_log_level_may_be_written_small_or_large(value: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STANDFIRST_LOG", value)
    assert env_log_level("STANDFIRST_LOG", "ERROR") == value.upper()


@pytest.mark.parametrize(
    "value", ["http://127.0.0.1:8000", "http://[::1]:8000", "https://paper.example/"]
)
def test_an_address_is_taken_as_browsers_write_it(value: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STANDFIRST_URL", value)
    assert env_origin("STANDFIRST_URL") == value.rstrip("/")


def test_a_misspelt_name_is_told_with_the_one_that_was_meant():
    told = standfirst("migrate", "--check", STANDFIRST_PROXYS="1").stderr.splitlines()
    assert told[0] == (
        "standfirst: STANDFIRST_PROXYS is not a setting and does nothing."
        " Did you mean STANDFIRST_PROXIES?"
    )


def test_each_setting_that_is_read_is_known():
    assert set(settings_file.SETTINGS) == _variables()


def test_the_secret_key_is_made_once_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STANDFIRST_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("STANDFIRST_SECRET_KEY")
    key = tmp_path / "data" / "secret_key"
    make_data_folder()
    made = env_secret("STANDFIRST_SECRET_KEY", key)
    make_data_folder()
    assert env_secret("STANDFIRST_SECRET_KEY", key) == made
    assert len(made) >= 40
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_data_folder_is_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STANDFIRST_DATA", str(tmp_path / "data"))
    make_data_folder()
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    (tmp_path / "data").chmod(0o755)  # as earlier versions left it
    make_data_folder()
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
