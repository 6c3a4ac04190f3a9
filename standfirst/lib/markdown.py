"""How a person's Markdown is read: no word, number or sign that was typed is lost, and nothing is marked that nobody meant.

CommonMark has rules for files that programmers write. People write dates and numbers at the beginning of a line, paste paragraphs
with tabs, and answer right below a quotation; and what is wrong in a comment cannot be seen in the source by its readers.

Source: docs/decisions/0026-names-and-words-in-discussions.md
"""

import re
import string
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_block import blockquote, list_block
from markdown_it.rules_inline import escape
from markdown_it.token import Token

from .linking import add_links
from .names import is_blank
from .typed_signs import is_escape, is_point, is_quotation

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

BlockRule = Callable[["StateBlock", int, int, bool], bool]

# Where one leads that stands between brackets: to a page or to a mailbox. All else is words in brackets.
_LEADS = re.compile(r"https?:|mailto:|[/#]", re.IGNORECASE)
# Neither “007. Bond” nor “42.” begins a list: nothing would be left of the number as it was typed.
_NO_ITEM = re.compile(r"0\d|\d+[.)][ \t]*$")
_LETTER = re.compile(r"[^\W\d_]")
_PUNCTUATION = frozenset(string.punctuation)
# So many lines tell whether a figure with a sign is a point.
_LINES_OF_A_POINT = 8
# A list is as deep as two levels, a quotation as one.
_LEVELS = 2


class _Markdown(MarkdownIt):
    """CommonMark without what hides words: titles, references, indented code, HTML and its entities."""

    is_address: Callable[[str], bool]

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's name
        return _LEADS.match(url) is not None and self.is_address(url)

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the parser's name
        return super().normalizeLink(f"http://{url}" if url.lower().startswith("www.") else url)


def comment_parser(*, is_address: Callable[[str], bool]) -> MarkdownIt:
    """Return the parser of what readers write; `people` of its environment may be mentioned.

    Args:
        is_address: whether the sanitiser will leave this address in a link; what is none stays as it was typed.
    """
    parser = _Markdown("commonmark", {"html": False, "breaks": True, "linkify": False})
    parser.is_address = is_address
    parser.disable(
        ["code", "reference", "image", "heading", "lheading", "hr", "entity", "html_block", "html_inline"]
    )  # fmt: skip
    parser.enable("strikethrough")
    block, inline, core = parser.block.ruler, parser.inline.ruler, parser.core.ruler
    quotes, lists = ["paragraph", "blockquote", "list"], ["paragraph", "blockquote"]
    block.at("blockquote", _flat_when_deep(_quotation), {"alt": quotes})
    block.at("list", _flat_when_deep(_list), {"alt": lists})
    block.before("blockquote", "end_of_quotation", _end_quotation, {"alt": ["blockquote"]})
    inline.at("escape", _escape)
    inline.before("emphasis", "star_in_word", _keep_star_in_word)
    inline.before("emphasis", "arm", _keep_arm)
    core.push("hidden_words", _show_hidden_words)
    core.push("isolated_links", _isolate_links)
    add_links(parser)
    return parser


def link_parser(*, is_address: Callable[[str], bool]) -> MarkdownIt:
    """Return a parser of plain words: nothing is marked in them, but what is typed as an address is a link."""
    parser = _Markdown("zero", {"html": False})
    parser.is_address = is_address
    add_links(parser)
    return parser


