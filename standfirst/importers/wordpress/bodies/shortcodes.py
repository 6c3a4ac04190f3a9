"""Turns shortcodes, WordPress' own and those of plugins, into elements; other words in brackets stay the words they are."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from .shortcode_names import ALWAYS, CODE, is_known, is_shortcode, may_enclose
from .shortcode_parts import stands_apart, written_for

BRACKETS = re.compile(
    r"""(?P<before>\[?)\[(?P<closes>/?)(?P<name>[a-zA-Z][\w-]{0,60}+)"""
    r"""(?P<inside>(?:[\s=/:](?:"[^"\[\]]*+"|'[^'\[\]]*+'|"[^"<>]*+"|[^\[\]"']|["'])*+)?)\](?P<after>\]?)"""
)
# What neither a browser nor the block editor would look into for shortcodes.
CLOSED = re.compile(
    r"<(?:(?P<comment>!--)|(?P<tag>pre|code|textarea|script|style)\b)", re.IGNORECASE
)
HIDDEN = "\ue000"
DEEPEST = 40
NO_WORDS = re.compile(r"<[^<>]*>|\[[^\[\]]*\]|\s+")

Write = Callable[[str, str, str | None], str]
"""From a shortcode's name, what stands beside the name, and what it encloses (None: nothing closes it)."""


def expand_shortcodes(text: str, *, found: Counter[str], left_out: Counter[str]) -> str:
    """Return `text` with shortcodes as elements.

    Args:
        found: counts the shortcodes by name.
        left_out: counts those that have no counterpart; the words that they enclose stay.
    """

    def write(name: str, inside: str, enclosed: str | None) -> str:
        found[f"[{name}]"] += 1
        written = written_for(name, inside, enclosed)
        if written is not None:
            return written
        left_out[f"shortcode [{name}]"] += 1
        return f"\n\n{enclosed}\n\n" if enclosed and stands_apart(name) else enclosed or ""

    return _Text(text, write, is_prose=False).written() if "[" in text else text


def without_shortcodes(text: str) -> str:
    """Return a caption or an excerpt with the words that shortcodes enclose, and without the shortcodes."""
    return (
        _Text(text, lambda _name, _inside, enclosed: enclosed or "", is_prose=True).written()
        if "[" in text
        else text
    )


@dataclass(slots=True)
class _Open:
    """A shortcode whose end has not come yet, and what was written inside it."""

    place: int
    parts: list[str] = field(default_factory=list)


class _Text:
    """A text and the pairs of brackets in it, written anew from left to right."""

    def __init__(self, text: str, write: Write, *, is_prose: bool) -> None:
        self._text = _with_closed_parts_hidden(text.replace(HIDDEN, ""))
        self._write, self._is_prose = write, is_prose
        self._tokens = list(BRACKETS.finditer(self._text))
        self._partner = self._pairs()
        self._open = [_Open(-1)]

    def written(self) -> str:
        """Return the text with its shortcodes replaced."""
        position = 0
        for place, token in enumerate(self._tokens):
            if token.start() < position:
                continue  # inside code, which has been written whole
            self._add(self._text[position : token.start()])
            position = self._step(place, token)
        self._add(self._text[position:])
        # An opening bracket without its end cannot be: only what has a partner is opened.
        return "".join(self._open[0].parts).replace(HIDDEN, "[")

    def _add(self, words: str) -> None:
        self._open[-1].parts.append(words)

    def _step(self, place: int, token: re.Match[str]) -> int:
        """Write one pair of brackets, and return where the text goes on."""
        name, partner = token["name"], self._partner.get(place)
        if token["before"] and token["after"]:
            self._add(token[0][1:-1] if is_known(name) else token[0])
            return token.end()
        if partner is not None and token["before"] and self._tokens[partner]["after"]:
            return self._keep_escaped(token, self._tokens[partner])
        self._add(token["before"])
        if token["closes"]:
            self._close(token, partner)
        elif partner is None:
            self._add(self._alone(token))
        elif name in CODE:
            closing = self._tokens[partner]
            enclosed = self._text[token.end("inside") + 1 : closing.start("closes") - 1]
            self._add(self._write(name, token["inside"], enclosed))
            token = closing
        elif len(self._open) <= DEEPEST:
            self._open.append(_Open(place))
        # A bracket after it is no part of it.
        return token.end() - len(token["after"])

    def _keep_escaped(self, opening: re.Match[str], closing: re.Match[str]) -> int:
        """Write `[[name]words[/name]]` without its outer brackets, and nothing in it as a shortcode."""
        outer = 1 if is_known(opening["name"]) else 0
        self._add(self._text[opening.start() + outer : closing.end() - outer])
        return closing.end()

    def _close(self, token: re.Match[str], partner: int | None) -> None:
        if partner is not None and self._open[-1].place == partner:
            enclosed = "".join(self._open.pop().parts)
            self._add(self._write(token["name"], self._tokens[partner]["inside"], enclosed))
        elif partner is None and not is_known(token["name"]):
            self._add(token[0][len(token["before"]) : len(token[0]) - len(token["after"])])

    def _alone(self, token: re.Match[str]) -> str:
        name, inside = token["name"], token["inside"]
        is_alone = not self._is_prose and (name in ALWAYS or self._has_its_own_line(token))
        if name not in CODE and is_shortcode(name, inside, is_alone=is_alone):
            return self._write(name, inside, None)
        return token[0][len(token["before"]) : len(token[0]) - len(token["after"])]

    def _has_its_own_line(self, token: re.Match[str]) -> bool:
        before = self._text[max(0, token.start() - 400) : token.start()].rpartition("\n")[2]
        after = self._text[token.end() : token.end() + 400].partition("\n")[0]
        return not NO_WORDS.sub("", before) and not NO_WORDS.sub("", after)

    def _pairs(self) -> dict[int, int]:
        """Return for each opening bracket the place of its end, and the other way round."""
        partner: dict[int, int] = {}
        waiting: list[int] = []
        names: Counter[str] = Counter()
        for place, token in enumerate(self._tokens):
            name = token["name"]
            if token["before"] and token["after"]:
                continue
            if not token["closes"]:
                if not may_enclose(name, token["inside"]):
                    continue
                waiting.append(place)
                names[name] += 1
            elif names[name]:
                opening = waiting.pop()
                while self._tokens[opening]["name"] != name:
                    names[self._tokens[opening]["name"]] -= 1
                    opening = waiting.pop()
                names[name] -= 1
                partner[opening], partner[place] = place, opening
        return partner


def _with_closed_parts_hidden(text: str) -> str:
    """Put another sign for each bracket that is none for WordPress; a part without its end is no part."""
    parts, position = list[str](), 0
    endless = set[str]()
    for opening in CLOSED.finditer(text):
        end = "-->" if opening["comment"] else f"</{opening['tag'].lower()}"
        if opening.start() < position or end in endless:
            continue
        found = re.compile(end, re.IGNORECASE).search(text, opening.end())
        if found is None:
            endless.add(end)
            continue
        hidden = text[opening.start() : found.start()].replace("[", HIDDEN)
        parts += [text[position : opening.start()], hidden]
        position = found.start()
    return "".join([*parts, text[position:]])
