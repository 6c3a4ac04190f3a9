from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client, RequestFactory
from lxml import html

from standfirst.discussion.guests import guest_key_of, signed
from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.discussion.services import recount
from standfirst.discussion.testing import FIRST_AT, grow_thread, make_comment, make_thread
from standfirst.publishing.models import ArticlePage, NewsroomSettings
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> ArticlePage:
    return make_article()


def read(client: Client, address: str) -> html.HtmlElement:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return html.document_fromstring(response.content.decode())


def numbers(page: html.HtmlElement) -> list[int]:
    return [int(found.get("id")[8:]) for found in page.xpath("//article[@class='comment']")]


def words(page: html.HtmlElement) -> str:
    return " ".join(page.text_content().split())


def answering(address: str = "/") -> HttpRequest:
    request = RequestFactory().get(address)
    NewsroomSettings.for_request(request)  # the middleware has asked for it by then
    return request


def on_article(article: ArticlePage, request: HttpRequest | None = None) -> str:
    request = request or answering()
    context = Context({"page": article, "request": request})
    return Template("{% load discussion %}{% discussion page %}").render(context)


def test_invites_where_nobody_has_written(client: Client, article: ArticlePage):
    page = read(client, article.url)
    assert "What do you think?" in words(page)
    assert page.xpath("//form[@id='write']/@action") == [
        f"/discussion/article-{article.pk}/comments/"
    ]


def test_says_what_the_newsroom_says(client: Client, article: ArticlePage):
    make_thread(article)
    DiscussionSettings.objects.update_or_create(
        site=article.get_site(), defaults={"invitation": "Speak up"}
    )
    assert "Speak up" in words(read(client, article.url))


def test_orders_the_article_page_by_its_address(client: Client, article: ArticlePage):
    thread = make_thread(article)
    old, new = make_comment(thread), make_comment(thread)
    recount(thread)
    assert numbers(read(client, article.url)) == [new.pk, old.pk]
    assert numbers(read(client, f"{article.url}?order=oldest")) == [old.pk, new.pk]
    assert numbers(read(client, f"{article.url}?order=nonsense")) == [new.pk, old.pk]


def test_orders_as_the_newsroom_does_where_the_address_asks_for_nothing(
    client: Client, article: ArticlePage
):
    thread = make_thread(article)
    liked, new = make_comment(thread, up=9), make_comment(thread)
    recount(thread)
    DiscussionSettings.objects.update_or_create(site=article.get_site(), defaults={"order": "best"})
    page = read(client, article.url)
    assert numbers(page) == [liked.pk, new.pk]
    addresses = page.xpath("//nav[@class='sorts'][1]//a/@href")
    newest, best = f"{article.url}?order=newest#discussion", f"{article.url}#discussion"
    assert addresses[:2] == [newest, best]
    assert numbers(read(client, newest)) == [new.pk, liked.pk]


def test_closes_every_list_that_it_opens(article: ArticlePage):
    grow_thread(make_thread(article), 300, roots=0.1)
    shown = on_article(article)
    for tag in ("ol", "li", "article", "div", "section"):
        assert shown.count(f"<{tag}>") + shown.count(f"<{tag} ") == shown.count(f"</{tag}>")
    parent_of_items = {
        item.getparent().tag for item in html.fragment_fromstring(shown, "main").iter("li")
    }
    assert parent_of_items == {"ol", "ul"}
    parents = html.fragment_fromstring(shown, "main").xpath("//ol/*[not(self::li)]")
    assert parents == []


def test_never_shows_a_mark_of_other_hands(client: Client, article: ArticlePage):
    make_comment(make_thread(article), name="<script>alert(1)</script>", website="javascript:x()")
    recount(make_thread(article))
    page = client.get(article.url).content.decode()
    assert "<script>alert" not in page
    assert "javascript:" not in page


def test_shows_votes_as_figures(client: Client, article: ArticlePage):
    make_comment(make_thread(article), up=48, down=3)
    recount(make_thread(article))
    page = read(client, article.url)
    assert [button.text_content() for button in page.xpath("//span[@class='votes']/button")] == [
        "Agree, 48",
        "Disagree, 3",
    ]


def test_tells_the_year_where_it_is_another(client: Client, article: ArticlePage):
    thread = make_thread(article)
    make_comment(thread)
    make_comment(thread, created_at=FIRST_AT + timedelta(days=400))
    times = read(client, article.url).xpath("//ol[@class='thread']//time/text()")
    assert times == ["February 20, 2027, 8:00\u202fAM", "January 16, 8:00\u202fAM"]


def test_says_why_a_comment_was_removed(client: Client, article: ArticlePage):
    thread = make_thread(article)
    gone = make_comment(thread, "Slander", state="removed", removed_reason="rule 2", name="Bob")
    make_comment(thread, parent=gone)
    recount(thread)
    page = words(read(client, article.url))
    assert "Removed by the desk: rule 2" in page
    assert "to a removed comment" in page
    assert "Slander" not in page
    assert "Bob" not in page


def test_offers_no_reply_to_what_is_closed(client: Client, article: ArticlePage):
    thread = make_thread(article)
    closed = make_comment(thread, is_closed=True)
    make_comment(thread, parent=closed)
    open_one = make_comment(thread)
    recount(thread)
    replies = read(client, article.url).xpath("//a[@class='act-main']/@href")
    assert replies == [f"/discussion/comments/{open_one.pk}/reply/"]


