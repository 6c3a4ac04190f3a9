import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from standfirst.lib import health


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "10.0.0.7", "nobody.knows.example"])
def test_answers_by_any_name_and_without_tls(client: Client, settings: object, host: str):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/health/", HTTP_HOST=host)
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"


def test_says_that_the_database_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch):
    def away() -> None:
        raise DatabaseError

    monkeypatch.setattr("standfirst.lib.health.connection", SimpleNamespace(cursor=away))
    assert client.get("/health/").status_code == 503


@pytest.fixture
def data(settings: LazySettings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_is_ready_where_the_worker_was_seen_lately(client: Client, data: Path):
    assert client.get("/health/ready/").status_code == 503
    health.worker_is_here()
    answer = client.get("/health/ready/", HTTP_HOST="10.0.0.7")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    os.utime(data / health.WORKER_SEEN, (0, 0))
    answer = client.get("/health/ready/")
    assert (answer.status_code, answer.content) == (503, b"the worker was not seen for a minute\n")


@pytest.mark.django_db
def test_is_not_ready_with_a_database_of_an_older_version(client: Client, data: Path):
    health.worker_is_here()
    Migration = MigrationRecorder(connection).Migration  # noqa: N806
    Migration.objects.filter(app="outbox").order_by("-pk").first().delete()
    answer = client.get("/health/ready/")
    assert answer.status_code == 503
    assert b"standfirst migrate" in answer.content