def _flat_when_deep(rule: BlockRule) -> BlockRule:
    """Let `rule` begin nothing so deep that the parser would skip what is in it: its lines are text there."""

    def begin(state: "StateBlock", line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
        return state.level + _LEVELS < state.md.options.maxNesting and rule(
            state, line, end, silent
        )

    return begin


def _list(state: "StateBlock", line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    lines = [_line(state, number) for number in range(line, min(end, line + _LINES_OF_A_POINT))]
    # Less far in than the text above it, it is asked only whether it ends that: the next point of a list does.
    is_next = silent and state.sCount[line] < state.blkIndent
    if _NO_ITEM.match(lines[0]) or not (is_next or is_point(lines)):
        return False
    return list_block(state, line, end, silent)


def _quotation(state: "StateBlock", line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    return is_quotation(_line(state, line)) and blockquote(state, line, end, silent)


def _line(state: "StateBlock", line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _end_quotation(state: "StateBlock", line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """End a quotation at the first line without `>`: asked only there whether the line is another block."""
    return silent


def _escape(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001
    """Leave a backslash that keeps nothing from marking, and the sign behind it, as they are typed."""
    start = end = state.pos
    if state.src[start] != "\\":
        return False
    while end < state.posMax and state.src[end] == "\\":
        end += 1
    if end == start + 1 < state.posMax and is_escape(state.src, start):
        return escape(state, silent)
    if end < state.posMax and state.src[end] in _PUNCTUATION:
        end += 1
    if not silent:
        state.append_pending(state.src[start:end])
    state.pos = end
    return True


def _keep_star_in_word(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001
    """Take “Leser*innen”, “5*6*7” and “2**3” as they are typed; scripts without capitals and gaps may mark part of a word."""
    start = state.pos
    if state.src[start] != "*" or not start:
        return False
    end = start + 1
    while end < state.posMax and state.src[end] == "*":
        end += 1
    if end >= state.posMax:
        return False
    around = state.src[start - 1], state.src[end]
    is_power = all(letter.isdigit() for letter in around)
    if not is_power and (end - start > 1 or not all(map(_is_in_word, around))):
        return False
    if not silent:
        state.append_pending(state.src[start:end])
    state.pos = end
    return True


def _keep_arm(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001
    """Take the other arm of “¯\\_(ツ)_/¯” as it is typed: it would mark what follows."""
    start = state.pos
    if not state.src.startswith(")_/", max(0, start - 1)) or not start:
        return False
    if not silent:
        state.append_pending("_")
    state.pos = start + 1
    return True


def _is_in_word(letter: str) -> bool:
    return letter.isdigit() or letter.lower() != letter.upper()


def _show_hidden_words(state: "StateCore") -> None:
    """Put on the page what CommonMark would leave out: numbers of a list, titles, empty links, the first line of code."""
    numbers: list[int | None] = []
    for token in state.tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            numbers.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            numbers.pop()
        elif token.type == "list_item_open" and (due := numbers[-1]) is not None:
            number = int(token.info)
            if number != due:
                token.attrSet("value", str(number))
            numbers[-1] = number + 1
        elif token.type == "fence" and token.info.strip():
            token.content, token.info = f"{token.info.strip()}\n{token.content}", ""
        elif token.children:
            token.children = _with_words_of_links(_brackets_that_lead_nowhere(token.children))


def _brackets_that_lead_nowhere(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield `[b]()` as it was typed: a link without an address is none."""
    is_open = False
    for token in tokens:
        if token.type == "link_open" and not token.attrs["href"]:
            is_open = True
            yield _text("[")
        elif token.type == "link_close" and is_open:
            is_open = False
            yield _text("]()")
        else:
            yield token


def _with_words_of_links(tokens: Iterable[Token]) -> list[Token]:
    shown: list[Token] = []
    label, address, title = 0, "", ""
    for token in tokens:
        if token.type == "link_open":
            label, address = len(shown) + 1, str(token.attrs["href"])
            title = str(token.attrs.pop("title", ""))
        elif token.type == "link_close" and is_blank("".join(t.content for t in shown[label:])):
            shown.append(_text(address))
        shown.append(token)
        if token.type == "link_close" and title:
            shown.append(_text(f" ({title})"))
    return shown


def _isolate_links(state: "StateCore") -> None:
    """Keep mentions and other links from deciding which way the comment runs: `dir="auto"` passes over `<bdi>`.

    Where a comment is nothing but links, they are its words and do decide.
    """
    inlines = [token for token in state.tokens if token.children]
    if any(_LETTER.search(words) for token in inlines for words in _beside_links(token.children)):
        for token in inlines:
            token.children = list(_with_isolated_links(token.children or ()))


def _beside_links(tokens: Iterable[Token] | None) -> Iterator[str]:
    depth = 0
    for token in tokens or ():
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not depth:
            yield token.content


def _with_isolated_links(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "link_open":
            yield Token("bdi_open", "bdi", 1)
        yield token
        if token.type == "link_close":
            yield Token("bdi_close", "bdi", -1)


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)
