"""One command updates a paper that runs; another start beside it touches nothing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from standfirst.lib import server_lock
from tests.test_supervise import is_gone, until

ROOT = Path(__file__).parent.parent
# In place of `standfirst run`: takes the lock; at SIGHUP has installed, and becomes the new version, as that does.
SERVES = """
import os, signal, subprocess, sys
from pathlib import Path
from standfirst.lib import server_lock
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
about = {"command": "standfirst run", "address": "here"}
if sys.argv[1:]:
    lock = server_lock.inherit(int(sys.argv[1]), **about)
else:
    lock = server_lock.acquire(Path(os.environ["STANDFIRST_DATA"]), **about)
programs = server_lock.SharedPrograms(Path(os.environ["VENV"]))
lock.note_listening()
while True:
    signal.sigwait({signal.SIGHUP})
    programs.let_go()
    if subprocess.run(["bin/setup"]).returncode == 0:
        os.set_inheritable(lock.fileno(), True)
        os.execv(".venv/bin/standfirst", [".venv/bin/standfirst", str(lock.fileno())])
    programs.take()
    lock.note_refused("nothing could be installed")
"""


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Vera", "-c", "user.email=vera@paper.example"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A clone of a small Standfirst that only notes what is done in it; the paper runs."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    (origin / "standfirst/lib").mkdir(parents=True)
    for name in (
        "__init__.py",
        "lib/__init__.py",
        "lib/server_lock.py",
        "lib/restart.py",
        "lib/errors.py",
        "lib/data_folder.py",
        "lib/moments.py",
    ):
        shutil.copy(ROOT / "standfirst" / name, origin / "standfirst" / name)
    shutil.copytree(ROOT / "bin", origin / "bin")
    (origin / "bin/setup").write_text("#!/bin/sh\necho installed >> done.txt\n")
    (origin / "version.txt").write_text("1")
    git(tmp_path, "init", "--quiet", str(origin))
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "1")
    git(tmp_path, "clone", "--quiet", str(origin), str(clone))
    programs = clone / ".venv/bin"
    programs.mkdir(parents=True)
    (clone / "serves.py").write_text(SERVES)
    (programs / "python").write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    (programs / "standfirst").write_text(
        f'#!/bin/sh\ncat version.txt >> done.txt\nexec {sys.executable} -S serves.py "$@"\n'
    )
    for program in programs.iterdir():
        program.chmod(0o755)
    server = subprocess.Popen([programs / "standfirst"], cwd=clone, env=environment(clone))
    until(lambda: server_lock.holder(clone / "data"))
    (clone / "done.txt").write_text("")
    yield clone
    server.kill()
    server.wait()


def environment(clone: Path) -> dict[str, str]:
    return {
        **os.environ, "STANDFIRST_DATA": str(clone / "data"), "VENV": str(clone / ".venv"), "PYTHONPATH": str(clone),
    }  # fmt: skip


def do(clone: Path, program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [f"bin/{program}"],
        cwd=clone,
        env=environment(clone),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_start_beside_a_paper_that_runs_is_refused_before_anything_is_installed(checkout: Path):
    done = do(checkout, "run")
    assert done.returncode == 2
    assert "is in use by process" in done.stderr
    assert (checkout / "done.txt").read_text() == ""


def test_an_update_installs_and_hands_over_to_the_new_version(checkout: Path):
    before = server_lock.holder(checkout / "data")
    (checkout.parent / "origin/version.txt").write_text("2")
    git(checkout.parent / "origin", "commit", "-aqm", "2")
    done = do(checkout, "update")
    assert done.returncode == 0, done.stderr
    assert "The new version serves the paper on here." in done.stdout
    assert (checkout / "done.txt").read_text() == "installed\n2"
    after = server_lock.holder(checkout / "data")
    assert before
    assert after
    assert (after.pid, after.since > before.since) == (before.pid, True)


def test_an_update_that_cannot_take_over_says_why_and_how_to_go_back(checkout: Path):
    serving = server_lock.holder(checkout / "data")
    assert serving
    (checkout.parent / "origin/bin/setup").write_text("#!/bin/sh\nexit 1\n")
    git(checkout.parent / "origin", "commit", "-aqm", "broken")
    done = do(checkout, "update")
    assert done.returncode == 1
    assert "the new version cannot take over: nothing could be installed" in done.stderr
    assert "To go back: git checkout " in done.stderr
    assert not is_gone(serving.pid)
    assert server_lock.are_programs_in_use(checkout / ".venv")


def test_nothing_is_installed_below_a_paper_that_runs_on_another_data_folder(tmp_path: Path):
    assert not server_lock.are_programs_in_use(tmp_path)
    programs = server_lock.SharedPrograms(tmp_path)
    assert server_lock.are_programs_in_use(tmp_path)
    programs.let_go()  # it has something installed itself
    assert not server_lock.are_programs_in_use(tmp_path)
