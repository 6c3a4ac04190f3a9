"""What lies in deploy/ is what the docs show, and the programs that it is for take it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from standfirst.lib import settings_file
from tests.made_once import on_sqlite_anyway
from tests.test_operator_page import BLOCKS, UNITS

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
# The test of the proxy runs it in front of a real server.
pytestmark = on_sqlite_anyway


@pytest.mark.parametrize("name", UNITS)
def test_the_page_shows_the_unit(name: str):
    said = f"# /etc/systemd/system/{name}\n"
    assert (DEPLOY / name).read_text().removeprefix(said) == UNITS[name].removeprefix(said)


def test_the_page_shows_the_configuration_of_nginx():
    (shown,) = [block for kind, block in BLOCKS if kind == "nginx"]
    assert (DEPLOY / "nginx.conf").read_text() == shown


@pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not on this machine")
def test_caddy_takes_its_configuration(tmp_path: Path):
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    told = subprocess.run(
        command, env={"HOME": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert "not formatted" not in told.stderr


def test_varnish_passes_on_whoever_is_known():
    (pattern,) = re.findall(r'Cookie ~ "(.+)"\)', (DEPLOY / "varnish.vcl").read_text())
    for name in settings.COOKIES_OF_KNOWN_READERS:
        for cookie in (f"{name}=x", f"a=b; {name}=x", f"a=b;__Host-{name}=x"):
            assert re.search(pattern, cookie), cookie
    assert not re.search(pattern, "standfirst_device=1; my_sessionid=2")


def test_the_image_holds_what_it_copies_and_nothing_else():
    copied = [
        word for words in re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.M) for word in words.split()
    ]
    let_in = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")}  # fmt: skip
    assert set(copied) == let_in
    assert [name for name in copied if not (ROOT / name).exists()] == []
    # What `bin/setup` and the build of the package read.
    assert {"pyproject.toml", "requirements", "bin", "standfirst", "README.md", "LICENSE"} <= let_in
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.M) == ["standfirst"]
    assert DOCKERFILE.index("bin/setup") < DOCKERFILE.index("USER ")


def test_the_containers_are_wired_together():
    services = COMPOSE["services"]
    for service in services.values():
        assert set(service.get("depends_on", ())) <= services.keys()
        named = [it.partition(":")[0] for it in service.get("volumes", ())]
        assert {it for it in named if not it.startswith(".")} <= COMPOSE["volumes"].keys()
    app = services["app"]
    assert set(app["environment"]) <= set(settings_file.SETTINGS)
    assert "@postgresql/" in app["environment"]["DATABASE_URL"]
    assert services["caddy"]["environment"]["PAPER_SERVER"] == "app:8000"
    assert (DEPLOY / app["build"]["context"] / app["build"]["dockerfile"]).exists()
    # Only the proxy is reached from outside.
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]


@pytest.mark.skipif(
    subprocess.run(["sh", "-c", "docker compose version"], capture_output=True, check=False).returncode != 0,
    reason="docker compose is not on this machine",
)  # fmt: skip
def test_docker_compose_takes_the_file():
    command = ["docker", "compose", "--file", str(DEPLOY / "compose.yaml"), "config", "--quiet"]
    subprocess.run(
        command, check=True, env={"PATH": "/usr/bin:/usr/local/bin", "PAPER_HOST": "paper.example", "POSTGRES_PASSWORD": "x"}
    )  # fmt: skip
