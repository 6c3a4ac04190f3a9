"""A small file of very many pixels costs a server its memory: it is refused by its head, in words."""

import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from standfirst.accounts.roles import EDITOR
from standfirst.accounts.testing import make_user
from standfirst.lib.pictures.metadata import without_metadata
from standfirst.publishing.models import Picture

pytestmark = pytest.mark.django_db
WORDS = "This picture has more than 50 megapixels. Please save a smaller copy, and upload that."


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)


def vast(width: int = 12_000, height: int = 10_000) -> bytes:
    """A PNG whose head is true, and whose pixels cannot be decoded: who tries says something else."""
    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 0, 0, 0, 0])
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", b"no pixels"), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def file(**size: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", vast(**size), "image/png")


@pytest.fixture
def vera(client: Client):
    client.force_login(make_user("vera", EDITOR))
    return client


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("wagtailimages:add", "file"),
        ("wagtailimages:add_multiple", "files[]"),
        ("wagtailimages_chooser:create", "image-chooser-upload-file"),
    ],
)
def test_every_way_in_refuses_it(vera: Client, place: str, name: str):
    headers = {"x-requested-with": "XMLHttpRequest"}
    answer = vera.post(reverse(place), {name: file(), "title": "Wall"}, headers=headers)
    said = answer.json() if "json" in answer["Content-Type"] else answer.content.decode()
    assert WORDS in str(said)
    assert not Picture.objects.exists()


@pytest.mark.parametrize("width", [20_000, 4_000_000])  # beyond what Pillow opens, and far beyond
def test_says_so_of_what_the_library_does_not_open(vera: Client, width: int):
    answer = vera.post(reverse("wagtailimages:add"), {"file": file(width=width), "title": "Wall"})
    assert WORDS in answer.content.decode()


def test_no_picture_is_decoded_to_take_its_metadata_out(monkeypatch: pytest.MonkeyPatch):
    drawn = BytesIO()
    Image.new("L", (9, 9)).save(drawn, "PNG")
    monkeypatch.setattr(PngImageFile, "load", lambda self: pytest.fail("decoded"))
    assert without_metadata(drawn.getvalue())
