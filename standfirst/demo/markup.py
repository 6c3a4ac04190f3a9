"""The content files' own small markup, turned into the blocks of a body.

Paragraphs, lists, `## headings`, **bold**, *italic*, [links](address). What is more than words
stands between `:::kind` and `:::` as TOML. Addresses inside the paper are `article:slug` and
`page:slug`; `#source-2` is a claim.
"""

import html
import re
import tomllib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Block = dict[str, Any]
_FENCE = ":::"
_LIST = re.compile(r"^(?:-|\d+\.) ")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_INSIDE = re.compile(r"^(article|page):(.+)$")


@dataclass(frozen=True)
class References:
    """Where the names in a text lead: each returns the number of what is named.

    A name that nobody has raises KeyError.
    """

    page: Callable[[str], int]
    picture: Callable[[str], int]
    document: Callable[[str], int]


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return what stands between the two `+++` lines, read as TOML, and what follows them."""
    _, head, body = text.split("+++\n", 2)
    return tomllib.loads(head), body


def read_blocks(body: str, references: References, *, at: datetime) -> list[Block]:
    """Return the body's blocks as a stream field stores them; words that follow each other are one.

    The hours of updates count back from `at`.
    """
    blocks: list[Block] = []
    for kind, value in _pieces(body, references, at):
        if kind == "text" and blocks and blocks[-1]["type"] == "text":
            blocks[-1]["value"] += value
        else:
            blocks.append({"type": kind, "value": value, "id": str(uuid.uuid4())})
    return blocks


def rich_text(words: str, references: References) -> str:
    """Return one paragraph's or list's words as the editor's HTML; HTML is left as it is."""
    if words.startswith("<"):
        return words
    lines = words.strip().splitlines()
    if all(_LIST.match(line) for line in lines):
        tag = "ul" if lines[0].startswith("-") else "ol"
        items = "".join(f"<li>{_inline(_LIST.sub('', line), references)}</li>" for line in lines)
        return f"<{tag}>{items}</{tag}>"
    return f"<p>{_inline(' '.join(lines), references)}</p>"


def _pieces(body: str, references: References, at: datetime) -> Iterator[tuple[str, Any]]:
    for number, part in enumerate(re.split(rf"^{_FENCE}", body, flags=re.MULTILINE)):
        if number % 2:
            kind, data = part.split("\n", 1)
            yield kind.strip(), _value(kind.strip(), tomllib.loads(data), references, at)
            continue
        for paragraph in filter(None, (piece.strip() for piece in part.split("\n\n"))):
            marks = len(paragraph) - len(paragraph.lstrip("#"))
            if marks:
                yield "heading", {"text": paragraph.lstrip("# "), "level": str(marks)}
            else:
                yield "text", rich_text(paragraph, references)


def _value(kind: str, data: dict[str, Any], references: References, at: datetime) -> Any:  # noqa: ANN401 - as the block is
    if kind in {"quote", "data_box", "update", "passage"}:
        data["text"] = rich_text(data["text"], references)
    if kind == "update":
        data["at"] = (at - timedelta(hours=data.pop("hours_ago"))).isoformat()
    elif kind == "picture":
        data["picture"] = references.picture(data["picture"])
    elif kind == "gallery":
        data["pictures"] = [_in_gallery(item, references) for item in data["pictures"]]
    elif kind == "file":
        data["document"] = references.document(data["document"])
    elif kind == "table":
        data["table"] = {
            "data": data.pop("data"),
            "first_row_is_table_header": True,
            "first_col_is_header": True,
            "table_header_choice": "both",
            "table_caption": "",
        }
    return data


def _in_gallery(item: dict[str, str], references: References) -> Block:
    value = {"picture": references.picture(item["picture"]), "caption": item["caption"]}
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


def _inline(words: str, references: References) -> str:
    text = _LINK.sub(lambda match: _link(match, references), html.escape(words, quote=False))
    text = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", text)
    return re.sub(r"\*([^*]+)\*", r"<i>\1</i>", text)


def _link(match: re.Match[str], references: References) -> str:
    inside = _INSIDE.match(match[2])
    if inside:
        return f'<a linktype="page" id="{references.page(inside[2])}">{match[1]}</a>'
    return f'<a href="{html.escape(match[2])}">{match[1]}</a>'
