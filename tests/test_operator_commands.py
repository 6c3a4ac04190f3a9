"""Every command of docs/operator.md is run as the user it is for, on a copy of a laid-out site; or it is told why not.

What cannot be run on the machine of whoever tests (systemd, packages, the project's own repository) is
read by the shell, and names nothing that is not there.
"""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.journeys.site import free_port
from tests.made_once import copied, laid_out, migrated_sqlite, on_sqlite_anyway
from tests.test_supervise import until

pytestmark = pytest.mark.xdist_group("operator")
ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/operator.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", PAGE, re.M | re.S)
COMMANDS = [
    line.removeprefix("$ ")
    for kind, block in BLOCKS
    if kind == "console"
    for line in block.splitlines()
]
STANDFIRST = "sudo -u standfirst .venv/bin/standfirst"
BACKUP = "/var/backups/standfirst/paper.tar.gz"

# Each command with its exit code and with what it says (a regular expression), in the order in which they are run.
INSTALLS = {
    "sudo install -d -o standfirst -g standfirst /srv/standfirst": (0, ""),
    "sudo -u standfirst /srv/standfirst/bin/setup": (0, ""),
    "sudo -u standfirst install -d -m 700 /srv/standfirst/data": (0, ""),
    "sudo -u standfirst install -m 600 /dev/null /srv/standfirst/data/settings.env": (0, ""),
    "sudo install -d -o standfirst -g standfirst -m 700 /var/backups/standfirst": (0, ""),
}
STARTS = {
    "bin/run": r"Sign-ins +\S+/demonstration-sign-ins.txt",
    "bin/run --empty": r"Set it up +http://localhost:8000/welcome/\?code=\S+",
}
# Beside the running server, and beside each other.
WHILE_IT_RUNS = {
    "sudo cat /srv/standfirst/data/welcome_code": (0, r"^\S{8,}$"),
    "curl --fail http://127.0.0.1:8000/health/": (0, "^ok$"),
    "curl --fail http://127.0.0.1:8000/health/ready/": (0, "^ok$"),
    f"{STANDFIRST} unlock vera@paper.example": (0, "vera had no second step|had no second step"),
    f"{STANDFIRST} bounce --to ADDRESS < message": (os.EX_DATAERR, "standfirst: .+"),
    f"{STANDFIRST} doctor funding": (0, "payments: no provider is set up"),
    f"{STANDFIRST} reconcile": (1, "STRIPE_SECRET_KEY is empty"),
    f"{STANDFIRST} export books --beancount books.beancount --csv movements.csv": (
        0,
        "Written: movements.csv",
    ),
    f"{STANDFIRST} migrate": (0, "No migrations to apply"),
    f"{STANDFIRST} migrate --check": (0, "The database is up to date"),
    f"{STANDFIRST} reindex": (0, "the search index is built anew"),
    f"{STANDFIRST} backup {BACKUP}": (0, "Written: .+paper.tar.gz"),
    f"{STANDFIRST} backup /var/backups/standfirst/move.tar.gz": (0, "Written: .+move.tar.gz"),
}
AFTERWARDS = {
    f"{STANDFIRST} restore --check {BACKUP}": (0, "Whole: .+paper.tar.gz"),
    f"{STANDFIRST} restore {BACKUP}": (0, "Restored: .+paper.tar.gz"),
    f"{STANDFIRST} restore --replace {BACKUP}": (0, "Restored: .+paper.tar.gz"),
    f"{STANDFIRST} doctor": (0, r"^All \d+ checks passed"),
}
# Why a command is not run: it changes the machine, or needs what is not on it.
NOT_HERE = {
    "git clone <this repository> standfirst && cd standfirst": "fetches the project's repository",
    "sudo -u standfirst git clone <this repository> /srv/standfirst": "fetches the repository",
    "sudo apt-get install git python3-venv nginx": "installs Debian's packages",
    "sudo apt-get install postgresql": "installs Debian's packages",
    "sudo useradd --system --home-dir /srv/standfirst --shell /usr/sbin/nologin standfirst": (
        "makes a user of this machine; the commands are run as another without rights"
    ),
    "sudo -u standfirst nano /srv/standfirst/data/settings.env": "an editor waits for a person",
    "sudo systemctl enable --now standfirst": "needs systemd",
    "sudo systemctl enable --now standfirst-backup.timer": "needs systemd",
    "sudo systemctl stop standfirst": "needs systemd",
    "sudo systemctl start standfirst": "needs systemd",
    'sudo journalctl -u standfirst | grep "Set it up"': "needs systemd",
    "sudo journalctl -u standfirst --since today": "needs systemd",
    "sudo -u postgres createuser --pwprompt standfirst": "needs Debian's PostgreSQL",
    "sudo -u postgres createdb --owner standfirst --encoding UTF8 --template template0 standfirst": (
        "needs Debian's PostgreSQL"
    ),
    "rsync -a standfirst@paper.example:/var/lib/standfirst-backups/ /srv/backups/paper/": (
        "needs a second machine"
    ),
    f"{STANDFIRST} restore --replace /var/backups/standfirst/move.tar.gz": (
        "into PostgreSQL: tests/test_move_between_databases.py does it, both ways"
    ),
    "sudo -u standfirst bin/update": "fetches the repository: tests/test_update.py runs it on a small one",
}
# As `standfirst`; empty tables are copied, for migrating from the first migration on takes half a minute.
RESTORES = f"""
import os, shutil, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "standfirst.settings"
sys.path.insert(0, {str(ROOT)!r})
from django.db import connection
from standfirst.cli import main
from standfirst.cli.backups import building
def migrate_to(migrations):
    connection.close()
    shutil.copyfile(os.environ["MIGRATED"], connection.settings_dict["NAME"])
building.migrate_to = migrate_to
main()
"""

