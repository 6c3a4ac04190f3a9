import pytest
from django.test import Client

from standfirst.discussion.models import Comment
from standfirst.outbox.models import Event
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def article() -> ArticlePage:
    return make_article()


def post(client: Client, article: ArticlePage, **typed: str):
    address = f"/discussion/article-{article.pk}/comments/"
    return client.post(address, {"words": "Who paid?", **typed}, headers=OURS)


def test_the_wish_is_recorded_with_the_comment(client: Client, article: ArticlePage):
    post(client, article, notify="1", mail="guest@ledger.example")
    assert Event.objects.get(name="replies-wished").about == Comment.objects.get().pk


def test_who_does_not_tick_wishes_nothing(client: Client, article: ArticlePage):
    post(client, article, mail="guest@ledger.example")
    assert not Event.objects.filter(name="replies-wished").exists()


def test_a_wish_without_an_address_is_refused_in_words(client: Client, article: ArticlePage):
    answer = post(client, article, notify="1")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Please enter your email address." in page
    assert 'name="notify" value="1" checked' in page
    assert not Comment.objects.exists()


def test_the_form_offers_it_only_where_letters_go_out(
    client: Client, article: ArticlePage, settings: object
):
    assert 'name="notify"' in client.get(article.url).content.decode()
    settings.CAN_MAIL = False  # type: ignore[attr-defined]
    assert 'name="notify"' not in client.get(article.url).content.decode()
