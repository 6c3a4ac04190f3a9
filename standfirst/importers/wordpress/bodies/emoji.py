"""Writes as signs the small pictures that WordPress once made of emoji and smileys."""

import re
from html import escape, unescape

IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
SMALL = re.compile(r"\b(?:wp-smiley|emoji)\b|/(?:emoji|smilies)/", re.IGNORECASE)
SAID = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def with_signs(html: str) -> str:
    """Return `html` with the sign that each such picture stands for."""
    return IMAGE.sub(_sign, html) if "<img" in html.lower() else html


def _sign(image: re.Match[str]) -> str:
    said = SAID.search(image[0])
    if not said or not SMALL.search(image[0]):
        return image[0]
    return escape(unescape(next((part for part in said.groups() if part), "")), quote=False)
