"""What an attack once did to a newsroom is refused or bounded. The requests are in `requests.toml`."""

import base64
import hashlib
import hmac
import re
import sqlite3
import struct
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.made_once import on_sqlite_anyway

from .browser import Answer, Browser
from .floods import begin_slowly, send_on
from .newsroom import APP_SECRET, PASSWORD, Newsroom, attacked
from .weighing import megabytes, processes

# All of them have one server.
pytestmark = [on_sqlite_anyway, pytest.mark.xdist_group("attack")]
FILE = tomllib.loads((Path(__file__).parent / "requests.toml").read_text())
KEYS = {
    "ask", "times", "from", "host", "browser", "fields", "headers", "picture", "repeat", "keep",
    "answers", "leads_to", "says", "never_says", "seconds", "signed_in", "letters", "letters_never_say",
}  # fmt: skip
# Seconds in which a letter is sent that is sent at all.
LETTER_WITHIN = 10


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with attacked(tmp_path_factory.mktemp("attacked") / "data") as newsroom:
        yield newsroom


@dataclass
class Attack:
    """One attack under way: its browsers, what it has learnt, and the letters before it."""

    newsroom: Newsroom
    names: dict[str, str]
    letters_before: int
    browsers: dict[str, Browser] = field(default_factory=dict)

    def send(self, request: dict[str, Any], number: int) -> Answer:
        browser = self.browser(request)
        method, address = self.filled(request["ask"], request, number).split(" ", 1)
        headers = dict(request.get("headers", {}))
        headers |= {"Host": request["host"]} if "host" in request else {}
        network = self.filled(request.get("from", "192.0.2.1"), request, number)
        headers["X_Forwarded_For"] = network
        if method == "GET":
            return browser.ask(method, address, **headers)
        fields = {
            name: self.filled(value, request, number)
            for name, value in request.get("fields", {}).items()
        }
        if "picture" in request:
            return browser.upload(address, fields, _picture(**request["picture"]), **headers)
        return browser.send(address, fields, **headers)

    def browser(self, request: dict[str, Any]) -> Browser:
        return self.browsers.setdefault(request.get("browser", ""), Browser(self.newsroom.port))

    def filled(self, text: str, request: dict[str, Any], number: int) -> str:
        repeat = request.get("repeat", {"text": "", "times": 0})
        values = self.names | {"n": str(number), "repeated": repeat["text"] * repeat["times"]}
        if "{mailed}" in text:
            values["mailed"] = self.mailed()
        if "{digits}" in text:
            values["digits"] = _digits_of_the_app()
        return text.format(**values)

    def mailed(self) -> str:
        """Return the code of the newest letter that nobody typed yet."""
        letters = self.letters(self.letters_before + 1)
        self.letters_before += len(letters)
        body = letters[-1].get_body(("plain",))
        found = re.search(r"\b\d{4}-\d{4}\b", body.get_content())
        assert found
        return found[0]

    def letters(self, least: int = 0) -> list[Any]:
        """Return the letters of this attack, once there are `least` in all."""
        end = time.monotonic() + LETTER_WITHIN
        while len(self.newsroom.mail.letters) < least and time.monotonic() < end:
            time.sleep(0.05)
        return self.newsroom.mail.letters[self.letters_before :]


@pytest.mark.parametrize("attack", FILE["attack"], ids=lambda attack: attack["name"])
def test_an_attack_is_refused_or_bounded(newsroom: Newsroom, attack: dict[str, Any]):
    state = {"password": PASSWORD, **newsroom.names}
    under_way = Attack(newsroom, state, len(newsroom.mail.letters))
    for request in attack["request"]:
        assert request.keys() <= KEYS
        answers = [under_way.send(request, number) for number in range(request.get("times", 1))]
        for answer in answers:
            _judge(answer, request)
        # The machine may be busy with other things meanwhile.
        assert min(answer.seconds for answer in answers) < request.get("seconds", 30)
        if "keep" in request:
            found = re.search(r"/(\d+)/", answer.leads_to)
            assert found
            under_way.names[request["keep"]] = found[1]
        _judge_afterwards(under_way, request)


def _judge(answer: Answer, request: dict[str, Any]) -> None:
    told = f"{request['ask'][:80]}: {answer.status} {answer.leads_to} {answer.page[:1500]}"
    assert answer.status in request["answers"], told
    assert request.get("leads_to", "") in answer.leads_to, told
    assert request.get("says", "") in answer.page, told
    if "never_says" in request:
        assert request["never_says"] not in answer.page


