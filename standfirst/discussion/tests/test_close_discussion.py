from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from standfirst.discussion.closing import open_until, takes_comments, why_closed
from standfirst.discussion.models import Comment, DiscussionSettings, Thread
from standfirst.discussion.services import Draft, PostRefused, Writer, post_comment
from standfirst.discussion.testing import make_thread
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db

APPEARED = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)
MONTH = DiscussionSettings(close_after_days=30)


@pytest.fixture
def article() -> ArticlePage:
    return make_article(first_published_at=APPEARED)


def after(days: float) -> datetime:
    return APPEARED + timedelta(days=days)


def closed(article: ArticlePage, rules: DiscussionSettings = MONTH, *, days: float, **thread: object) -> str:  # fmt: skip
    found = Thread(key=f"article-{article.pk}", article=article, **thread)
    return why_closed(thread=found, rules=rules, article=article, at=after(days))


def test_says_when_and_how_long_after_the_article(article: ArticlePage):
    words = "This discussion closed on March 3, 30 days after the article appeared."
    assert closed(article, days=31) == words
    assert "March 3, 2026" in closed(article, days=400)


def test_closes_at_the_very_moment(article: ArticlePage):
    assert closed(article, days=29.999) == ""
    assert closed(article, days=30) != ""


def test_stays_open_where_the_newsroom_closes_nothing(article: ArticlePage):
    assert closed(article, DiscussionSettings(), days=9000) == ""


def test_stays_open_where_it_is_kept_open(article: ArticlePage):
    assert closed(article, days=9000, is_kept_open=True) == ""


def test_stays_open_before_the_article_appeared(article: ArticlePage):
    assert closed(article, days=-500) == ""
    article.first_published_at = None
    assert closed(article, days=900) == ""


def test_says_the_note_of_the_desk_first(article: ArticlePage):
    note = {"state": "closed", "closed_note": "We are going home."}
    assert closed(article, days=31, **note) == "We are going home."
    assert closed(article, days=1, state="closed") == "This discussion is closed to new comments."


@pytest.mark.parametrize(
    ("days", "says"), [(26.9, ""), (27, "Open until March 3, 12:00\u202fPM."), (30, ""), (31, "")]
)
def test_tells_three_days_before(article: ArticlePage, days: float, says: str):
    thread = make_thread(article)
    assert open_until(thread=thread, rules=MONTH, article=article, at=after(days)) == says


def test_refuses_a_comment_with_the_same_words(article: ArticlePage):
    with pytest.raises(PostRefused) as refused:
        post_comment(
            article=article, draft=Draft("Late?"), writer=Writer(), rules=MONTH, at=after(31)
        )
    assert (refused.value.code, str(refused.value)) == ("thread-closed", closed(article, days=31))
    assert not Comment.objects.exists()


@pytest.mark.parametrize("days", [29, 31])
def test_agrees_in_words_and_deeds(article: ArticlePage, days: int):
    thread = make_thread(article)
    asked = {"rules": MONTH, "article": article, "at": after(days)}
    assert takes_comments(thread=thread, **asked) is (days < 30)
    assert (why_closed(thread=thread, **asked) == "") is (days < 30)


def test_shows_no_form_and_no_replies_once_closed(client: Client, article: ArticlePage):
    DiscussionSettings.objects.update_or_create(
        site=article.get_site(), defaults={"close_after_days": 30}
    )
    page = client.get(article.url).content.decode()
    assert "30 days after the article appeared" in page
    assert 'id="write"' not in page


def test_tells_on_the_page_until_when_it_is_open(client: Client):
    article = make_article(first_published_at=timezone.now() - timedelta(days=9))
    DiscussionSettings.objects.update_or_create(
        site=article.get_site(), defaults={"close_after_days": 10}
    )
    page = client.get(article.url).content.decode()
    assert "Open until" in page
    assert 'id="write"' in page
