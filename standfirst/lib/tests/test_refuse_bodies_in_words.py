import pytest
from django.test import Client

from standfirst.lib.http import body_refused


@pytest.mark.parametrize(
    ("status", "words"),
    [(413, "up to 512.0\xa0KB"), (408, "too slow"), (503, "Many people")],
)
def test_says_what_to_do(status: int, words: str):
    answer = body_refused(status, limit=512 * 1024)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_more_typed_words_than_any_form_takes_are_told_so(client: Client, settings: object):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/follows/ask/", {"words": "a" * 2000}, HTTP_SEC_FETCH_SITE="same-origin")
    assert answer.status_code == 413
    assert b"too large to send" in answer.content
