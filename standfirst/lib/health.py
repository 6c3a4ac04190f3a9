"""Whether the site can answer, and whether all of it works, for whoever watches it."""

import time
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from .access import anyone
from .metrics import all_figures

PATH, READY_PATH, METRICS_PATH = "/health/", "/health/ready/", "/metrics"
WORKER_SEEN = "worker-seen"
"""The file in the data folder that the worker touches every few seconds."""
LATELY = 60.0
"""Seconds within which the worker must have been seen."""


@anyone
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 "ok" where the database answers, else 503; one query, and nothing else is asked."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return _words("the database does not answer", 503)
    return _words("ok", 200)


@anyone
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 "ok" where the database answers and is of this version and the worker works, else 503 and what is wrong.

    Two queries at most: nothing of what only migrating needs is loaded.
    """
    wrong = _wrong()
    return _words(wrong, 503) if wrong else _words("ok", 200)


@anyone
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all figures whoever sends the token; where there is none, the address is not there."""
    if not settings.METRICS_TOKEN:
        return _words("nothing is counted: STANDFIRST_METRICS_TOKEN is not set", 404)
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    is_right = constant_time_compare(token, settings.METRICS_TOKEN)
    if scheme.lower() != "bearer" or not is_right:
        answer = _words("send the token: Authorization: Bearer …", 401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    text, content_type = all_figures() or (b"", "text/plain")
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, content_type=content_type, headers=headers)


def worker_is_here() -> None:
    """Say that the worker works."""
    (Path(settings.DATA_DIR) / WORKER_SEEN).touch(mode=0o600)


def worker_unseen_for() -> float:
    """Return how many seconds ago the worker was seen on this machine; infinite if it never was."""
    try:
        seen = (Path(settings.DATA_DIR) / WORKER_SEEN).stat().st_mtime
    except OSError:
        return float("inf")
    return max(0.0, time.time() - seen)


def _wrong() -> str:
    try:
        applied = MigrationRecorder(connection).applied_migrations().keys()
    except DatabaseError:
        return "the database does not answer"
    if _migrations() - applied:
        return "the database is of an older version: run standfirst migrate"
    return "the worker was not seen for a minute" if worker_unseen_for() > LATELY else ""


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Return all that this version brings along, by the names of files: loading them takes megabytes."""
    return frozenset(
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in Path(app.path, "migrations").glob("[!_]*.py")
    )


def _words(text: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain", headers=headers)
