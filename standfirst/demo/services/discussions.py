"""The threads: who said what to whom, and when."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from standfirst.accounts.models import User
from standfirst.demo.shelf import Exchange, Remark, read_exchanges
from standfirst.discussion.models import Comment, PassageQuestion, Thread
from standfirst.discussion.queries import key_of
from standfirst.discussion.scores import wilson
from standfirst.discussion.services import recount
from standfirst.lib.html import render_comment
from standfirst.publishing.models import ArticlePage

LONGEST_TALK = timedelta(days=24)


@dataclass(frozen=True)
class Placed:
    """A remark, which remark it answers (its place in the thread, or None), and when it was made."""

    remark: Remark
    answers: int | None
    at: datetime


def lay_out_threads(
    *, articles: dict[str, ArticlePage], people: dict[str, User], at: datetime
) -> None:
    """Make every thread with its comments; who bears the name of one of the people wrote signed in."""
    for exchange in read_exchanges(at=at):
        article = articles[exchange.slug]
        thread = Thread.objects.create(key=key_of(article), article=article, **exchange.head)
        question = None
        if exchange.question:
            question = PassageQuestion.objects.create(thread=thread, **exchange.question)
        placed = list(_place(exchange, start=article.first_published_at, at=at))
        _write(placed, thread=thread, question=question, people=people)
        recount(thread)


def _place(exchange: Exchange, *, start: datetime, at: datetime) -> Iterator[Placed]:
    """Give each remark its time: many on the first day, fewer later, answers soon after."""
    chance = random.Random(exchange.slug)  # noqa: S311 - times of day, not secrets
    span = min(at - start, LONGEST_TALK)
    tops = sum(remark.depth == 1 for remark in exchange.remarks)
    path: list[tuple[int, datetime]] = []
    top = 0
    for place, remark in enumerate(exchange.remarks):
        del path[remark.depth - 1 :]
        if path:
            answers, before = path[-1]
            pause = timedelta(minutes=chance.uniform(4, 170))
            time = before + min(pause, (at - before) * chance.uniform(0.2, 0.6))
        else:
            answers, time = None, start + span * (0.02 + 0.93 * (top / tops) ** 1.5)
            top += 1
        path.append((place, time))
        yield Placed(remark, answers, time)


def _write(
    placed: list[Placed],
    *,
    thread: Thread,
    question: PassageQuestion | None,
    people: dict[str, User],
) -> None:
    """Write level by level, so that a reply always has a higher number than what it answers."""
    written: dict[int, Comment] = {}
    for depth in range(1, max(entry.remark.depth for entry in placed) + 1):
        level = {place: entry for place, entry in enumerate(placed) if entry.remark.depth == depth}
        in_time = sorted(level, key=lambda place: level[place].at)
        rows = [
            _comment(level[place], thread, question, people, written.get(level[place].answers or 0))
            for place in in_time
        ]
        written.update(zip(in_time, Comment.objects.bulk_create(rows), strict=True))


def _comment(
    entry: Placed,
    thread: Thread,
    question: PassageQuestion | None,
    people: dict[str, User],
    parent: Comment | None,
) -> Comment:
    remark = entry.remark
    special = remark.special
    words = special.get("words_before", remark.words)
    parent = parent if remark.depth > 1 else None
    return Comment(
        thread=thread,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=remark.depth,
        user=people.get(remark.name),
        name=remark.name,
        words=words,
        html=render_comment(words),
        state=special.get("state", Comment.State.APPROVED),
        held_for=special.get("held_for", ""),
        removed_reason=special.get("reason", ""),
        created_at=entry.at,
        up=remark.up,
        down=remark.down,
        score=remark.up - remark.down,
        best=wilson(remark.up, remark.down),
        is_pinned=special.get("pinned", False),
        is_picked=special.get("picked", False),
        is_closed=special.get("closed", False),
        question=question if special.get("answers_question") else None,
    )
