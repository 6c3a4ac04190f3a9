"""Whatever a stranger may have us read costs time in proportion to its length, however it was made up.

A new function that reads strangers' words belongs into READERS; patterns are found by themselves.
What is measured is CPU, eight times the words after the words: squares would take 64 times as long.
"""

import gc
import importlib
import os
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterator

import pytest

import standfirst
from standfirst.accounts.reserved import reads_as_newsroom
from standfirst.delivery import text as delivery_text
from standfirst.delivery.words import Asked
from standfirst.discussion.mentions import mentioned_by
from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.discussion.screening import Candidate, is_spam
from standfirst.discussion.screening.links import links_in
from standfirst.discussion.text_diff import changes_between
from standfirst.funding.transfer_references import references_in
from standfirst.importers.middleware import derived_address
from standfirst.importers.wordpress.quotations import with_quotations
from standfirst.lib import names
from standfirst.lib.errors import Refused
from standfirst.lib.html import plain_lines, plain_text, render_comment, sanitise_article
from standfirst.lib.reasons import need_reason
from standfirst.lib.typed_money import read_money
from standfirst.publishing.anchors import ArticleText
from standfirst.publishing.body import Body, Part
from standfirst.publishing.claims import Passage
from standfirst.publishing.direction import with_directions

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        os.environ.get("STANDFIRST_TEST_DATABASE") == "postgresql",
        reason="what words cost to read, which no database changes: judged once",
    ),
]

SHORT, LONG = 2_000, 16_000
GROWTH, NOISE = 16, 0.06  # NOISE in seconds
# The Markdown parser compares pairs of marks; the length of a comment is what bounds it.
MARKDOWN = 1.0  # seconds, at the longest comment that a newsroom can allow

# What reads our own files or an operator's, and what cannot be imported by itself.
NOT_STRANGERS = r"\.(demo|tests|migrations|cli|environment|settings_file|wordpress|asgi|stylesheet|shapes|testing|__main__)(\.|$)"
# Each is repeated until it is as long as wanted.
PIECES = (
    "a", "a b ", "b a ", " ", "\n", "\n\n", "\t", "-1", "-1x1", "/", "/feed", "/uploads/a-1x1", "/page/1", "[", "]", "(", ")", "[](",
    "[a](b) ", "![", "<", ">", "> ", "<a ", "<a>", "</a>", "<p>", "<b><i>", "<!--", "&", "&#", "&amp;", "*", "**a ", "*a_", "_", "`", "`` ` ",
    "~", "```\n", "- ", "1. ", "  - a\n", "    a\n", "@", "@a", "@a ", "http://", "https://a.b/)))", "https://a),", "://", ":", "www.", "\\",
    "\\[", '"', "'", ".", "..", ",", "0", "1,", "1 ", "#", "%", "é", "e\u0301", "\u200d", "\u202e", "\u3164", "ﷺ", "İ", "🏴", "😀", "x\x00", "|-", "| a ",
    "[caption ", '<a "', "<a '\"", "<b>a", "<p>א", '[a b="', "=", "\r\n", "\ufffe",
)  # fmt: skip
# Without a word of Hebrew, no directions are looked for.
RIGHT = "<p>\u05e9\u05dc\u05d5\u05dd</p>"
PEOPLE = {f"{first}{second}": "/" for first in "abcdefghij" for second in "abcdefghijklmnop"}


TEXT = ArticleText(Body((Part("text", "", passages=(Passage("<p>" + "e " * SHORT + "</p>"),)),)))


def _spam(words: str) -> bool:
    rules = DiscussionSettings(spam_words="casino\nvi*\n*agra\nb a b\n1.2.3.4")
    return is_spam(Candidate(words=words, html="", name=words[:80]), rules)


READERS: dict[str, Callable[[str], object]] = {
    "sanitise_article": sanitise_article,
    "plain_text": plain_text,
    "clean_name": names.clean_name,
    "is_blank": names.is_blank,
    "printable": names.printable,
    "look_of": names.look_of,
    "reads_as_newsroom": lambda words: reads_as_newsroom(words, ["The Harbour Ledger"]),
    "links_in": links_in,
    "is_spam": _spam,
    "mentioned_by": lambda words: mentioned_by(Comment(html=words)),
    "Asked": lambda words: Asked.of(words, "en").marked([words]),
    "words_of": delivery_text.words_of,
    "one_line": delivery_text.one_line,
    "shortened": lambda words: delivery_text.shortened(words, 300),
    "derived_address": derived_address,
    "find a passage": lambda words: TEXT.find("e", prefix=words, suffix=words),
    "find another passage": lambda words: TEXT.find(words[:1000], prefix=words),
    "read_money": lambda words: read_money(words, "EUR"),
    "references_in": references_in,
    "with_directions": lambda words: with_directions(RIGHT + words, "ltr"),
    "plain_lines": plain_lines,
    "with_quotations": with_quotations,
    "need_reason": lambda words: need_reason(words, missing=""),
}


