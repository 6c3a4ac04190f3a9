"""Wagtail's search in the database, with words made alike in Python before they are indexed or asked for.

PostgreSQL and SQLite stem differently, by their own settings, or not at all; handed words that are
stemmed already, both find the same. The newsroom's language says by which rules.
"""

from typing import Any

from django.db import connection
from modelsearch.backends.base import BaseSearchBackend
from modelsearch.backends.database import SearchBackend as StockBackend


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:  # noqa: N802 - the library looks for it
    """Return the backend for the database in use; the library's own where SQLite has no full text."""
    if connection.vendor == "postgresql":
        from .on_postgresql import Backend  # noqa: PLC0415 - loads there only

        return Backend(params)
    stock = StockBackend(params)
    if connection.vendor == "sqlite" and type(stock).__name__ == "SQLiteSearchBackend":
        from .on_sqlite import Backend as OnSQLite  # noqa: PLC0415 - loads there only

        return OnSQLite(params)
    return stock
