"""Writes what a shortcode stood for as the HTML that WordPress made of it, or as one of our own elements."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import unquote

from .shortcode_names import (
    BUTTONS,
    CODE,
    FAMILIES,
    FILES,
    INLINE,
    NOTES,
    PLAYERS,
    QUOTES,
    attributes_in,
)

Attributes = dict[str, str]
SOURCES = (
    "src",
    "mp4",
    "m4v",
    "webm",
    "ogv",
    "mov",
    "mp3",
    "m4a",
    "ogg",
    "wav",
    "flac",
    "url",
    "0",
)
ADDRESSES = (
    "url",
    "src",
    "href",
    "link",
    "0",
    "id",
    "video",
    "video_id",
    "poll",
    "uri",
    "permalink",
)
PICTURE = re.compile(r"\s*(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?")
BY_NUMBER = {
    "youtube": "https://www.youtube.com/watch?v={}", "youtube_sc": "https://www.youtube.com/watch?v={}", "su_youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}", "su_vimeo": "https://vimeo.com/{}", "dailymotion": "https://www.dailymotion.com/video/{}",
    "tweet": "https://twitter.com/i/status/{}", "twitter": "https://twitter.com/i/status/{}", "ted": "https://www.ted.com/talks/{}",
    "scribd": "https://www.scribd.com/document/{}", "archiveorg": "https://archive.org/details/{}", "polldaddy": "https://poll.fm/{}",
    "crowdsignal": "https://poll.fm/{}", "wpvideo": "https://videopress.com/v/{}", "videopress": "https://videopress.com/v/{}",
    "gist": "https://gist.github.com/{}", "instagram": "https://www.instagram.com/p/{}/", "datawrapper": "https://datawrapper.dwcdn.net/{}/",
    "vine": "https://vine.co/v/{}", "wistia": "https://fast.wistia.net/embed/iframe/{}", "slideshare": "https://www.slideshare.net/slideshow/embed_code/{}",
    "infogram": "https://infogram.com/{}", "flourish": "https://public.flourish.studio/{}/",
}  # fmt: skip
TITLED = frozenset({"accordion", "alert", "box", "expand", "spoiler", "tab", "tip", "toggle"})
FULL_ADDRESS = re.compile(r"(?:https?:)?//\S+")
IS_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]\S*)?\Z", re.IGNORECASE)


def written_for(name: str, inside: str, enclosed: str | None) -> str | None:
    """Return the HTML for a shortcode, its words included; None where nothing stands for it."""
    attributes = attributes_in(inside)
    if writer := WRITERS.get(name):
        return writer(attributes, enclosed)
    if name in CODE:
        return _code(name, attributes, enclosed or "")
    if name in NOTES:
        return f" ({enclosed.strip()})" if enclosed and enclosed.strip() else None
    if name in PLAYERS:
        return _player(name, attributes, enclosed)
    if name in FILES:
        return _file(attributes, enclosed)
    if name in QUOTES:
        return _quote(name, attributes, enclosed)
    if name in BUTTONS:
        return _button(attributes, enclosed)
    return _of_a_builder(name, attributes, enclosed)


def stands_apart(name: str) -> bool:
    """Say whether what a shortcode encloses is a paragraph or more, not words within a line."""
    return (name.startswith(FAMILIES) or name in TITLED) and not INLINE.search(name)


def _passage(attributes: Attributes, enclosed: str | None) -> str | None:
    if enclosed is None:
        return None
    key, question = escape(attributes.get("id", "")), escape(attributes.get("question", ""))
    return f'<wp-passage data-key="{key}" data-question="{question}">{enclosed}</wp-passage>'


def _embed(attributes: Attributes, enclosed: str | None) -> str:
    return f"<wp-embed>{enclosed or escape(_first(attributes, ADDRESSES))}</wp-embed>"


def _caption(attributes: Attributes, enclosed: str | None) -> str | None:
    """[caption …]<a><img></a> words[/caption]; before WordPress 3.4 the words were an attribute."""
    if enclosed is None:
        return None
    picture = PICTURE.match(enclosed)
    end = picture.end() if picture else 0
    words = enclosed[end:].strip() or escape(attributes.get("caption", ""))
    return f"\n\n<figure>{enclosed[:end]}<figcaption>{words}</figcaption></figure>\n\n"


def _credited(attributes: Attributes, enclosed: str | None) -> str | None:
    """[media-credit name="Jo Ray"]<img>[/media-credit]."""
    credit = attributes.get("name", "")
    if not enclosed or not credit:
        return None
    return enclosed.replace("<img ", f'<img data-credit="{escape(credit)}" ', 1)


def _gallery(attributes: Attributes, _: str | None) -> str:
    ids = escape(attributes.get("ids", attributes.get("include", "")))
    of, exclude = (escape(attributes.get(key, "")) for key in ("id", "exclude"))
    return f'<wp-gallery data-ids="{ids}" data-of="{of}" data-exclude="{exclude}"></wp-gallery>'


def _playlist(attributes: Attributes, _: str | None) -> str:
    return f'<wp-playlist data-ids="{escape(attributes.get("ids", ""))}"></wp-playlist>'


def _media(name: str) -> Callable[[Attributes, str | None], str]:
    def write(attributes: Attributes, enclosed: str | None) -> str:
        # Some players write several addresses, or titles, behind the first.
        source = re.split(r"[|,]", _first(attributes, SOURCES))[0]
        return f'<{name} src="{escape(source)}"></{name}>{enclosed or ""}'

    return write


def _styled(name: str) -> Callable[[Attributes, str | None], str | None]:
    """[b]bold[/b], as forums write it."""
    return lambda _, enclosed: f"<{name}>{enclosed}</{name}>" if enclosed else None


WRITERS: dict[str, Callable[[Attributes, str | None], str | None]] = {
    "wpdiscuz-feedback": _passage,
    "embed": _embed,
    "caption": _caption,
    "wp_caption": _caption,
    "media-credit": _credited,
    "gallery": _gallery,
    "playlist": _playlist,
    "video": _media("video"),
    "audio": _media("audio"),
    **{name: _styled(name) for name in ("b", "i", "s", "u", "strong", "em")},
}


def _code(name: str, attributes: Attributes, enclosed: str) -> str:
    named = "" if name in {"code", "sourcecode"} else name
    language = attributes.get("language") or attributes.get("lang") or named
    words = escape(unescape(re.sub(r"</?p>|<br\s*/?>", "", enclosed)).strip("\n"), quote=False)
    return f'\n\n<pre><code class="language-{escape(language)}">{words}</code></pre>\n\n'


def _player(name: str, attributes: Attributes, enclosed: str | None) -> str | None:
    """The address of what a player shows; one that is only a number is completed."""
    inside = re.sub(r"<[^>]*>", "", enclosed or "").strip()
    wanted = inside or _first(attributes, ADDRESSES)
    if spotify := re.fullmatch(r"spotify:(\w+):(\w+)", wanted):
        wanted = f"https://open.spotify.com/{spotify[1]}/{spotify[2]}"
    elif name in BY_NUMBER and re.fullmatch(r"[\w/.-]+", wanted):
        wanted = BY_NUMBER[name].format(wanted)
    if not FULL_ADDRESS.fullmatch(wanted):
        return None
    if name in {"iframe", "googlemaps", "googleapps"}:
        return f'\n\n<iframe src="{escape(wanted)}"></iframe>\n\n'
    return f"\n\n<wp-embed>{escape(_without_sizes(wanted))}</wp-embed>\n\n"


def _file(attributes: Attributes, enclosed: str | None) -> str | None:
    """A document shown within the page: a link to it."""
    address = (enclosed or "").strip() or _first(
        attributes, ("url", "file", "src", "source", "href", "0")
    )
    if not FULL_ADDRESS.fullmatch(address):
        return None
    words = (
        attributes.get("title") or unquote(address.partition("?")[0].rpartition("/")[2]) or address
    )
    return f'\n\n<p><a href="{escape(address)}">{escape(words)}</a></p>\n\n'


def _without_sizes(address: str) -> str:
    """[youtube=…&w=640&h=390&start=90] says how large the player is, too; where it begins, an address says in another way."""
    address = re.sub(r"&(?:amp;)?start=(\d+)(?=&|\Z)", r"&t=\1s", address)
    return re.sub(r"&(?:amp;)?(?:w|h|rel|fs|hd)=\d*(?=&|\Z)", "", address)


def _quote(name: str, attributes: Attributes, enclosed: str | None) -> str | None:
    if not enclosed or not enclosed.strip():
        return None
    source = attributes.get("cite") or attributes.get("author") or attributes.get("source", "")
    cite = f"<cite>{escape(source)}</cite>" if source else ""
    quote = f"<blockquote><p>{enclosed.strip()}</p>{cite}</blockquote>"
    if "pull" in name:
        return f'\n\n<figure class="wp-block-pullquote">{quote}</figure>\n\n'
    return f"\n\n{quote}\n\n"


def _button(attributes: Attributes, enclosed: str | None) -> str | None:
    words = enclosed or escape(attributes.get("text") or attributes.get("title", ""))
    address = _linked(_first(attributes, ADDRESSES))
    return f'<a href="{escape(address)}">{words}</a>' if words and address else None


def _of_a_builder(name: str, attributes: Attributes, enclosed: str | None) -> str | None:
    """What page builders keep in attributes: a title, a picture, HTML; their rows and columns are none of ours.

    None where nothing but the enclosed words would be written.
    """
    if "raw_html" in name and enclosed:
        return _unpacked(enclosed)
    parts = [_picture(attributes), _titled(attributes)]
    if not stands_apart(name) or not any(parts):
        return None
    return "\n\n" + "\n\n".join(filter(None, [*parts, enclosed])) + "\n\n"


def _picture(attributes: Attributes) -> str:
    number = attributes.get("image", "")
    if re.fullmatch(r"\d{1,15}", number):
        return f'<img class="wp-image-{number}">'
    source = attributes.get("src", "")
    alt = escape(attributes.get("alt", ""))
    return f'<img src="{escape(source)}" alt="{alt}">' if IS_PICTURE.search(source) else ""


def _titled(attributes: Attributes) -> str:
    words = next(
        (attributes[key] for key in ("heading", "text", "title") if attributes.get(key)), ""
    )
    if not re.search(r"[^\W\d_]", words):
        return ""
    address = _linked(_first(attributes, ("link", "url", "button_url", "href")))
    inside = f'<a href="{escape(address)}">{escape(words)}</a>' if address else escape(words)
    return f"<p><strong>{inside}</strong></p>"


def _linked(address: str) -> str:
    """`url:https%3A%2F%2Fa.example|title:Go` is how one of them writes a link."""
    if address.startswith("url:"):
        address = unquote(address[4:].split("|")[0])
    return (
        address if FULL_ADDRESS.fullmatch(address) or address.startswith(("/", "mailto:")) else ""
    )


def _unpacked(enclosed: str) -> str | None:
    try:
        html = unquote(b64decode(enclosed.strip(), validate=True).decode())
    except (Error, ValueError):
        return None
    return f"\n\n{html}\n\n"


def _first(attributes: Attributes, names: tuple[str, ...]) -> str:
    return next((attributes[name] for name in names if attributes.get(name)), "")
