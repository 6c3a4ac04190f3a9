"""Server and commands read one file, wherever they are called from; who only looks makes nothing."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from standfirst.lib import data_folder, settings_file
from tests.made_once import migrated_sqlite, on_sqlite_anyway

Read = Callable[[str], dict[str, str]]
# What a mail server or cron hands on, and no more.
BARE = {"PATH": "/usr/bin:/bin"}


def standfirst(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "standfirst", *arguments],
        env=BARE,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site that was begun; SQLite, for nothing in it depends on the database."""
    data = tmp_path_factory.mktemp("paper") / "the data"
    data.mkdir(mode=0o700)
    shutil.copy(migrated_sqlite(), data)
    (data / "secret_key").write_text("k" * 50)
    return data


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(text: str) -> dict[str, str]:
        (tmp_path / "settings.env").write_text(text)
        return settings_file.read(tmp_path / "settings.env")

    return read


def test_is_read_as_documented(read: Read):
    text = """
# The paper
STANDFIRST_URL=https://paper.example
  STANDFIRST_PROXIES = 1
STANDFIRST_SECRET_KEY="a # in quotes, and an = sign"
STANDFIRST_MAIL_URL='smtp://me:pass$HOME"x@mail.example'
STANDFIRST_HOSTS=
"""
    assert read(text) == {
        "STANDFIRST_URL": "https://paper.example",
        "STANDFIRST_PROXIES": "1",
        "STANDFIRST_SECRET_KEY": "a # in quotes, and an = sign",
        "STANDFIRST_MAIL_URL": 'smtp://me:pass$HOME"x@mail.example',
        "STANDFIRST_HOSTS": "",
    }


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("STANDFIRST_PROXYS=1", "Did you mean STANDFIRST_PROXIES?"),
        ("STRIPE_SECRETKEY=sk", "Did you mean STRIPE_SECRET_KEY?"),
        ("LD_PRELOAD=x", "not a setting"),
        ("STANDFIRST_DATA=/srv", "set it in the environment"),
        ("export STANDFIRST_PROXIES=1", "nothing before the name"),
        ("STANDFIRST_PROXIES", "NAME=value"),
        ("STANDFIRST_PROXIES=1 # nginx", "a line of its own"),
        ('STANDFIRST_PROXIES="1', "quotes"),
        ('STANDFIRST_HOSTS="a" "b"', "quotes"),
        ("STANDFIRST_LOG=INFO\nSTANDFIRST_LOG=DEBUG", "twice"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused_with_its_line(
    read: Read, line: str, advice: str
):
    with pytest.raises(ImproperlyConfigured, match=r"settings.env, line \d") as refused:
        read(line)
    assert advice in str(refused.value)


def test_the_environment_comes_first_where_it_says_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "settings.env").write_text("STANDFIRST_LOG=INFO\nSTANDFIRST_PROXIES=2\n")
    monkeypatch.setattr(
        os,
        "environ",
        {"STANDFIRST_DATA": str(tmp_path), "STANDFIRST_LOG": "ERROR", "STANDFIRST_PROXIES": ""},
    )
    settings_file.load()
    assert (os.environ["STANDFIRST_LOG"], os.environ["STANDFIRST_PROXIES"]) == ("ERROR", "2")


def test_the_folder_is_the_one_beside_the_checkout_wherever_a_command_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("STANDFIRST_DATA")
    monkeypatch.chdir(tmp_path)
    assert data_folder.data_folder() == Path(__file__).parent.parent / "data"
    monkeypatch.setattr(data_folder, "_CHECKOUT", tmp_path / "site-packages")  # of a wheel
    assert data_folder.data_folder() == tmp_path / "data"


@on_sqlite_anyway
def test_every_command_reads_it_with_an_empty_environment(site: Path, tmp_path: Path):
    (site / "settings.env").write_text("STANDFIRST_URL=https://paper.example\n")
    done = standfirst("--data", str(site), "doctor", cwd=tmp_path)
    assert "https://paper.example" in done.stdout
    assert str(site) in done.stdout
    (site / "settings.env").write_text("STANDFIRST_URL=paper.example\n")
    done = standfirst("--data", str(site), "migrate", "--check", cwd=tmp_path)
    (site / "settings.env").unlink()
    assert done.returncode == 2
    assert "STANDFIRST_URL cannot be used" in done.stderr


LOOKING = {
    "doctor",
    "export books --csv books.csv",
    "import wordpress export.xml --dry-run",
    "migrate --check",
    "reconcile",
    "unlock vera@paper.example",
    "bounce",
    "worker",
}
# Each command in a process of its own that has loaded everything already.
EACH = """
import os, sys
import standfirst.cli
for command in sys.argv[1:]:
    if not os.fork():
        sys.argv = ["standfirst", *command.split()]
        standfirst.cli.main()
    print(os.WEXITSTATUS(os.wait()[1]), flush=True)
"""


@on_sqlite_anyway
@pytest.mark.parametrize("folder", ["data", "gone"])
def test_a_command_that_begins_no_site_makes_nothing_in_a_wrong_folder(folder: str, tmp_path: Path):
    (tmp_path / "data").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", EACH, *(f"--data {folder} {command}" for command in LOOKING)],
        env=BARE, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = done.stderr.splitlines()
    assert len(told) == len(LOOKING)
    for line in told:
        assert f"there is no site in {tmp_path / folder}" in line
        assert "--data FOLDER" in line
    assert [path.name for path in tmp_path.rglob("*")] == ["data"]


@on_sqlite_anyway
def test_a_lost_secret_key_is_told_and_not_made_anew_by_who_looks(site: Path):
    key = (site / "secret_key").rename(site / "kept")
    done = standfirst("--data", str(site), "doctor")
    key.rename(site / "secret_key")
    assert (done.returncode, "the secret key is missing" in done.stderr) == (2, True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_somebody_else_is_told_whose_site_it_is():
    with tempfile.TemporaryDirectory() as folder:  # 0700, and above it all may pass
        (Path(folder) / "settings.env").touch()
        told, tell = os.pipe()
        if not (child := os.fork()):
            try:
                os.setuid(65534)
                settings_file.read(Path(folder) / "settings.env")
            except ImproperlyConfigured as refused:
                os.write(tell, str(refused).encode())
            finally:
                os._exit(0)
        os.close(tell)
        os.waitpid(child, 0)
        assert "sudo -u root" in os.read(told, 1000).decode()
        os.close(told)
