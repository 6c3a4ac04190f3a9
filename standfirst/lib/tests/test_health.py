from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.test import Client


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
