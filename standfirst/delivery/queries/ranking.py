"""Which articles hold the words, as numbers in order: one pass of the index, however many hits."""

from django.db import connection
from modelsearch.backends import get_search_backend

from standfirst.delivery.words import Asked
from standfirst.publishing.models import ArticlePage, ArticleQuerySet


def newest_first(articles: ArticleQuerySet, asked: Asked) -> list[int]:
    """Return the numbers of those of `articles` that hold all words, newest first."""
    return _found(articles, asked, best=False)


def best_first(articles: ArticleQuerySet, asked: Asked) -> list[int]:
    """Return the numbers of those of `articles` that hold all words, best match first."""
    compiler = get_search_backend().query_compiler_class
    if connection.vendor != "sqlite" or not hasattr(compiler, "best_first"):
        return _found(articles, asked, best=True)
    ranked = compiler(ArticlePage.objects.all(), asked.text).best_first()
    wanted = set(articles.order_by().values_list("pk", flat=True))
    return [number for number in ranked if number in wanted]


def _found(articles: ArticleQuerySet, asked: Asked, *, best: bool) -> list[int]:
    # The backend filters and orders by the columns that it knows: `id`, not `pk`, and none for
    # aliases.
    wanted = ArticlePage.objects.filter(id__in=articles.order_by().values("id"))
    ordered = wanted.order_by("-first_published_at", "-id")
    results = ordered.search(asked.text, order_by_relevance=best)
    return list(results.get_queryset().values_list("pk", flat=True))