# Seconds, on a machine that does much else.
_PATIENCE = 300


def somebody() -> tuple[int, list[str]]:
    """Return a user without rights and what makes a command theirs; without root, that is whoever tests."""
    if os.geteuid() != 0:
        return os.geteuid(), []
    # The programs may lie where root alone may look, in its home: reading is allowed, writing is not.
    to_read = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return 65534, ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *to_read]


USER, AS_USER = somebody()
GROUP = 65534 if AS_USER else os.getegid()


@dataclass
class Machine:
    """A folder that stands for a machine: /srv/standfirst/data, /var/backups and a folder to start anew in."""

    folder: Path
    port: int = field(default_factory=free_port)
    done: dict[str, subprocess.CompletedProcess[str]] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    servers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "srv/standfirst/data"

    @property
    def empty(self) -> Path:
        return self.folder / "srv/standfirst/empty"

    def give(self, path: Path) -> None:
        """Make `path`, and all in it, the user's."""
        for own in [path, *path.rglob("*")]:
            os.chown(own, USER, GROUP)

    def move_in(self) -> None:
        """Lay out the site in the folder that the commands made, and another without people beside it."""
        made = self.folder / "made"
        laid_out(made)
        shutil.copytree(made, self.data, dirs_exist_ok=True)
        (self.data / "settings.env").write_text("STANDFIRST_URL=http://localhost:8000\n")
        copied(migrated_sqlite(), self.empty)
        for name in ("static", "stylesheet"):
            shutil.copytree(made / name, self.empty / name)
        # With the same migrations and files, it is as far as the other: its first start need not prepare it.
        for name in ("settings.env", "prepared"):
            shutil.copy(self.data / name, self.empty)
        (self.empty / "secret_key").write_text("k" * 60)
        self.empty.chmod(0o700)
        (self.folder / "srv/standfirst/message").write_text("Subject: Hello\n\nNo report.\n")
        self.give(self.folder / "srv/standfirst")

    def arguments(self, command: str) -> list[str]:
        """Return what runs `command` as its user, where the machine is this folder."""
        is_root = command.startswith("sudo ") and not command.startswith("sudo -u ")
        command = command.removeprefix("sudo ").removeprefix("-u standfirst ")
        programs = f"{sys.executable} -m standfirst"
        if " restore " in command and "--check" not in command:
            programs = f"{sys.executable} {self.folder}/restores.py"
        for written, here in {
            "-o standfirst -g standfirst": f"-o {USER} -g {GROUP}",
            ".venv/bin/standfirst ": f"{programs} ",
            "/srv/standfirst/bin/": f"{ROOT}/bin/",
            "/srv/standfirst": f"{self.folder}/srv/standfirst",
            "/var/backups": f"{self.folder}/var/backups",
            "data/welcome_code": "empty/welcome_code",
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
            "vera@paper.example": "vera@harbourledger.example",
            "ADDRESS": "bounces+1-x@paper.example",
        }.items():
            command = command.replace(written, here)
        return [*([] if is_root else AS_USER), "sh", "-c", command]

    def run(self, command: str) -> None:
        """Run it to its end, in /srv/standfirst, with nothing in the environment but where the data is."""
        data = self.data
        if " restore /" in command:  # an empty folder
            data = self.folder / "srv/standfirst/restored"
        place = self.folder / "srv/standfirst"
        self.done[command] = subprocess.run(
            self.arguments(command),
            cwd=place if place.exists() else self.folder,
            env=self.environment(data),
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, command: str) -> None:
        """Start a server, on a port of its own, and wait until it has said how to get in."""
        is_empty = "--empty" in command
        port = free_port() if is_empty else self.port
        log = self.folder / f"log-{port}"
        with log.open("w") as written:
            server = subprocess.Popen(
                [*AS_USER, "sh", "-c", f"exec {command} --port {port} --processes 1"],
                cwd=ROOT,
                env=self.environment(self.empty if is_empty else self.data),
                stdout=written,
                stderr=written,
            )
        self.servers.append(server)
        try:
            until(lambda: "Data folder" in log.read_text() or server.poll() is not None, _PATIENCE)
            until(lambda: is_ready(port) or server.poll() is not None, _PATIENCE)
        finally:
            self.printed[command] = log.read_text()

    def stop(self) -> None:
        for server in self.servers:
            server.send_signal(signal.SIGTERM)
        for server in self.servers:
            server.wait(60)
        self.servers.clear()

    def environment(self, data: Path) -> dict[str, str]:
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "STANDFIRST_DATA": str(data),
            "MIGRATED": str(migrated_sqlite()),
        }


