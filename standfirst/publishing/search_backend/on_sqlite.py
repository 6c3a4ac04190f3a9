"""Search on SQLite."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from modelsearch.backends.database.sqlite import sqlite
from modelsearch.backends.database.sqlite.query import BM25, MatchExpression, normalize
from modelsearch.query import Not

from standfirst.publishing.queries import newsroom

from .alike import Folded, Ready, Stemmed

# Columns of SQLite's index in its own order: autocompletion, text, headline. A word of a headline
# counts as much as four of a text.
_WEIGHTS = "0, 1, 4"


class Index(sqlite.SQLiteIndex):
    """The index, filled with words made alike."""

    def add_items(self, model: type, objs: Iterable[Any]) -> None:
        """Index `objs`; their words are made ready before the database is locked."""
        language = newsroom().language
        ready = [Ready(sqlite.ObjectIndexer(obj, self.backend), language) for obj in objs]
        with transaction.atomic(using=self.write_connection.alias):
            super().add_items(model, ready)


class _Weighed(BM25):
    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, list[Any]]:  # noqa: ANN401
        sql, params = super().as_sql(*args, **kwargs)
        return f"{sql[:-1]}, {_WEIGHTS})", params


class Compiler(Stemmed, sqlite.SQLiteSearchQueryCompiler):
    """A search, asked with words made alike."""

    def build_tsrank(self, *args: Any, **kwargs: Any) -> BM25:  # noqa: ANN401
        """Score a row once, by all that was asked, not once for each word."""
        return BM25()

    def best_first(self) -> list[int]:
        """Return the numbers of all objects of exactly this model that match, best first, in one query.

        The library asks the index anew for the score of every single hit, which takes the square of
        the time.
        """
        if isinstance(self.query, Not):
            return []
        match = MatchExpression(
            self.FTS_TABLE_FIELDS, self.build_search_query(normalize(self.query))
        )
        kind = sqlite.get_content_type_pk(self.queryset.model)
        entries = sqlite.SQLiteFTSIndexEntry.objects.filter(
            match, index_entry__content_type=kind
        ).annotate(score=_Weighed())
        ranked = entries.order_by("score", "-index_entry__object_id")
        return [int(number) for number in ranked.values_list("index_entry__object_id", flat=True)]


class Backend(sqlite.SQLiteSearchBackend):
    """The library\'s backend with our index and searches."""

    index_class = Index
    query_compiler_class = Compiler
    autocomplete_query_compiler_class = type(
        "Typed", (Folded, sqlite.SQLiteAutocompleteQueryCompiler), {}
    )
