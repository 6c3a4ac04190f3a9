"""Which articles hold the words, as numbers in order: one pass of the index, however many hits."""

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from standfirst.delivery.words import Asked
from standfirst.publishing.models import ArticlePage, ArticleQuerySet

# Columns of the index in its own order: autocompletion, text, headline. A word of a headline
# counts as much as four of a text.
_BEST_IN_SQLITE = """
    SELECT entry.object_id
    FROM wagtailsearch_indexentry_fts
    JOIN wagtailsearch_indexentry AS entry ON entry.id = wagtailsearch_indexentry_fts.rowid
    WHERE wagtailsearch_indexentry_fts MATCH %s AND entry.content_type_id = %s
    ORDER BY bm25(wagtailsearch_indexentry_fts, 0, 1, 4), entry.object_id DESC
"""


def newest_first(articles: ArticleQuerySet, asked: Asked) -> list[int]:
    """Return the numbers of those of `articles` that hold all words, newest first: one query."""
    return _found(articles, asked, best=False)


def best_first(articles: ArticleQuerySet, asked: Asked) -> list[int]:
    """Return the numbers of those of `articles` that hold all words, best match first: two queries.

    The search backend for SQLite would ask its index anew for the score of every single hit, which
    takes the square of the time; so it is asked once here.
    """
    if connection.vendor != "sqlite":
        return _found(articles, asked, best=True)
    wanted = set(articles.order_by().values_list("pk", flat=True))
    words = " AND ".join(f'"{word}"' for word in asked.words)
    kind = ContentType.objects.get_for_model(ArticlePage)
    with connection.cursor() as cursor:
        cursor.execute(_BEST_IN_SQLITE, [f"{{title body}} : ({words})", kind.pk])
        ranked = [int(number) for (number,) in cursor.fetchall()]
    return [number for number in ranked if number in wanted]


def _found(articles: ArticleQuerySet, asked: Asked, *, best: bool) -> list[int]:
    # The backend orders by the columns that it knows: `id`, not `pk`.
    ordered = articles.order_by("-first_published_at", "-id")
    results = ordered.search(asked.text, order_by_relevance=best)
    return list(results.get_queryset().values_list("pk", flat=True))