def is_ready(port: int) -> bool:
    """Return whether the site answers and its worker works, which begins a little later."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/ready/", timeout=20) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    folder = Path(tempfile.mkdtemp(prefix="standfirst-machine-"))
    folder.chmod(0o755)
    it = Machine(folder)
    (folder / "restores.py").write_text(RESTORES)
    for name in ("srv", "var/backups"):
        (folder / name).mkdir(parents=True)
    try:
        for command in INSTALLS:
            it.run(command)
        it.move_in()
        with ThreadPoolExecutor(2) as both:
            list(both.map(it.start, STARTS))
            list(both.map(it.run, WHILE_IT_RUNS))
        it.stop()
        for command in AFTERWARDS:
            it.run(command)
        yield it
    finally:
        it.stop()
        shutil.rmtree(folder)


def test_every_command_is_run_or_has_its_reason():
    known = [*INSTALLS, *STARTS, *WHILE_IT_RUNS, *AFTERWARDS, *NOT_HERE]
    assert sorted(set(COMMANDS)) == sorted(known)
    assert all(line.startswith("$ ") for kind, block in BLOCKS if kind == "console" for line in block.splitlines())  # fmt: skip


@on_sqlite_anyway
@pytest.mark.parametrize("command", [*INSTALLS, *WHILE_IT_RUNS, *AFTERWARDS])
def test_the_command_does_what_the_page_says(machine: Machine, command: str):
    code, words = {**INSTALLS, **WHILE_IT_RUNS, **AFTERWARDS}[command]
    done = machine.done[command]
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert re.search(words, said.strip(), re.M), said
    assert "Traceback" not in said


@on_sqlite_anyway
@pytest.mark.parametrize("command", STARTS)
def test_a_start_says_how_to_get_in(machine: Machine, command: str):
    assert re.search(STARTS[command], machine.printed[command])
    assert "Traceback" not in machine.printed[command]


@on_sqlite_anyway
def test_the_code_of_the_first_account_is_that_of_the_printed_address(machine: Machine):
    code = machine.done["sudo cat /srv/standfirst/data/welcome_code"].stdout.strip()
    assert f"code={code}" in machine.printed["bin/run --empty"]


@on_sqlite_anyway
def test_what_the_commands_leave_is_for_the_user_alone(machine: Machine):
    written = [
        machine.folder / "var/backups/standfirst/paper.tar.gz",
        machine.folder / "srv/standfirst/movements.csv",
        machine.folder / "srv/standfirst/books.beancount",
        machine.folder / "srv/standfirst/restored/standfirst.sqlite3",
        machine.data / "settings.env",
    ]
    seen = [path.stat() for path in written]
    assert [it.st_uid for it in seen] == [USER] * len(written)
    assert [stat.S_IMODE(it.st_mode) & 0o077 for it in seen[:1]] == [0]
    assert all(it.st_size > 20 for it in seen)


@pytest.mark.parametrize("command", NOT_HERE)
def test_what_is_not_run_names_what_is_there(command: str):
    read = subprocess.run(["sh", "-n", "-c", command], capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")
    paths = re.findall(r"(?:/srv/standfirst/|\s)((?:\.venv/)?bin/\S+)", command)
    assert [path for path in paths if path != ".venv/bin/standfirst" and not os.access(ROOT / path, os.X_OK)] == []  # fmt: skip
    units = re.findall(r"systemctl .*?(standfirst\S*)|journalctl -u (\S+)", command)
    for unit in ("".join(names) for names in units):
        assert f"/etc/systemd/system/{unit if '.' in unit else unit + '.service'}`" in PAGE or (
            f"# /etc/systemd/system/{unit}.service" in PAGE
        )