def _judge_afterwards(attack: Attack, request: dict[str, Any]) -> None:
    if "signed_in" in request:
        assert attack.browser(request).is_signed_in() is request["signed_in"]
    if "letters" in request:
        letters = attack.letters(attack.letters_before + request["letters"])
        assert 0 < len(letters) <= request["letters"]
        unwanted = request.get("letters_never_say", "\0")
        assert not [letter for letter in letters if unwanted in letter.as_string()]


def _picture(*, kind: str, width: int, height: int, mode: str) -> bytes:
    file = BytesIO()
    Image.new(mode, (width, height)).save(file, kind)
    return file.getvalue()


def _digits_of_the_app() -> str:
    """Return what an app shows now (RFC 6238)."""
    key, counter = base64.b32decode(APP_SECRET), struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(key, counter, hashlib.sha1)
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def test_slow_bodies_are_not_kept_in_memory(newsroom: Newsroom):
    said = FILE["slow_bodies"]
    address = said["address"].format(**newsroom.names)
    before = megabytes(newsroom.site.url)
    with ExitStack() as stack, ThreadPoolExecutor(20) as pool:
        sending = [
            pool.submit(
                begin_slowly,
                newsroom.port,
                address,
                announced=said["announced"],
                sent=said["sent"],
            )
            for _ in range(said["connections"])
        ]
        for connection in sending:
            stack.enter_context(connection.result())
        grown = megabytes(newsroom.site.url) - before
        assert Browser(newsroom.port).ask("GET", "/robots.txt").status == 200
    assert grown < said["megabytes"]


@pytest.mark.parametrize("body", FILE["bodies"], ids=lambda body: body["name"])
def test_a_body_without_end_is_refused(newsroom: Newsroom, body: dict[str, Any]):
    address = body["address"].format(**newsroom.names)
    most = 2 * body["megabytes"] * 1_000_000
    heard = send_on(newsroom.port, address, announced=body["announced"], most=most)
    assert heard.status in body["answers"]
    assert heard.sent < body["megabytes"] * 1_000_000


def test_a_lock_on_the_database_ends_nothing(newsroom: Newsroom):
    """A short one; `bin/bench restarts` holds it for longer than anybody waits."""
    serving = sorted(path.name for path in processes(newsroom.site.url))
    # The sizes of pictures that a page shows are made, and written down, when they are first asked for.
    assert Browser(newsroom.port).ask("GET", "/").status == 200
    address = f"/discussion/{newsroom.names['article']}/comments/"
    post = partial(Browser(newsroom.port).send, address, {"words": "Who signed it?", "name": "Bob"})
    with (
        closing(sqlite3.connect(newsroom.site.data / "standfirst.sqlite3")) as other,
        ThreadPoolExecutor(1) as pool,
    ):
        other.execute("BEGIN IMMEDIATE")
        waiting = pool.submit(post)
        end = time.monotonic() + FILE["database_lock"]["seconds"]
        while time.monotonic() < end:
            assert Browser(newsroom.port).ask("GET", "/").status == 200
        assert not waiting.done()
        other.rollback()
        assert waiting.result().status == 303
    assert sorted(path.name for path in processes(newsroom.site.url)) == serving


def test_nobody_else_on_the_machine_reads_the_data(newsroom: Newsroom):
    written_by_the_test = newsroom.site.data / "output.txt"
    files = [newsroom.site.data, *newsroom.site.data.rglob("*")]
    assert [it for it in files if it.stat().st_mode & 0o077 and it != written_by_the_test] == []


def test_a_copy_of_the_database_signs_nobody_in(newsroom: Newsroom):
    bob = Browser(newsroom.port)
    typed = {"mail_address": "bob@ledger.example", "password": PASSWORD}
    bob.send("/account/sign-in/password/", typed, X_Forwarded_For="198.51.100.77")
    assert bob.is_signed_in()
    (session,) = (name for name in bob.cookies if name.endswith("sessionid"))
    with closing(sqlite3.connect(newsroom.site.data / "standfirst.sqlite3")) as database:
        kept = [row[0] for row in database.execute("SELECT session_key FROM django_session")]
    assert kept
    assert bob.cookies[session] not in kept
    for key in kept:
        assert not Browser(newsroom.port, {session: key}).is_signed_in()
