"""Passwords are printed once, when they are made; what later starts print may lie in logs for years."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from standfirst.accounts.testing import make_user
from standfirst.cli.prepare import _lay_out_demonstration, greet
from standfirst.demo import services
from standfirst.demo.services.people import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_the_first_start_prints_the_sign_ins(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    made = [SignIn("Editor", "vera@ledger.example", "four-four-four")]
    monkeypatch.setattr(services, "lay_out", lambda at: made)
    _lay_out_demonstration()
    assert "Editor: vera@ledger.example four-four-four" in capsys.readouterr().out


@pytest.mark.parametrize("is_local", [True, False])
def test_later_starts_name_the_file_only(
    folder: Path, capsys: pytest.CaptureFixture[str], settings: Settings, is_local: bool
):
    make_user("vera")
    settings.IS_LOCAL = is_local
    kept = folder / "demonstration-sign-ins.txt"
    kept.write_text("Editor: vera@ledger.example four-four-four\n")
    greet()
    printed = capsys.readouterr().out
    assert "four-four-four" not in printed
    assert str(kept) in printed
    assert ("Warning" in printed) is not is_local
