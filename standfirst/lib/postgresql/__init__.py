"""PostgreSQL, which tells the other nodes what a transaction changes."""

from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

PATIENCE = 2
"""Seconds: a server that takes longer to take a connection, or to confirm what was sent, is away."""


def connect_directly(connection: BaseDatabaseWrapper, name: str) -> "psycopg.Connection[Any]":
    """Connect past the pool, which has its connections for those who ask; each statement is its own transaction."""
    parameters: dict[str, Any] = connection.get_connection_params()
    parameters |= {
        "connect_timeout": PATIENCE,
        "tcp_user_timeout": 1000 * PATIENCE,
        "application_name": name,
        "autocommit": True,
    }
    for own in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(own, None)
    return psycopg.connect(**parameters)
