"""One server per data folder; whoever is refused is told by whom."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from standfirst.lib import server_lock

HOLDS = """
import sys, time
from pathlib import Path
from standfirst.lib import server_lock
lock = server_lock.acquire(Path(sys.argv[1]), command="standfirst run", address="http://127.0.0.1:8000")
print("held", flush=True)
time.sleep(60)
"""
LEAVES_A_CHILD = """
import subprocess, sys
from pathlib import Path
from standfirst.lib import server_lock
lock = server_lock.acquire(Path(sys.argv[1]), command="standfirst run")
child = subprocess.Popen(["sleep", "60"], pass_fds=[lock.fileno()], stdout=subprocess.DEVNULL)
print(child.pid, flush=True)
"""


def begin(script: str, folder: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    return process, process.stdout.readline().strip()


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_nobody_holds_a_folder_that_is_not_there_and_none_is_made(tmp_path: Path):
    assert server_lock.holder(tmp_path / "data") is None
    assert not (tmp_path / "data").exists()


def test_the_second_is_told_who_the_first_is(tmp_path: Path):
    first, _said = begin(HOLDS, tmp_path)
    try:
        with pytest.raises(server_lock.DataFolderInUse, match=f"process {first.pid} ") as refused:
            server_lock.acquire(tmp_path, command="standfirst run")
    finally:
        end(first)
    assert "http://127.0.0.1:8000" in str(refused.value)
    assert refused.value.holder.command == "standfirst run"


def test_who_is_killed_lets_go(tmp_path: Path):
    first, _said = begin(HOLDS, tmp_path)
    assert server_lock.holder(tmp_path)
    end(first)
    assert server_lock.holder(tmp_path) is None
    with server_lock.hold(tmp_path, command="standfirst restore"):
        serving = server_lock.holder(tmp_path)
        assert serving
        assert serving.pid == os.getpid()
    assert server_lock.holder(tmp_path) is None


def test_a_server_holds_it_as_long_as_any_of_its_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(server_lock, "_LAST_MOMENTS", 0.2)
    first, child = begin(LEAVES_A_CHILD, tmp_path)
    first.communicate()
    with pytest.raises(server_lock.DataFolderInUse):
        server_lock.acquire(tmp_path, command="standfirst run")
    os.kill(int(child), 9)
    server_lock.acquire(tmp_path, command="standfirst run").release()


def test_only_its_owner_can_open_it(tmp_path: Path):
    with server_lock.hold(tmp_path, command="standfirst run"):
        assert (tmp_path / server_lock.NAME).stat().st_mode & 0o777 == 0o600


def test_is_asked_in_one_line_before_anything_is_installed(tmp_path: Path):
    ask = [sys.executable, "-S", "-m", "standfirst.lib.server_lock"]
    root, environment = Path(__file__).parents[3], {**os.environ, "STANDFIRST_DATA": str(tmp_path)}
    assert subprocess.run(ask, cwd=root, env=environment, check=False).returncode == 0
    with server_lock.hold(tmp_path, command="standfirst run"):
        done = subprocess.run(
            ask, cwd=root, env=environment, check=False, capture_output=True, text=True
        )
    assert done.returncode == 2
    assert f"process {os.getpid()} (standfirst run" in done.stderr
    assert len(done.stderr.splitlines()) == 1
