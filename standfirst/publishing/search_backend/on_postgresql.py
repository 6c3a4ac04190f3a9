"""Search on PostgreSQL."""

from collections.abc import Iterable
from typing import Any

from modelsearch.backends.database.postgres import postgres
from modelsearch.query import SearchQuery

from standfirst.publishing.queries import newsroom

from .alike import Folded, Ready, Stemmed


class Index(postgres.PostgresIndex):
    """The index, filled with words made alike."""

    def add_items(self, model: type, objs: Iterable[Any]) -> None:
        """Index `objs`."""
        language = newsroom().language
        super().add_items(
            model, [Ready(postgres.ObjectIndexer(obj, self.backend), language) for obj in objs]
        )


class Compiler(Stemmed, postgres.PostgresSearchQueryCompiler):
    """A search, asked with words made alike."""

    def build_tsrank(
        self,
        vector: Any,  # noqa: ANN401
        query: SearchQuery,
        config: str | None = None,
        boost: float = 1.0,
    ) -> Any:  # noqa: ANN401
        """Score a row once, by all that was asked, not once for each word."""
        return postgres.SearchRank(
            vector, self.build_tsquery(query, config=config), weights=self.sql_weights
        )


class Backend(postgres.PostgresSearchBackend):
    """The library\'s backend with our index and searches."""

    index_class = Index
    query_compiler_class = Compiler
    autocomplete_query_compiler_class = type(
        "Typed", (Folded, postgres.PostgresAutocompleteQueryCompiler), {}
    )

    def __init__(self, params: dict[str, Any]) -> None:
        # Words are stemmed already: PostgreSQL adds nothing of its own.
        super().__init__({**params, "SEARCH_CONFIG": "simple"})
