"""Plain threads and comments for tests; rows only, no rule is asked."""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection

from standfirst.lib.html import render_comment
from standfirst.publishing.models import ArticlePage

from .models import Comment, Thread
from .scores import wilson
from .services import recount

FIRST_AT = datetime(2026, 1, 16, 8, 0, tzinfo=UTC)


def make_thread(article: ArticlePage, **fields: Any) -> Thread:  # noqa: ANN401
    """Return the article's thread, made once."""
    defaults = {"article": article, **fields}
    thread, _ = Thread.objects.get_or_create(key=f"article-{article.pk}", defaults=defaults)
    return thread


def make_comment(
    thread: Thread,
    words: str = "The borings were commissioned by the contractor.",
    *,
    parent: Comment | None = None,
    **fields: Any,  # noqa: ANN401
) -> Comment:
    """Return a new comment, a minute younger than the last; counters are left as they were.

    Where a test is about counters, it asks `services.recount(thread)`.
    """
    if "created_at" not in fields:
        fields["created_at"] = FIRST_AT + timedelta(minutes=Comment.objects.count())
    fields.setdefault("name", "Alice")
    fields.setdefault("html", render_comment(words))
    up, down = fields.get("up", 0), fields.get("down", 0)
    fields.setdefault("score", up - down)
    fields.setdefault("best", wilson(up, down))
    return Comment.objects.create(
        thread=thread,
        words=words,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=parent.depth + 1 if parent else 1,
        **fields,
    )


def grow_thread(
    thread: Thread, size: int, *, seed: int = 1, roots: float = 0.3, near: int | None = 50
) -> None:
    """Put `size` comments into `thread`, in bulk, the same ones for a seed; counters are right.

    A share of `roots` is at the top, the others answer one of the last `near`, or any if that is None.
    Most get a vote or none, a few get hundreds.
    """
    chance = random.Random(seed)  # noqa: S311 - the same for everybody is what is wanted
    grown: list[Comment] = []
    for number in _numbers(size):
        is_root = not grown or chance.random() < roots
        parent = None if is_root else grown[-chance.randint(1, min(near or size, len(grown)))]
        at = FIRST_AT + timedelta(seconds=number)
        grown.append(_comment(chance, thread, number, parent, at))
    _store(thread, grown)


def grow_even_thread(
    thread: Thread, size: int, *, branch: int, seed: int = 1, near: int | None = 50
) -> None:
    """Put `size` comments into `thread` as `grow_thread` does, exactly `branch` of them in each branch.

    So pages of such threads show as much at any size. A reply answers any comment before it in its branch,
    and stands at most `near` comments after the one on top, or anywhere up to the end if that is None:
    branches lie among each other, as they do where many talk at once. One comment a minute.

    Raises:
        ValueError: `size` is not made up of whole branches.
    """
    if size % branch:
        raise ValueError(f"{size} comments make no whole branches of {branch}")
    chance = random.Random(seed)  # noqa: S311 - the same for everybody is what is wanted
    grown: list[Comment] = []
    branches: dict[int, list[Comment]] = defaultdict(list)
    turns = _turns(chance, size, branch, near)
    for minute, (number, turn) in enumerate(zip(_numbers(size), turns, strict=True)):
        before = branches[turn]
        parent = chance.choice(before) if before else None
        at = FIRST_AT + timedelta(minutes=minute)
        before.append(_comment(chance, thread, number, parent, at))
        grown.append(before[-1])
    _store(thread, grown)


def _turns(chance: random.Random, size: int, branch: int, near: int | None) -> list[int]:
    """Return which branch speaks when."""
    places = []
    for turn in range(size // branch):
        first = chance.random() * size
        reach = size - first if near is None else near
        places += [(first + chance.random() * reach * (n > 0), turn) for n in range(branch)]
    return [turn for _place, turn in sorted(places)]


def _numbers(size: int) -> range:
    """Return the next free numbers of comments."""
    last = Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return range(last + 1, last + 1 + size)


def _comment(
    chance: random.Random, thread: Thread, number: int, parent: Comment | None, at: datetime
) -> Comment:
    up = min(int(chance.paretovariate(0.9)) - 1, 900)
    down = int(up * chance.random() * 0.4) + (chance.random() < 0.2)
    return Comment(
        pk=number,
        thread=thread,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=parent.depth + 1 if parent else 1,
        name=f"Reader {number}",
        words="Who paid for the borings, and when was that known?",
        html="<p>Who paid for the borings, and when was that known?</p>",
        up=up,
        down=down,
        score=up - down,
        best=wilson(up, down),
        created_at=at,
    )


def _store(thread: Thread, grown: list[Comment]) -> None:
    Comment.objects.bulk_create(grown, batch_size=1000)
    # The numbers were chosen here, so PostgreSQL has to be told where to go on.
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [Comment]):
            cursor.execute(sql)
    recount(thread)
