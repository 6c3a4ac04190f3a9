"""What SQLite writes beside its database while somebody reads for long is given back afterwards."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from standfirst.lib.environment import env_database

MEGABYTE = 1024 * 1024


def test_a_long_read_leaves_no_large_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    file = tmp_path / "paper.sqlite3"
    settings = env_database("DATABASE_URL", file, connections=1)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(file, isolation_level=None)
        connection.executescript(settings["OPTIONS"]["init_command"])
        return connection

    def size() -> int:
        return Path(f"{file}-wal").stat().st_size

    with closing(connect()) as writer, closing(connect()) as reader:
        writer.execute("CREATE TABLE words (of_them BLOB)")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM words").fetchall()
        for _ in range(5):
            writer.execute("INSERT INTO words VALUES (zeroblob(?))", [6 * MEGABYTE])
        assert size() > 30 * MEGABYTE
        reader.execute("COMMIT")
        for _ in range(3):
            writer.execute("INSERT INTO words VALUES (zeroblob(10))")
        assert size() <= 16 * MEGABYTE
