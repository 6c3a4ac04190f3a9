"""Votes as browsers cast them: buttons that say what they are, with and without script."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from standfirst.accounts.testing import make_user
from standfirst.discussion.guests import guest_key_of, signed
from standfirst.discussion.models import Comment, DiscussionSettings, Vote
from standfirst.discussion.services import recount, telling
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def article() -> ArticlePage:
    return make_article()


@pytest.fixture
def comment(article: ArticlePage) -> Comment:
    comment = make_comment(make_thread(article), up=12, down=3)
    recount(comment.thread)
    return comment


def rule(article: ArticlePage, **rules: object) -> None:
    DiscussionSettings.objects.update_or_create(site=article.get_site(), defaults=rules)


def send(client: Client, comment: Comment, value: str, **headers: str) -> HttpResponse:
    headers.setdefault("HTTP_SEC_FETCH_SITE", "same-origin")
    return client.post(f"/discussion/comments/{comment.pk}/vote/", {"value": value}, **headers)


def ballot(client: Client, comment: Comment) -> html.HtmlElement:
    page = html.document_fromstring(client.get(comment.thread.article.url).content.decode())
    return page.get_element_by_id(f"votes-{comment.pk}")


def buttons(ballot: html.HtmlElement) -> list[tuple[str, str, str]]:
    """Name, state and what pressing it sends, of each button."""
    return [
        (one.text_content(), one.get("aria-pressed"), one.get("value"))
        for one in ballot.xpath("button[@form='act' and @name='value']")
    ]


def test_shows_a_stranger_two_buttons_with_state(client: Client, comment: Comment):
    assert buttons(ballot(client, comment)) == [
        ("Agree, 12", "false", "up"),
        ("Disagree, 3", "false", "down"),
    ]


def test_leads_a_guest_back_and_knows_them_again(client: Client, comment: Comment):
    answer = send(client, comment, "up")
    assert (answer.status_code, answer.url) == (303, f"/discussion/comments/{comment.pk}/")
    token = answer.cookies["standfirst_guest"].value.rpartition(":")[0]
    assert Vote.objects.get().guest_key == guest_key_of(token)
    assert buttons(ballot(client, comment)) == [
        ("Agree, 13", "true", "none"),
        ("Disagree, 3", "false", "down"),
    ]


def test_takes_back_what_is_pressed_again(client: Client, comment: Comment):
    for value in ("down", "none"):
        send(client, comment, value)
    assert ("Disagree, 3", "false", "down") in buttons(ballot(client, comment))


def test_sets_no_guests_cookie_on_who_is_signed_in(client: Client, comment: Comment):
    client.force_login(make_user("alice"))
    assert "standfirst_guest" not in send(client, comment, "up").cookies
    assert ("Agree, 13", "true", "none") in buttons(ballot(client, comment))


def test_answers_a_script_with_the_votes_alone(client: Client, comment: Comment):
    answer = send(client, comment, "up", HTTP_X_PART="1")
    part = html.fragment_fromstring(answer.content.decode())
    assert answer.status_code == 200
    assert part.get("data-said") == "Agree: 13. Disagree: 3."
    assert buttons(part)[0] == ("Agree, 13", "true", "none")


def test_tells_a_script_why_not(client: Client, comment: Comment, article: ArticlePage):
    page = ballot(client, comment)
    rule(article, down_votes=False)
    assert len(buttons(page)) == 2
    answer = send(client, comment, "down", HTTP_X_PART="1")
    part = html.fragment_fromstring(answer.content.decode())
    assert answer.status_code == 422
    assert "say in a reply" in part.get("data-said")
    assert buttons(part) == [("Agree, 12", "false", "up")]


def test_says_on_a_page_why_not(client: Client, comment: Comment, article: ArticlePage):
    rule(article, guests_may_vote=False)
    answer = send(client, comment, "up")
    page = html.document_fromstring(answer.content.decode())
    assert answer.status_code == 422
    assert "Please sign in to vote." in page.text_content()
    assert f"/discussion/comments/{comment.pk}/" in page.xpath("//p[@class='more']/a/@href")
    assert "standfirst_guest" not in answer.cookies


def test_shows_who_must_sign_in_the_way(client: Client, comment: Comment, article: ArticlePage):
    rule(article, guests_may_vote=False)
    shown = ballot(client, comment)
    assert buttons(shown) == []
    assert shown.xpath("a/@href")[0].endswith(f"?next=%2Fdiscussion%2Fcomments%2F{comment.pk}%2F")
    client.force_login(make_user("alice"))
    assert len(buttons(ballot(client, comment))) == 2


def test_shows_only_figures_under_ones_own(client: Client, comment: Comment):
    alice = make_user("alice")
    Comment.objects.update(user=alice)
    client.force_login(alice)
    shown = ballot(client, comment)
    assert (buttons(shown), shown.text_content().split()) == (
        [],
        ["Agree:", "12", "Disagree:", "3"],
    )
    assert send(client, comment, "up").status_code == 422


def test_shows_only_figures_where_the_discussion_is_shut(
    client: Client, comment: Comment, article: ArticlePage
):
    rule(article, is_open=False)
    assert buttons(ballot(client, comment)) == []


def test_takes_no_vote_from_another_site(client: Client, comment: Comment):
    assert send(client, comment, "up", HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert not Vote.objects.exists()


def test_takes_no_vote_on_what_this_reader_may_not_read(client: Client, comment: Comment):
    comment.thread.article.view_restrictions.create(restriction_type="login")
    assert send(client, comment, "up").status_code == 404


@pytest.mark.parametrize("value", ["", "2", "UP", "up\x00"])
def test_takes_nothing_else_for_a_vote(client: Client, comment: Comment, value: str):
    send(client, comment, value)
    assert not Vote.objects.exists()


def test_leads_who_opens_the_address_to_the_comment(client: Client, comment: Comment):
    answer = client.get(f"/discussion/comments/{comment.pk}/vote/")
    assert answer.url == f"/discussion/comments/{comment.pk}/"


def test_tells_whoever_has_the_thread_open(
    client: Client, comment: Comment, monkeypatch: pytest.MonkeyPatch
):
    told: list[str] = []
    monkeypatch.setattr(telling, "changed", lambda *keys: told.extend(keys))
    send(client, comment, "up")
    send(client, comment, "up")
    assert told == [f"thread:{comment.thread.key}", f"branch:{comment.branch_number}"]


def test_asks_once_for_all_votes_of_a_page(
    client: Client,
    comment: Comment,
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
):
    address = f"/discussion/{comment.thread.key}/"
    others = [make_comment(comment.thread) for _ in range(20)]
    recount(comment.thread)
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)
    client.cookies["standfirst_guest"] = signed("charlie")
    for other in others:
        Vote.objects.create(comment=other, guest_key=guest_key_of("charlie"), is_up=True, at=NOON)
    with django_assert_num_queries(13):  # their votes, what of theirs waits, and their name
        page = client.get(address).content.decode()
    assert page.count('aria-pressed="true"') == 20


def test_costs_few_queries(
    client: Client,
    comment: Comment,
    django_assert_max_num_queries: Callable[..., AbstractContextManager[object]],
):
    client.get(comment.thread.article.url)
    with django_assert_max_num_queries(22):
        send(client, comment, "up")


def test_lists_own_votes_and_takes_them_back(client: Client, comment: Comment):
    client.force_login(make_user("alice"))
    gone = make_comment(comment.thread, "Slander")
    send(client, comment, "up")
    send(client, gone, "down")
    Comment.objects.filter(pk=gone.pk).update(state="removed")
    page = client.get("/account/votes/").content.decode()
    assert "You agree with Alice" in page
    assert "Slander" not in page
    for number in (comment.pk, gone.pk):
        answer = client.post(
            "/account/votes/", {"comment": number}, HTTP_SEC_FETCH_SITE="same-origin"
        )
        assert answer.status_code == 303
    assert "You have not voted yet." in client.get("/account/votes/").content.decode()
    assert Comment.objects.get(pk=comment.pk).up == 12


def test_pages_through_own_votes(client: Client, comment: Comment):
    alice = make_user("alice")
    client.force_login(alice)
    for _ in range(51):
        other = make_comment(comment.thread)
        Vote.objects.create(comment=other, user=alice, is_up=True, at=NOON)
    page = html.document_fromstring(client.get("/account/votes/").content.decode())
    assert len(page.xpath("//ol[@class='list']/li")) == 50
    (following,) = page.xpath("//a[@rel='next']/@href")
    page = html.document_fromstring(client.get(f"/account/votes/{following}").content.decode())
    assert len(page.xpath("//ol[@class='list']/li")) == 1


def test_hides_what_is_said_under_an_article_that_closed(client: Client, comment: Comment):
    client.force_login(make_user("alice"))
    send(client, comment, "up")
    comment.thread.article.view_restrictions.create(restriction_type="login")
    assert "This comment is no longer shown." in client.get("/account/votes/").content.decode()


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30])
def test_takes_back_no_vote_that_is_not_there(client: Client, comment: Comment, number: str):
    client.force_login(make_user("alice"))
    answer = client.post("/account/votes/", {"comment": number}, HTTP_SEC_FETCH_SITE="same-origin")
    assert answer.status_code == 404


def test_shows_own_votes_to_nobody_else(client: Client, comment: Comment):
    assert client.get("/account/votes/").status_code == 302


def test_stays_in_the_order_that_it_was_cast_in(client: Client, comment: Comment):
    page = f"/discussion/{comment.thread.key}/?order=oldest"
    address = f"/discussion/comments/{comment.pk}/vote/"
    own = {"HTTP_ORIGIN": "http://testserver"}
    answer = client.post(address, {"value": "up"}, HTTP_REFERER=f"http://testserver{page}", **own)
    assert (answer.status_code, answer.url) == (303, f"{page}#comment-{comment.pk}")
    answer = client.post(address, {"value": "none"}, HTTP_REFERER="https://elsewhere.example/", **own)  # fmt: skip
    assert answer.url == f"/discussion/comments/{comment.pk}/"
