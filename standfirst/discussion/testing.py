"""Plain threads and comments for tests; rows only, no rule is asked."""

from datetime import UTC, datetime, timedelta
from typing import Any

from standfirst.lib.html import render_comment
from standfirst.publishing.models import ArticlePage

from .models import Comment, Thread

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
    fields.setdefault("score", fields.get("up", 0) - fields.get("down", 0))
    return Comment.objects.create(
        thread=thread,
        words=words,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=parent.depth + 1 if parent else 1,
        **fields,
    )
