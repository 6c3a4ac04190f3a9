"""Quotations in comments as forums write them: `[quote]words[/quote]`, with the name of who said them or without."""

import re
from html import escape, unescape

MARK = re.compile(
    r"""\[(?P<closes>/?)quote(?P<inside>[=\s][^\]\n]{0,200})?\]|<(?P<ends>/?)(?P<code>code|pre)\b[^<>]*>""",
    re.IGNORECASE,
)
NAME = re.compile(r"""\A(?:\s*(?:name|author))?\s*=\s*["']?([^"']{1,80})""", re.IGNORECASE)
NEXT = re.compile(r"\s+\w+=|;")


def with_quotations(text: str) -> str:
    """Return half-plain `text` with such quotations as elements; what has no partner, or is code, stays as typed."""
    parts, waiting = list[str](), list[tuple[int, str]]()
    position, within = 0, ""
    for mark in MARK.finditer(text):
        parts += [text[position : mark.start()], mark[0]]
        position = mark.end()
        if mark["code"]:
            within = _code_after(mark, within)
        elif not within and not mark["closes"]:
            waiting.append((len(parts) - 1, mark["inside"] or ""))
        elif not within and waiting:
            at, inside = waiting.pop()
            parts[at], parts[-1] = f"<blockquote>{_name(inside)}", "</blockquote>"
    return "".join([*parts, text[position:]])


def _code_after(mark: re.Match[str], within: str) -> str:
    """Return the element of code that is open after a tag of one."""
    name = mark["code"].lower()
    if not within:
        return "" if mark["ends"] else name
    return "" if mark["ends"] and name == within else within


def _name(inside: str) -> str:
    found = NAME.match(inside)
    name = escape(unescape(NEXT.split(found[1])[0].strip())) if found else ""
    return f"<p>{name}:</p>" if name else ""
