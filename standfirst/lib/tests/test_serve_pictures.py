"""Pictures are served without Django: with validators and ranges, and nothing from beside their folder."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from standfirst.lib.pictures.serving import Files, PicturesInFront

CONTENT = b"RIFF....WEBP" * 100
Answer = tuple[int, dict[str, str], bytes]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@pytest.fixture
def folder(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "wall.webp").write_bytes(CONTENT)
    (tmp_path / "original_images").mkdir()
    (tmp_path / "original_images" / "wall.jpg").write_bytes(b"secret")
    (tmp_path / "images" / "link.jpg").symlink_to(tmp_path / "original_images" / "wall.jpg")
    return tmp_path


async def site(scope: object, receive: object, send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"the site"})


def ask(
    path: str, method: str = "GET", front: PicturesInFront | Files | None = None, **headers: str
) -> Answer:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    said = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "headers": said}  # fmt: skip
    asyncio.run((front or PicturesInFront(site))(scope, None, send))
    told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:])


def test_says_what_it_is_and_how_old(folder: Path):
    status, headers, body = ask("/media/images/wall.webp")
    assert (status, body) == (200, CONTENT)
    assert headers["content-type"] == "image/webp"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["etag"]
    assert headers["last-modified"]
    assert "max-age=2592000" in headers["cache-control"]


def test_sends_nothing_again_to_who_has_it(folder: Path):
    headers = ask("/media/images/wall.webp")[1]
    assert ask("/media/images/wall.webp", if_none_match=headers["etag"])[0] == 304
    assert ask("/media/images/wall.webp", if_modified_since=headers["last-modified"])[0] == 304


def test_sends_a_part_and_a_head(folder: Path):
    status, headers, body = ask("/media/images/wall.webp", range="bytes=4-7")
    assert (status, headers["content-range"], body) == (206, "bytes 4-7/1200", b"....")
    assert ask("/media/images/wall.webp", range="bytes=2000-")[0] == 416
    assert ask("/media/images/wall.webp", method="HEAD")[2] == b""


def test_finds_what_was_drawn_since_it_began(folder: Path):
    front = PicturesInFront(site)
    (folder / "images" / "new.webp").write_bytes(CONTENT)
    assert ask("/media/images/new.webp", front=front)[0] == 200


def test_static_files_are_found_by_the_letters_of_their_names_too(tmp_path: Path):
    (tmp_path / "größe.css").write_bytes(CONTENT)
    front = Files(site, root=tmp_path, prefix="/static/")
    assert ask("/static/größe.css", front=front)[0] == 200
    assert ask("/static/grösse.css", front=front)[2] == b"the site"


@pytest.mark.parametrize(
    "path",
    [
        "/media/images/../original_images/wall.jpg",
        "/media/images/link.jpg",
        "/media/images//etc/passwd",
        "/media/images/%2e%2e/original_images/wall.jpg",
        "/media/images/..\\original_images\\wall.jpg",
        "/media/images/wall.webp\0.jpg",
        "/media/images/" + "a" * 5000,
        "/media/images/",
        "/media/images",
        "/media/original_images/wall.jpg",
        "/media/imagesX/wall.webp",
        "/",
    ],
)
def test_all_else_is_the_sites(folder: Path, path: str):
    assert ask(path)[2] == b"the site"


PLAIN = [(b"host", b"a")]


def _at_once(front: PicturesInFront | Files, path: str, **headers: str) -> tuple[bytes, bytes]:
    """Return head and body; two empty ones where nothing is ready."""
    said = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    answer = front.at_once(path.encode(), dict([*PLAIN, *said]), [(b"date", b"today")])
    head, _blank, body = (answer or b"").partition(b"\r\n\r\n")
    return head, body


def test_who_comes_next_gets_what_is_ready(folder: Path):
    front = PicturesInFront(site)
    assert _at_once(front, "/media/images/wall.webp") == (b"", b"")
    _status, told, _body = ask("/media/images/wall.webp", front=front)
    head, body = _at_once(front, "/media/images/wall.webp?v=1")
    assert head.startswith(b"HTTP/1.1 200 OK\r\ndate: today\r\n")
    assert {*head.decode().split("\r\n")[2:]} == {f"{name}: {told[name]}" for name in told}
    assert body == CONTENT
    had = _at_once(front, "/media/images/wall.webp", if_none_match=told["etag"])
    assert had[0].startswith(b"HTTP/1.1 304 ")
    assert b"content-length" not in had[0]


def test_what_was_deleted_or_is_another_now_is_not_ready(folder: Path):
    front, file = PicturesInFront(site), folder / "images" / "wall.webp"
    ask("/media/images/wall.webp", front=front)
    file.write_bytes(CONTENT + b"RIFF")
    assert _at_once(front, "/media/images/wall.webp") == (b"", b"")
    ask("/media/images/wall.webp", front=front)
    assert _at_once(front, "/media/images/wall.webp")[1] == CONTENT + b"RIFF"
    file.unlink()
    assert _at_once(front, "/media/images/wall.webp") == (b"", b"")


def test_what_became_another_while_it_was_looked_at_is_not_ready(folder: Path):
    front = PicturesInFront(site)
    found = front._pictures.find_file("/media/images/wall.webp")
    (folder / "images" / "wall.webp").write_bytes(CONTENT + b"RIFF")
    asyncio.run(front._pictures._make_ready(found, b"/media/images/wall.webp", {}))
    assert _at_once(front, "/media/images/wall.webp") == (b"", b"")


def test_a_part_of_it_a_condition_and_what_is_large_are_not_ready(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    front = PicturesInFront(site)
    ask("/media/images/wall.webp", front=front)
    for headers in ({"range": "bytes=0-9"}, {"if_modified_since": "yesterday"}):
        assert _at_once(front, "/media/images/wall.webp", **headers) == (b"", b"")
    monkeypatch.setattr("standfirst.lib.pictures.serving.LARGEST", 1000)
    front = PicturesInFront(site)
    ask("/media/images/wall.webp", front=front)
    assert _at_once(front, "/media/images/wall.webp") == (b"", b"")


def test_no_more_is_ready_than_fits(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("standfirst.lib.pictures.serving.MOST_BYTES", 5 * len(CONTENT))
    front = PicturesInFront(site)
    for number in range(9):
        (folder / "images" / f"{number}.webp").write_bytes(CONTENT)
        ask(f"/media/images/{number}.webp", front=front)
    ready = [number for number in range(9) if _at_once(front, f"/media/images/{number}.webp")[1]]
    assert ready == [8]


@pytest.mark.parametrize(
    ("accepted", "body"),
    [("", b"body"), ("gzip, br", b"br"), ("br;q=0, gzip;q=0.5", b"gzip"), ("gzip;q=0", b"body")],
)
def test_a_file_is_ready_as_the_reader_can_unpack_it(tmp_path: Path, accepted: str, body: bytes):
    for name, content in (("a.css", b"body" * 99), ("a.css.gz", b"gzip"), ("a.css.br", b"br")):
        (tmp_path / name).write_bytes(content)
    front = Files(site, root=tmp_path, prefix="/static/")
    ask("/static/a.css", front=front, accept_encoding=accepted)
    assert _at_once(front, "/static/a.css", accept_encoding=accepted)[1].startswith(body)
