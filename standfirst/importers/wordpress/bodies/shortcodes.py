"""Turns WordPress' own shortcodes, and wpDiscuz' inline feedback, into elements; others stay the words they are."""

import re
from html import escape, unescape

ATTRIBUTE = re.compile(r"""([a-zA-Z_][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
ENCLOSING = re.compile(
    r"\[(wpdiscuz-feedback|caption|wp_caption|embed|video|audio)(?=[\s\]])([^\]]{0,4000})\](.{0,20000}?)\[/\1\]",
    re.DOTALL,
)
ALONE = re.compile(r"\[(gallery|playlist|video|audio)(?=[\s\]/])([^\]]{0,4000})\]")
SOURCES = ("src", "mp4", "m4v", "webm", "ogv", "mov", "mp3", "m4a", "ogg", "wav", "flac", "url")


def expand_shortcodes(text: str) -> str:
    """Return `text` with the known shortcodes as elements."""
    if "[" not in text:
        return text
    # Captions may hold embeds, never the other way round; a second look finds what stood inside.
    return ALONE.sub(_alone, ENCLOSING.sub(_enclosing, ENCLOSING.sub(_enclosing, text)))


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(text)}


def _enclosing(match: re.Match[str]) -> str:
    name, attributes, inside = match[1], _attributes(match[2]), match[3]
    if name == "wpdiscuz-feedback":
        key, question = escape(attributes.get("id", "")), escape(attributes.get("question", ""))
        return f'<wp-passage data-key="{key}" data-question="{question}">{inside}</wp-passage>'
    if name == "embed":
        return f"<wp-embed>{inside}</wp-embed>"
    if name in {"video", "audio"}:
        return f"{_media(name, attributes, match[2])}{inside}"
    return _caption(attributes, inside)


def _caption(attributes: dict[str, str], inside: str) -> str:
    """[caption …]<a><img></a> words[/caption]; before WordPress 3.4 the words were an attribute."""
    picture = re.match(r"\s*(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", inside)
    end = picture.end() if picture else 0
    words = inside[end:].strip() or escape(attributes.get("caption", ""))
    return f"\n\n<figure>{inside[:end]}<figcaption>{words}</figcaption></figure>\n\n"


def _alone(match: re.Match[str]) -> str:
    name, attributes = match[1], _attributes(match[2])
    if name == "gallery":
        ids = escape(attributes.get("ids", attributes.get("include", "")))
        of, exclude = (escape(attributes.get(key, "")) for key in ("id", "exclude"))
        return f'<wp-gallery data-ids="{ids}" data-of="{of}" data-exclude="{exclude}"></wp-gallery>'
    if name == "playlist":
        return match[0]
    return _media(name, attributes, match[2])


def _media(name: str, attributes: dict[str, str], text: str) -> str:
    """The oldest form has the bare address, and may go on with “|” and settings."""
    bare = re.search(r"(?<![\w=\"'])https?://[^\s\"'|\]]+", text)
    source = next(
        (attributes[key] for key in SOURCES if attributes.get(key)), bare[0] if bare else ""
    )
    return f'<{name} src="{escape(source)}"></{name}>'
