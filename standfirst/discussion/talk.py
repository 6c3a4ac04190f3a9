"""What lists say of a discussion: how many comments, and whose was the last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from standfirst.lib import locale_formats
from standfirst.lib.prepared import Prepared
from standfirst.lib.shown import shows
from standfirst.publishing.models import ArticlePage

from .models import Comment, Thread

_counts = Prepared(lambda key: Thread.objects.filter(key=key).values_list("comment_count"), str)


@dataclass(frozen=True, slots=True)
class Talk:
    """A discussion in short; it has at least one comment that everybody sees."""

    count: int
    last_at: datetime | None
    # "" for somebody who gave none.
    last_name: str
    year: int

    @property
    def last_time(self) -> str:
        """When the last comment was written; the day is always told, since a stored page may be read tomorrow."""
        if self.last_at is None:
            return ""
        return locale_formats.moment_near(self.last_at, self.year)


def comment_count(article: ArticlePage) -> int:
    """How many comments an article has that everybody sees. One query."""
    key = f"article-{article.pk}"
    shows(f"thread:{key}")
    (count,) = _counts.first(key) or (0,)
    return count


def talk_by_article(numbers: Iterable[int]) -> Mapping[int, Talk]:
    """The discussions under articles by their numbers, where anything was said. One query at any size."""
    newest = Comment.objects.approved().filter(thread=OuterRef("pk")).order_by("-created_at", "-pk")
    threads = Thread.objects.filter(article__in=list(numbers), comment_count__gt=0)
    rows = threads.annotate(last_name=Subquery(newest.values("name")[:1])).values_list(
        "article", "comment_count", "last_comment_at", "last_name", "article__first_published_at"
    )
    return {
        number: Talk(count, last_at, name or "", appeared.year if appeared else 0)
        for number, count, last_at, name, appeared in rows
    }
