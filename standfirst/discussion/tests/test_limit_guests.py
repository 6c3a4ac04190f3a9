"""How much guests may write: each one by themselves first, then all where they are."""

import pytest
from django.test import Client

from standfirst.accounts.testing import make_user
from standfirst.discussion.models import DiscussionSettings
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> ArticlePage:
    return make_article()


def send(client: Client, article: ArticlePage, **values: object):
    address = f"/discussion/article-{article.pk}/comments/"
    return client.post(address, values, HTTP_ORIGIN="http://testserver")


def test_lets_a_school_write_and_then_says_that_signing_in_helps(article: ArticlePage):
    DiscussionSettings.objects.create(site=article.get_site(), most_in_ten_minutes=2)
    pupils = [Client() for _ in range(11)]
    answers = [send(pupil, article, words=f"Pupil {n}") for n, pupil in enumerate(pupils)]
    assert [answer.status_code for answer in answers] == [303] * 10 + [422]
    assert "Sign in to post yours now" in answers[-1].content.decode()
    alice = make_user("alice")
    pupils[-1].force_login(alice)
    assert send(pupils[-1], article, words="Signed in", writer=alice.pk).status_code == 303


def test_counts_a_guest_before_where_they_are(client: Client, article: ArticlePage):
    DiscussionSettings.objects.create(site=article.get_site(), most_in_ten_minutes=2)
    answers = [send(client, article, words=f"Number {n}") for n in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 422]
    assert "You can post" in answers[-1].content.decode()
    assert send(Client(), article, words="Somebody else here").status_code == 303
