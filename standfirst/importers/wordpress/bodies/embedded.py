"""Finds what a page of the old site let a script or a plugin draw, and names its address, so that it becomes an embed."""

import re
from collections import Counter
from urllib.parse import urlsplit

from lxml import etree

# The script that draws something, and the page that shows it alone.
SCRIPTS = (
    (re.compile(r"(?:https?:)?//(datawrapper\.dwcdn\.net/\w+)/"), "https://{}/"),
    (re.compile(r"(?:https?:)?//(gist\.github\.com/[\w-]+/\w+)\.js"), "https://{}"),
    (re.compile(r"(?:https?:)?//(?:[\w.]+\.)?documentcloud\.org/(?:documents/)?([\w.-]+)/?\.js"), "https://www.documentcloud.org/documents/{}"),
    (re.compile(r"(?:https?:)?//(?:[\w.]+\.)?infogram\.com/(?:js|p)/\?id=([\w-]+)"), "https://infogram.com/{}"),
    (re.compile(r"(?:https?:)?//asciinema\.org/a/(\w+)\.js"), "https://asciinema.org/a/{}"),
)  # fmt: skip
# The attribute by which a script knows what to draw in an element of this class.
MARKED = {
    "flourish-embed": ("data-src", "https://public.flourish.studio/{}/"),
    "infogram-embed": ("data-id", "https://infogram.com/{}"),
    "instagram-media": ("data-instgrm-permalink", "{}"),
    "tiktok-embed": ("cite", "{}"),
    "fb-post": ("data-href", "{}"),
    "fb-video": ("data-href", "{}"),
}
PLAYERS = ("object", "embed", "applet")


def name_embeds(root: etree._Element, left_out: Counter[str]) -> None:
    """Put an embed in the place of each thing that a script draws; scripts that draw nothing we know are counted."""
    for element in list(root.iter("script", *PLAYERS)):
        if root in element.iterancestors():  # and not in one that has been taken away
            (_script if element.tag == "script" else _player)(element, left_out)
    for element in list(root.iter("div", "blockquote", "span")):
        _marked(element)


def _script(element: etree._Element, left_out: Counter[str]) -> None:
    source = element.get("src") or ""
    for pattern, page in SCRIPTS:
        if found := pattern.match(source):
            _embed_before(element, page.format(found[1]))
            return
    if element.get("type") not in {"application/ld+json", "application/json"}:
        host = _host(source)
        left_out[f"script of {host}" if host else "script"] += 1


def _marked(element: etree._Element) -> None:
    for name in set((element.get("class") or "").split()) & MARKED.keys():
        attribute, page = MARKED[name]
        address = page.format((element.get(attribute) or "").strip().strip("/"))
        if _host(address) and element.get(attribute):
            _embed_before(element, address)


def _player(element: etree._Element, left_out: Counter[str]) -> None:
    """An object of the time of Flash: what it played, and what it said where it could not."""
    if "wp-block-file__embed" not in (element.get("class") or ""):
        address = next(filter(_host, _addresses(element)), "")
        if address:
            _embed_before(element, f"https:{address}" if address.startswith("//") else address)
        else:
            left_out[f"{element.tag} without an address"] += 1
        words = element.xpath("normalize-space(.)")
        if words and element.find(".//iframe") is None:
            said = etree.Element("p")
            said.text = str(words)
            element.addprevious(said)
    _unwrap_frames(element)


def _addresses(element: etree._Element) -> list[str]:
    if element.find(".//iframe") is not None:
        return []
    found = [element.get("data") or "", element.get("src") or ""]
    found.extend(
        part.get("value") or ""
        for part in element.iter("param")
        if (part.get("name") or "").lower() in {"movie", "src", "url", "filename"}
    )
    found.extend(part.get("src") or "" for part in element.iter("embed"))
    return [address.strip() for address in found]


def _unwrap_frames(element: etree._Element) -> None:
    """Leave the place to what newer browsers got, if there is any; its own tail stays."""
    for part in list(element.iter("iframe", "video", "audio", "img")):
        tail, part.tail = part.tail, None
        element.addprevious(part)
        part.tail = tail if part.tag == "iframe" else None
    for inner in list(element.iter(*PLAYERS)):
        if inner is not element:
            inner.tag = "script"  # seen by nobody, and not counted again
    element.tag = "script"
    for child in list(element):
        element.remove(child)
    element.text = None


def _embed_before(element: etree._Element, address: str) -> None:
    embed = etree.Element("wp-embed")
    embed.text = address
    element.addprevious(embed)


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in {"http", "https", ""} else ""
