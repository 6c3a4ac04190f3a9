"""A picture is served by the real server whatever letters its name has."""

import unicodedata
import urllib.request
from urllib.parse import quote

from .site import Site

NAMES = ["café.webp", "größe.webp", "صورة.webp", "写真.webp", "two words.webp", "100%.webp"]
NAMES += ["50%25.webp", "a+b.webp", unicodedata.normalize("NFD", "é.webp")]


def test_a_picture_is_served_whatever_letters_its_name_has(paper: Site):
    images = paper.data / "media" / "images"
    for name in NAMES:
        (images / name).write_text(name)
        with urllib.request.urlopen(f"{paper.url}/media/images/{quote(name)}") as answer:
            assert answer.read().decode() == name
        (images / name).unlink()
