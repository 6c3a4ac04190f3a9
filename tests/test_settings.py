"""A wrong value stops the start with one line that names the variable, the value and what would do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


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
        ("STANDFIRST_URL", "paper.example", "https://paper.example"),
        ("STANDFIRST_SECRET_KEY", "short", "40 random characters"),
        ("STANDFIRST_MAIL_URL", "mail.example", "smtp://"),
        ("DATABASE_URL", "mysql://localhost/paper", "postgresql://"),
        ("STANDFIRST_DATA", "/proc/nowhere", "folder"),
    ],
)
def test_a_wrong_value_is_one_line(variable: str, value: str, would_do: str):
    done = standfirst("doctor", **{variable: value})
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert variable in done.stderr
    assert value[:3] in done.stderr
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


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path: Path):
    settings = "import standfirst.settings as s; print(s.SECRET_KEY)"
    environment = {**os.environ, "STANDFIRST_DATA": str(tmp_path), "STANDFIRST_SECRET_KEY": ""}
    keys = {
        subprocess.run(
            [sys.executable, "-c", settings],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    }
    assert len(keys) == 1
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
