"""Hostile pictures cost neither memory nor other readers' time. The requests are in `pictures.toml`."""

import http.client
import json
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.journeys.site import Site, running
from tests.made_once import laid_out, on_sqlite_anyway

from .weighing import megabytes

pytestmark = on_sqlite_anyway
ATTACKS = tomllib.loads((Path(__file__).parent / "pictures.toml").read_text())["attack"]
# MB of what serves and of what that begins; what they share counts once.
MOST_MEMORY = 400
# Seconds, for the middle one of another reader's pages; on a machine that is busy with other things
# anyway, as many times what a page takes there as there are requests at once.
LONGEST_PAGE, SLOWER = 0.2, 8
_SET = """
import json, sys
import django; django.setup()
from standfirst.discussion.models import DiscussionSettings, Thread
DiscussionSettings.objects.update(most_in_ten_minutes=100, hold="nobody", **json.loads(sys.argv[1]))
print(Thread.objects.filter(state="open").order_by("pk").first().key)
"""


@dataclass
class Watched:
    """What was seen of a server while it was attacked."""

    memory: list[int] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data = tmp_path_factory.mktemp("attacked") / "data"
    laid_out(data)
    with running(data) as site:
        yield site


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack["name"])
def test_hostile_pictures_harm_nobody(site: Site, attack: dict[str, Any]):
    address = attack["address"].format(article=_prepared(site, attack["rules"]))
    body, kind = _form(attack["fields"], _picture(**attack["picture"]))
    answers: list[int] = []
    posts = [
        threading.Thread(target=_post, args=(site.url, address, body, kind, answers))
        for _ in range(attack["times"])
    ]
    usual = median([_read(site.url) for _ in range(20)][5:])  # its pictures are drawn by the first
    for post in posts:
        post.start()
    seen = _watched(site, posts)
    print(
        f"\n{attack['name']}: at most {max(seen.memory)} MB; another reader's page"
        f" {median(seen.pages) * 1000:.0f} ms, without {usual * 1000:.0f} ms (the middle one of"
        f" {len(seen.pages)}); answers {sorted(answers)}"
    )
    assert len(answers) == attack["times"]
    assert max(answers) < 500
    assert max(seen.memory) < MOST_MEMORY
    assert median(seen.pages) < max(LONGEST_PAGE, SLOWER * usual)


def _prepared(site: Site, rules: dict[str, Any]) -> str:
    command = [sys.executable, "-c", _SET, json.dumps(rules)]
    done = subprocess.run(
        command, env=site.environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()


def _watched(site: Site, posts: list[threading.Thread]) -> Watched:
    """Read pages, one after the other, and weigh the site, until all is answered."""
    seen = Watched()
    weighing = threading.Thread(target=_weigh, args=(site, posts, seen))
    weighing.start()
    while not seen.pages or any(post.is_alive() for post in posts):
        seen.pages.append(_read(site.url))
    weighing.join()
    return seen


def _weigh(site: Site, posts: list[threading.Thread], seen: Watched) -> None:
    while not seen.memory or any(post.is_alive() for post in posts):
        seen.memory.append(megabytes(site.url))
        time.sleep(0.02)  # between two looks


def _picture(**said: Any) -> bytes:
    if text := said.get("text"):
        return str(text).encode()
    size = (said["width"], said["height"])
    if said.get("noise"):
        drawn = Image.effect_noise(size, 90).convert(said["mode"])
    else:
        drawn = Image.new(said["mode"], size, "red")
    file = BytesIO()
    drawn.save(file, said["kind"])
    return file.getvalue()


def _form(fields: dict[str, str], picture: bytes) -> tuple[bytes, str]:
    edge = "edge-of-the-form"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="picture"; filename="a.png"\r\nContent-Type: image/png'
    parts.append(f"--{edge}\r\n{head}\r\n\r\n".encode() + picture + b"\r\n")
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"


def _post(url: str, address: str, body: bytes, kind: str, answers: list[int]) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request("POST", address, body, {"Content-Type": kind, "Origin": url})
    answers.append(connection.getresponse().status)
    connection.close()


def _read(url: str) -> float:
    """Return how many seconds the front page took."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert answer.status == 200
    answer.read()
    connection.close()
    return time.monotonic() - began
