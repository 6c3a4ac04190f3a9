"""A page whose way is known is read by one query, with whether only some may read it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from standfirst.publishing.models import ArticlePage
from standfirst.publishing.routes import _Found
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


def read(article: ArticlePage) -> Page:
    page = _Found(ArticlePage, article.pk).read()
    assert page is not None
    return page


def test_asks_nothing_more_of_a_page_that_everybody_may_read():
    article = make_article()
    with CaptureQueriesContext(connection) as queries:
        assert list(read(article).get_view_restrictions()) == []
    assert len(queries) == 1


def test_finds_at_once_that_a_page_above_is_for_some():
    article = make_article()
    read(article)
    rule = PageViewRestriction.objects.create(page=article.get_parent(), restriction_type="login")
    assert list(read(article).get_view_restrictions()) == [rule]


def test_finds_for_whom_the_page_is_that_an_alias_stands_for():
    article = make_article()
    alias = article.create_alias(update_slug="again")
    rule = PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert list(read(alias).get_view_restrictions()) == [rule]


def test_does_not_find_a_page_that_was_taken_down():
    article = make_article()
    assert read(article)
    article.unpublish()
    assert _Found(ArticlePage, article.pk).read() is None
