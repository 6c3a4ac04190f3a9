"""A feed goes on without an article that cannot be laid out."""

import json

import pytest
from django.test import Client

from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["rss", "atom", "json"])
def test_a_feed_leaves_it_out(client: Client, kind: str, caplog: pytest.LogCaptureFixture):
    make_article("The good one")
    bad = make_article("The bad one")
    body = json.dumps([{"type": "heading", "value": {}, "id": "1"}])
    ArticlePage.objects.filter(pk=bad.pk).update(body=body)
    answer = client.get(f"/feed.{kind}")
    assert answer.status_code == 200
    page = b"".join(answer) if answer.streaming else answer.content
    assert b"The good one" in page
    assert b"The bad one" not in page
    assert [record.article for record in caplog.records] == [bad.pk]