@pytest.mark.parametrize("reader", READERS)
def test_no_reader_of_words_slows_down_with_hostile_ones(reader: str):
    read = READERS[reader]
    assert {piece: took for piece in PIECES if (took := _slow(read, piece))} == {}


def test_no_passage_takes_long_to_find_whatever_is_sent_along_with_it():
    def find(around: str) -> object:
        return TEXT.find("e", prefix=around, suffix=around)

    assert _took(find, "x " * 1_000_000, most=2) < 0.5


@pytest.mark.parametrize("people", [{}, PEOPLE], ids=["nobody", "people"])
def test_no_comment_takes_long_to_render(people: dict[str, str]):
    def render(words: str) -> str:
        return render_comment(words, people=people)

    longest = DiscussionSettings.LONGEST
    took = {it: _took(render, _words(it, longest, is_bytes=False), most=2) for it in PIECES}
    assert {piece: seconds for piece, seconds in took.items() if seconds > MARKDOWN} == {}


def test_no_comparison_takes_long():
    """What was written before is compared with what is written now: by the product of both, but quickly."""
    longest = DiscussionSettings.LONGEST
    for piece in PIECES:
        words = str(_words(piece, longest, is_bytes=False))
        for other in (words[1:] + words[:1], words[::-1]):
            assert _took(lambda text, other=other: changes_between(text, other), words, most=2) < 1


def test_no_pattern_slows_down_with_hostile_words():
    slow = {}
    for name, pattern in _patterns():
        for piece in PIECES:
            for act in (pattern.search, pattern.fullmatch):
                if took := _slow(act, piece, is_bytes=isinstance(pattern.pattern, bytes)):
                    slow[f"{name} {pattern.pattern!r} {act.__name__} {piece!r}"] = took
    assert slow == {}


def _slow(read: Callable, piece: str, *, is_bytes: bool = False) -> str:
    """Say how long `read` took where it took too long, else nothing."""
    short = _took(read, _words(piece, SHORT, is_bytes=is_bytes), most=10)
    most = short * GROWTH + NOISE
    words = _words(piece, LONG, is_bytes=is_bytes)
    # A busy machine slows one of them down; what grows too fast is too slow each time.
    if (long := _took(read, words, most=most)) > most:
        long = _took(read, words, most=most)
    return f"{short:.3f} s, then over {most:.3f} s" if long > most else ""


def _words(piece: str, length: int, *, is_bytes: bool) -> str | bytes:
    words = (piece * (length // len(piece) + 1))[:length]
    return words.encode(errors="replace") if is_bytes else words


def _took(read: Callable, words: str | bytes, *, most: float) -> float:
    """Return seconds of CPU; what takes longer than `most` is broken off."""
    gc.disable()  # its time is not the words', and what is raised while it runs is lost
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, most + 0.01)
    try:
        read(words)
    except (_TooLongError, ValueError, Refused):  # what is refused need not be read
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        took = time.process_time() - started
        gc.enable()
    return took


class _TooLongError(Exception):
    pass


@pytest.fixture(autouse=True)
def _break_off() -> Iterator[None]:
    def broken_off(signum: int, frame: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGPROF, broken_off)
    yield
    signal.signal(signal.SIGPROF, before)


def _patterns() -> Iterator[tuple[str, re.Pattern]]:
    """Every pattern that a module of ours holds, in a table of patterns, too."""
    for module in pkgutil.walk_packages(standfirst.__path__, "standfirst."):
        if re.search(NOT_STRANGERS, module.name):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if name.startswith("__"):
                continue
            for pattern in _in(value):
                yield f"{module.name}.{name}", pattern


def _in(value: object) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _in(part)
    elif isinstance(value, dict):
        yield from _in([*value.keys(), *value.values()])
