"""The head as it reaches a reader, on every kind of page."""

import lxml.html
import pytest
from django.test import Client

from standfirst.publishing.models import NewsroomSettings
from standfirst.publishing.testing import make_article, make_author

pytestmark = pytest.mark.django_db


def head(client: Client, address: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(client.get(address).content).find("head")


@pytest.mark.parametrize(
    "path",
    ["/", "/harbour/", "/harbour/wall/", "/authors/", "/authors/ines/", "/archive/", "/search/"],
)
def test_has_one_description_one_address_and_a_feed(
    path: str, client: Client, newsroom: NewsroomSettings
):
    make_article(slug="wall", authors=(make_author("Ines", slug="ines"),), standfirst="Deep.")
    found = head(client, path)
    assert len(found.xpath("meta[@name='description']")) == 1
    (address,) = found.xpath("link[@rel='canonical']/@href")
    assert address == f"https://ledger.example{path}"
    assert found.xpath("link[@type='application/rss+xml']")
    assert found.xpath("link[@rel='manifest']/@href") == ["/site.webmanifest"]


def test_of_a_missing_page_claims_no_address(client: Client, newsroom: NewsroomSettings):
    assert head(client, "/nowhere/").xpath("link[@rel='canonical']") == []
