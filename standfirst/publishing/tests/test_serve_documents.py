"""Documents are served with headers that caches may take at their word."""

import pytest
from django.core.files.base import ContentFile
from django.http.response import ResponseHeaders
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import BaseViewRestriction, CollectionViewRestriction

from standfirst.accounts.testing import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["", "0123456789abcdef0123456789abcdef01234567"])
def document(request: pytest.FixtureRequest) -> Document:
    """One that was kept without a mark of its version, and one with."""
    kept = Document(title="Minutes", file_hash=request.param)
    kept.file.save("minutes.csv", ContentFile(b"a,b"), save=False)
    kept.save()
    return kept


def test_names_no_coding_and_a_version(client: Client, document: Document):
    answer = client.get(document.url)
    assert b"".join(answer.streaming_content) == b"a,b"
    assert "Content-Encoding" not in answer
    assert len(answer["ETag"]) > 2
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_is_not_sent_again_to_who_has_it(client: Client):
    document = Document(title="Minutes", file_hash="0123456789abcdef")
    document.file.save("minutes.csv", ContentFile(b"a,b"), save=False)
    document.save()
    assert client.get(document.url, HTTP_IF_NONE_MATCH='"0123456789abcdef"').status_code == 304


def test_is_only_read(client: Client, document: Document):
    assert client.post(document.url).status_code == 405


def headers(client: Client, document: Document) -> ResponseHeaders:
    answer = client.get(document.url)
    answer.getvalue()  # to its end, so that the file is closed
    return answer.headers


def test_no_cache_keeps_what_is_closed(client: Client, document: Document):
    assert headers(client, document).get("Cache-Control") is None
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type=BaseViewRestriction.LOGIN
    )
    client.force_login(make_user("alice"))
    assert headers(client, document)["Cache-Control"] == "private, no-store"


def test_no_shared_cache_keeps_what_somebody_known_reads(client: Client, document: Document):
    client.force_login(make_user("alice"))
    assert headers(client, document)["Cache-Control"] == "private"
