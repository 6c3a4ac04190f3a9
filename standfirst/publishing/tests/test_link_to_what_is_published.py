"""Names of what is not published stand on a page, and lead nowhere."""

import pytest
from django.test import Client

from standfirst.publishing.models import NewsroomSettings, PlainPage, RelatedArticle
from standfirst.publishing.queries import newsroom
from standfirst.publishing.testing import make_article, make_author, make_home, make_section

pytestmark = pytest.mark.django_db


def test_an_unpublished_author_is_named_without_a_link(client: Client):
    author = make_author("Ines Maartens")
    article = make_article(authors=(author,))
    assert author.url in client.get(article.url).content.decode()
    author.unpublish()
    page = client.get(article.url).content.decode()
    assert "Ines Maartens" in page
    assert f'href="{author.url}"' not in page


def test_so_is_an_unpublished_section(client: Client):
    section = make_section("Harbour")
    article = make_article(section=section)
    section.unpublish()
    for address in (article.url, "/", "/archive/2026/01/15/"):
        assert f'href="{section.url}"' not in client.get(address).content.decode(), address


def test_an_unpublished_related_article_is_left_out(client: Client):
    other = make_article("Beside", live=False)
    article = make_article()
    article.related_articles.add(RelatedArticle(to=other))
    article.save()
    assert "Beside" not in client.get(article.url).content.decode()


def test_a_link_in_the_text_to_an_unpublished_page_leads_nowhere(client: Client):
    other = make_article("Beside")
    text = f'<p><a linktype="page" id="{other.pk}">there</a></p>'
    article = make_article(body=[{"type": "text", "value": text}])
    assert f'<a href="{other.url}">there</a>' in client.get(article.url).content.decode()
    other.unpublish()
    page = client.get(article.url).content.decode()
    assert "there" in page
    assert other.url not in page


def test_so_does_the_page_on_kinds_of_work(client: Client):
    kinds = make_home().add_child(instance=PlainPage(title="Kinds", slug="kinds", live=False))
    settings: NewsroomSettings = newsroom()
    settings.kinds_of_work = kinds
    settings.save()
    assert kinds.url not in client.get(make_article().url).content.decode()


@pytest.mark.parametrize("cell", [23, 2.5, 0, None, True])
def test_a_table_may_hold_a_number(client: Client, cell: object):
    table = {"data": [["Cost", "Year"], [cell, "2026"]], "first_row_is_table_header": True}
    block = {"type": "table", "value": {"title": "Wall", "table": table}}
    article = make_article(body=[block])
    assert client.get(article.url).status_code == 200
    article.save_revision().publish()


def test_a_checkbox_asks_for_no_autocompletion(client: Client):
    body = [{"type": "text", "value": '<p><a href="#source-1">He said so</a>.</p>'}]
    sources = [{"type": "source", "value": {"kind": "document", "who": "The mayor"}}]
    page = client.get(make_article(body=body, sources=sources).url).content.decode()
    assert 'id="claims-shown" checked>' in page