def test_has_no_form_where_the_thread_is_closed(client: Client, article: ArticlePage):
    make_thread(article, state="closed", closed_note="Closed after 30 days.")
    page = read(client, article.url)
    assert page.xpath("//form[@id='write']") == []
    assert "Closed after 30 days." in words(page)


def test_pages_through_a_thread_without_javascript(client: Client, article: ArticlePage):
    grow_thread(make_thread(article), 600, roots=0.9)
    page = read(client, article.url)
    seen = numbers(page)
    while following := page.xpath("//p[@class='more']/a[@rel='next']/@href"):
        page = read(client, following[0])
        seen += numbers(page)
    assert len(seen) == len(set(seen)) == 600


@pytest.mark.parametrize(
    "address",
    ["article-0", "article-999999", "article-x", "other", f"article-{10**30}"],
)
def test_answers_404_where_no_article_is(client: Client, address: str):
    assert client.get(f"/discussion/{address}/").status_code == 404


def test_answers_404_for_a_draft(client: Client):
    article = make_article(live=False)
    assert client.get(f"/discussion/article-{article.pk}/").status_code == 404


def test_keeps_the_talk_under_a_private_article_private(client: Client, article: ArticlePage):
    comment = make_comment(make_thread(article))
    article.view_restrictions.create(restriction_type="login")
    for place in (f"article-{article.pk}/", f"article-{article.pk}/feed.atom", f"comments/{comment.pk}/branch/"):  # fmt: skip
        assert client.get(f"/discussion/{place}").status_code == 404


def test_answers_404_for_a_wrong_cursor(client: Client, article: ArticlePage):
    assert client.get(f"/discussion/article-{article.pk}/?after=x").status_code == 404


def test_hides_held_comments_from_everybody_else(client: Client, article: ArticlePage):
    comment = make_comment(make_thread(article), state="held", guest_key="somebody")
    for place in ("", "branch/", "reply/"):
        assert client.get(f"/discussion/comments/{comment.pk}/{place}").status_code == 404


def test_shows_inline_feedback_alone(client: Client, article: ArticlePage):
    thread = make_thread(article)
    question = thread.questions.create(key="berth", question="Is it so?", quote="a berth")
    make_comment(thread)
    answer = make_comment(thread, question=question)
    recount(thread)
    page = read(client, f"/discussion/article-{article.pk}/?show=inline-feedback")
    assert numbers(page) == [answer.pk]
    assert "“a berth”" in words(page)


@pytest.mark.parametrize("size", [0, 200, 10_000])
def test_costs_an_article_page_at_most_four_queries(
    article: ArticlePage,
    size: int,
    django_assert_max_num_queries: Callable[..., AbstractContextManager[object]],
):
    grow_thread(make_thread(article), size)
    DiscussionSettings.for_site(article.get_site())
    article = ArticlePage.objects.get(pk=article.pk)
    request = answering()
    with django_assert_max_num_queries(4):
        on_article(article, request)


def test_sets_no_cookie_on_a_reader(client: Client, article: ArticlePage):
    make_comment(make_thread(article))
    for address in (article.url, f"/discussion/article-{article.pk}/"):
        assert client.get(address).cookies == {}


@pytest.fixture
def waiting(article: ArticlePage) -> Comment:
    """A comment that came with a reply from another system, and waits."""
    thread = make_thread(article)
    secret = {"name": "Bob", "website": "https://bob.example/", "state": "held"}
    waiting = make_comment(thread, "My uncle knows.", guest_key=guest_key_of("bob"), **secret)
    make_comment(thread, "Which uncle?", parent=waiting)
    recount(thread)
    return waiting


@pytest.mark.parametrize(
    "place",
    ["article-{a}/", "article-{a}/feed.atom", "comments/{c}/branch/", "comments/{r}/branch/", "comments/{c}/reply/", "comments/{r}/reply/"],
)  # fmt: skip
def test_says_nothing_of_what_waits_above_replies(client: Client, waiting: Comment, place: str):
    reply = waiting.replies.get()
    address = place.format(a=waiting.thread.article_id, c=waiting.pk, r=reply.pk)
    page = client.get(f"/discussion/{address}").content.decode()
    assert "uncle" in page or "This comment is waiting for a moderator." in page
    for secret in ("My uncle knows", "Bob", "bob.example"):
        assert secret not in page


def test_shows_what_waits_above_replies_once_to_its_writer(client: Client, waiting: Comment):
    client.cookies["standfirst_guest"] = signed("bob")
    page = words(read(client, waiting.thread.article.url))
    assert page.count("My uncle knows.") == 1
    assert "This comment is waiting for a moderator." not in page


def test_keeps_the_place_of_what_waits_above_replies(client: Client, waiting: Comment):
    page = words(read(client, waiting.thread.article.url))
    assert "This comment is waiting for a moderator." in page
    assert "to a comment that waits" in page


def test_names_the_papers_own_address_whoever_was_asked(
    client: Client, article: ArticlePage, settings: LazySettings
):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://ledger.example", ["*"]
    place = f"/discussion/article-{article.pk}/"
    page = html.fromstring(
        client.get(f"{place}?order=oldest", HTTP_HOST="elsewhere.example").content
    )
    assert page.xpath("//link[@rel='canonical']/@href") == [f"https://ledger.example{place}"]
