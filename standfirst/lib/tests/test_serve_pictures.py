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
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": said}
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
