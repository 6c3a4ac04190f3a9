"""A real Varnish with deploy/varnish.vcl: what it keeps, for whom, and how it forgets."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from django.conf import settings

from standfirst.delivery.front_cache.backends import Http
from tests.journeys.site import free_port
from tests.made_once import on_sqlite_anyway
from tests.recording import Answer, Asked, recording
from tests.test_supervise import until

VCL = Path(__file__).parent.parent / "deploy/varnish.vcl"
KEPT = (
    ("Cache-Control", "public, max-age=0, s-maxage=60"),
    ("Surrogate-Key", "article:8 everything thread:article-8"),
    ("Vary", "Cookie, Accept-Encoding"),
    ("Cache-Tag", "article:8,everything,thread:article-8"),
)
pytestmark = [
    on_sqlite_anyway,
    pytest.mark.xdist_group("varnish"),
    pytest.mark.skipif(not shutil.which("varnishd"), reason="Varnish is not on this machine"),
]


def answering(asked: Asked) -> Answer:
    cookie = asked.headers.get("cookie", "")
    if asked.path.startswith("/kept"):
        is_known = any(name in cookie for name in settings.COOKIES_OF_KNOWN_READERS)
        return Answer(cookie.encode() if is_known else b"nobody", KEPT)
    if asked.path == "/sets-cookie":
        return Answer(b"mine", (*KEPT, ("Set-Cookie", "a=b")))
    said = {"/own": (("Cache-Control", "private"),)}
    return Answer(cookie.encode(), said.get(asked.path, ()))


@dataclass(frozen=True)
class Front:
    address: str
    asked: list[Asked]

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(self.address + path, headers=headers, timeout=10)

    def is_kept(self, path: str, **headers: str) -> bool:
        """Whether of two requests the second was answered without asking the site."""
        self.get(path, **headers)
        before = len(self.asked)
        self.get(path, **headers)
        return len(self.asked) == before


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("varnish")
    with recording(answering) as (origin, asked):
        port = free_port()
        text = VCL.read_text()
        assert text.count('.port = "8000"') == 1
        configuration = folder / "varnish.vcl"
        configuration.write_text(text.replace('"8000"', f'"{origin.rpartition(":")[2]}"'))
        arguments = ["-F", "-j", "none", "-n", str(folder / "work"), "-f", str(configuration)]
        memory = ["-s", "malloc,16m", "-p", "vsl_space=1m"]
        varnish = subprocess.Popen(
            ["varnishd", *arguments, *memory, "-a", f"127.0.0.1:{port}"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            until(lambda: varnish.poll() is not None or is_answering(address), 60)
            assert varnish.poll() is None, varnish.stdout.read().decode()
            yield Front(address, asked)
        finally:
            varnish.terminate()
            varnish.communicate()


def is_answering(address: str) -> bool:
    try:
        return requests.get(f"{address}/", timeout=5).ok
    except requests.RequestException:
        return False


def test_a_page_is_kept_for_readers_nobody_knows(front: Front):
    assert front.is_kept("/kept-1")
    assert front.is_kept("/kept-2", Cookie="_ga=1; csrftoken=2; standfirst_device=3")
    before = len(front.asked)
    front.get("/kept-2", Cookie="_ga=another")
    assert len(front.asked) == before
    answer = front.get("/kept-2")
    assert answer.text == "nobody"
    assert answer.headers.keys().isdisjoint({"Surrogate-Key", "Cache-Tag"})


@pytest.mark.parametrize("prefix", ["", "__Host-"])
def test_readers_whom_the_site_knows_have_their_own(front: Front, prefix: str):
    front.get("/kept-1")
    for name in settings.COOKIES_OF_KNOWN_READERS:
        cookie = f"a=b; {prefix}{name}=x"
        assert not front.is_kept("/kept-1", Cookie=cookie), name
        assert front.get("/kept-1", Cookie=cookie).text == cookie
    assert front.get("/kept-1").text == "nobody"


def test_only_what_says_so_is_kept(front: Front):
    assert not front.is_kept("/own")
    assert front.get("/own", Cookie="standfirst_giver=x").text == "standfirst_giver=x"
    assert not front.is_kept("/says-nothing")
    assert not front.is_kept("/sets-cookie")
    assert not front.is_kept("/kept-3", Authorization="Bearer x")


def test_pages_of_http_and_https_are_two(front: Front):
    front.get("/kept-4", **{"X-Forwarded-Proto": "https"})
    before = len(front.asked)
    front.get("/kept-4", **{"X-Forwarded-Proto": "http"})
    assert len(front.asked) == before + 1


@pytest.mark.parametrize(
    ("tags", "is_forgotten"),
    [
        ({"everything"}, True),
        ({"thread:article-8", "threads"}, True),
        ({"thread:article-80", "article-8"}, False),
    ],
)
def test_what_carries_a_tag_is_forgotten(front: Front, tags: set[str], is_forgotten: bool):
    front.get("/kept-5")
    before = len(front.asked)
    Http({"LOCATION": front.address}).purge_tags(tags)
    front.get("/kept-5")
    assert (len(front.asked) > before) == is_forgotten


@pytest.mark.parametrize("tags", ['x") || obj.status == 200', ""])
def test_a_purge_without_good_tags_is_refused(front: Front, tags: str):
    answer = requests.request(
        "PURGE", front.address, headers={"Surrogate-Key": tags} if tags else {}, timeout=10
    )
    assert answer.status_code == 400


def test_the_site_hears_from_where_readers_come(front: Front):
    front.get("/own", **{"X-Forwarded-For": "192.0.2.7"})
    assert front.asked[-1].headers["x-forwarded-for"] == "192.0.2.7, 127.0.0.1"
