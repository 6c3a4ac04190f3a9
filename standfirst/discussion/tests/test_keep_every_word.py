"""Whatever is typed into a comment stands on the page, word by word and number by number; what cannot is refused.

GENERATED_TEXTS says how many texts are made up; the same ones each time.
"""

import os
import random
import re
from urllib.parse import unquote

from lxml import html

from standfirst.discussion.models import Thread
from standfirst.discussion.services import PostRefused
from standfirst.discussion.services.words import checked_words, render_in

TEXTS = int(os.environ.get("GENERATED_TEXTS", "300"))
LONGEST = 5000
# Each "W" becomes a word that nothing else in the text has, each "H" one that hosts may have, each "N" a number.
INLINE = (
    "W", "W W W", "*W*", "**W** W", "_W_", "***W W***", "W*W", "W*W*W", "N*N*N", "**W", "*W", "~~W~~", "~~W", "`W W`", "``W`W``", "`W", "W\\*W",
    "W\\", "[W](https://H.example/W)", '[W](https://H.example "W W")', "[W](<https://H.example> 'W')", "[](https://H.example/W)",
    "[ ](/W)", "[*W*](/W (W))", "[W](W)", "[W](javascript:W)", "[W](www.H.example)", "[W][W]", "[W]", "[[W](/W)](/W)", "![W](https://H.example)", "<https://H.example/W>",
    "<W@H.example>", "<W>", "</W>", "<b W='W'>W</b>", "<!-- W -->", "<?W?>", "<![CDATA[W]]>", "&W;", "&#N;", "&amp;W", "https://H.example/W",
    "„https://H.example/W“W", "https://H.example/W—W", "www.H.example/W", "(www.H.example)W", "W@W", "@W", "W|W", "$W$", "^W^", ":W:", "“W”", "*W _W* W_", "**W*W**",
)  # fmt: skip
# Before a line, and what stands before the lines that follow in it.
BLOCKS = (
    ("", ""), ("> ", "> "), (">", ">"), (">> ", "> "), ("> ", ""), ("- ", "  "), ("* ", ""), ("+ ", "    "), ("N. ", "   "), ("N) ", ""), ("    ", "    "),
    ("\t", "\t"), ("        ", ""), ("# ", ""), ("| ", ""), ("[W]: ", ""), ('[W]: /W "W"\n', ""), ("```W W\n", "```"), ("~~~\n", ""), ("```\n", "~~~"), ("---\n", ""), ("===\n", ""), ("N.\n", ""),
    ("<div>\n", ""), ("> " * 25, ""), (">" * 40, ">"), ("- " * 12, "  "), ("1. " * 12, ""), ("  " * 11 + "- ", ""), ("[^W]: ", ""), ("- [ ] ", ""), (": ", ""),
)  # fmt: skip
# Signs that mark nothing: anywhere in a line, and at the beginning of one.
SIGNS = ("¯\\_(W)_/¯", "\\\\W\\W", "C:\\*.W", "C:\\_W\\*", "\\(W\\)", "W\\&W", "W\\/W")
FIRST_SIGNS = (">N % W", ">=N", ">:-( W", "- N °C", "+ N % W")
NUMBERED = re.compile(r"\d+")


def made_up(seed: int) -> str:
    """Return a text of a few lines, in which every word is there once."""
    chance = random.Random(seed)  # noqa: S311
    lines: list[str] = []
    for _ in range(chance.randint(1, 12)):
        begins = [chance.choice(BLOCKS) for _ in range(chance.choice((0, 1, 1, 2, 3, 6)))]
        first, later = (
            ("".join(parts) for parts in zip(*begins, strict=True)) if begins else ("", "")
        )
        inline = (" ".join(chance.choices(INLINE, k=chance.randint(1, 4))) for _ in range(2))
        lines += [first + next(inline), *([later + next(inline)] if chance.random() < 0.5 else [])]
        lines += [""] * chance.choice((0, 0, 1, 2))
    text = "\n".join(lines)
    return re.sub("[WHN]", lambda mark: _filled(mark[0], chance), text)


def _filled(mark: str, chance: random.Random) -> str:
    if mark == "N":
        return str(chance.randint(0, 120))
    letters = "abcdefghijklmnopqrstuvxyz" + ("äßñéжש水" if mark == "W" else "")
    return "".join(chance.choices(letters, k=8))


def seen_of(rendered: str) -> str:
    """Return what readers see of a comment, numbers of lists and the addresses of links included."""
    page = html.fromstring(f"<div>{rendered}</div>")
    for listed in page.iter("ol"):
        number = int(listed.get("start", 1))
        for item in listed.iterchildren("li"):
            number = int(item.get("value", number))
            item.text = f"{number}. {item.text or ''}"
            number += 1
    addresses = (unquote(link.get("href")) for link in page.iter("a"))
    return " ".join([page.text_content(), *addresses])


def lost_of(typed: str) -> list[str]:
    """Return the words of `typed` that do not stand on the page; a refused text loses none."""
    try:
        words = checked_words(typed, longest=LONGEST)
    except PostRefused:
        return []
    seen = seen_of(render_in(Thread(), words)).lower()
    return [
        word
        for word in re.findall(r"[^\W\d_]{2,}|\d+", words.lower())
        if word.lstrip("0") not in seen
    ]


def test_shows_every_word_that_was_typed():
    texts = (made_up(seed) for seed in range(TEXTS))
    assert {text: lost for text in texts if (lost := lost_of(text))} == {}


def test_shows_every_sign_that_marks_nothing():
    lost = {}
    for seed in range(TEXTS):
        chance = random.Random(seed)  # noqa: S311
        signs = [
            re.sub("[WN]", lambda mark, chance=chance: _filled(mark[0], chance), sign)
            for sign in (chance.choice(FIRST_SIGNS), *chance.choices(SIGNS, k=2))
        ]
        text = f"{' '.join(signs)} \n{made_up(seed)}"
        # Another point with the same sign may follow: a list, then.
        expected = signs[1:] if re.search(rf"\n\s*[{signs[0][0]}]\s", text) else signs
        seen = seen_of(render_in(Thread(), text))
        if missing := [sign for sign in expected if sign not in seen]:
            lost[text] = missing
    assert lost == {}
