"""The newsroom, or a reader where it allows that, puts a question to words of an article."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from lxml import html

from standfirst.accounts.models import User
from standfirst.accounts.roles import EDITOR, MODERATOR, REPORTER
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, DiscussionSettings, PassageQuestion
from standfirst.discussion.services import asking, recount
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.models import ArticlePage, NewsroomSettings
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
WORDS = "<p>Stone rose. A further 1.5 million went to a temporary berth.</p><p>It rose.</p>"
BERTH = {"quote": "a temporary berth", "question": "Where do you berth now?"}


@pytest.fixture
def article() -> ArticlePage:
    return make_article(body=json.dumps([{"type": "text", "value": WORDS}]))


def rule(article: ArticlePage, **rules: object) -> None:
    DiscussionSettings.objects.update_or_create(site=article.get_site(), defaults=rules)


def sign_in(client: Client, name: str, *roles: str) -> User:
    user = make_user(name, *roles)
    client.force_login(user)
    return user


def ask(client: Client, article: ArticlePage, **typed: str) -> HttpResponse:
    address = f"/discussion/article-{article.pk}/questions/"
    return client.post(address, {**BERTH, **typed}, HTTP_SEC_FETCH_SITE="same-origin")


def page(client: Client, address: str) -> html.HtmlElement:
    response = client.get(address)
    assert response.status_code == 200
    return html.document_fromstring(response.content.decode())


def test_keeps_the_words_what_stands_around_and_where(client: Client, article: ArticlePage):
    vera = sign_in(client, "vera", EDITOR)
    answer = ask(client, article)
    kept = PassageQuestion.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/discussion/questions/{kept.pk}/")
    assert (kept.quote, kept.prefix, kept.suffix) == (
        "a temporary berth",
        "Stone rose. A further 1.5 million went to ",
        ".",
    )
    assert (kept.start, kept.end, kept.user, kept.state) == (42, 59, vera, "approved")
    assert kept.is_by_newsroom


def test_shows_it_beside_the_passage(client: Client, article: ArticlePage):
    sign_in(client, "max", MODERATOR)
    ask(client, article)
    question = PassageQuestion.objects.get()
    client.logout()
    shown = page(client, article.url)
    (passage,) = shown.xpath("//*[@class='beside']//span[@class='passage']")
    assert (passage.get("id"), passage.text) == (f"passage-{question.pk}", "a temporary berth")
    (aside,) = shown.xpath("//*[@class='asides']/aside")
    assert "Where do you berth now?" in aside.text_content()
    assert aside.xpath(".//a/@href") == [f"/discussion/questions/{question.pk}/#write"]


def test_shows_what_moved_in_without_a_place(client: Client, article: ArticlePage):
    thread = make_thread(article)
    question = thread.questions.create(key="old", question="Is it so?", quote="a temporary berth")
    make_comment(thread, question=question)
    recount(thread)
    shown = page(client, article.url)
    assert shown.xpath("//span[@class='passage']/text()") == ["a temporary berth"]
    assert "1 answer about this passage" in shown.xpath("//a[@class='feedback']")[0].text_content()


def test_lists_what_is_about_words_that_went(client: Client, article: ArticlePage):
    thread = make_thread(article)
    thread.questions.create(key="old", question="Is it so?", quote="the harbour bell")
    shown = page(client, article.url)
    (left,) = shown.xpath("//section[@class='left-notes']")
    assert "“the harbour bell”" in left.text_content()
    assert "Is it so?" in left.text_content()


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ({"quote": "a harbour"}, "quote", "not in the article"),
        ({"quote": ""}, "quote", "not in the article"),
        ({"quote": "berth. It rose"}, "quote", "not in the article"),
        ({"quote": "rose."}, "quote", "more than once"),
        ({"question": " \u200b "}, "question", "Please write"),
        ({"question": "x" * 501}, "question", "at most 500"),
    ],
)
def test_says_what_is_wrong_and_keeps_the_words(
    client: Client, article: ArticlePage, typed: dict[str, str], code: str, said: str
):
    sign_in(client, "vera", EDITOR)
    answer = ask(client, article, **typed)
    shown = html.document_fromstring(answer.content.decode())
    assert answer.status_code == 422
    assert said in shown.get_element_by_id(f"{code}-error").text_content()
    assert shown.get_element_by_id("quote").text.strip() == typed.get("quote", BERTH["quote"])


def test_tells_the_same_words_apart_by_what_stands_around(client: Client, article: ArticlePage):
    sign_in(client, "vera", EDITOR)
    assert ask(client, article, quote="rose.", prefix_words="It ").status_code == 303
    assert PassageQuestion.objects.get().start == 64


def test_takes_a_second_click_for_the_first(client: Client, article: ArticlePage):
    sign_in(client, "vera", EDITOR)
    assert ask(client, article).url == ask(client, article).url
    assert PassageQuestion.objects.count() == 1


def test_lets_a_reporter_ask_about_what_they_wrote(client: Client, article: ArticlePage):
    reporter = sign_in(client, "charlie", REPORTER)
    assert ask(client, article).status_code == 422
    ArticlePage.objects.update(owner=reporter)
    assert ask(client, article).status_code == 303


def test_lets_readers_ask_only_where_the_newsroom_says_so(client: Client, article: ArticlePage):
    sign_in(client, "alice")
    assert ask(client, article).status_code == 422
    rule(article, readers_may_ask=True)
    assert ask(client, article).status_code == 303
    assert not PassageQuestion.objects.get().is_by_newsroom
    User.objects.update(is_suspended=True)
    assert ask(client, article, question="And now?").status_code == 422


def test_asks_a_guest_to_sign_in(client: Client, article: ArticlePage):
    rule(article, readers_may_ask=True)
    assert ask(client, article).status_code == 403
    shown = page(client, f"/discussion/article-{article.pk}/questions/?quote=berth")
    assert any("next=" in place for place in shown.xpath("//p[@class='closed-note']//a/@href"))
    assert not PassageQuestion.objects.exists()


@pytest.mark.parametrize(
    ("hold", "has_written", "state"),
    [
        ("nobody", False, "approved"),
        ("newcomers", False, "held"),
        ("newcomers", True, "approved"),
        ("everybody", True, "held"),
    ],
)
def test_holds_a_question_where_a_comment_would_wait(
    client: Client, article: ArticlePage, *, hold: str, has_written: bool, state: str
):
    rule(article, readers_may_ask=True, hold=hold)
    alice = sign_in(client, "alice")
    if has_written:
        make_comment(make_thread(article), user=alice)
    ask(client, article)
    assert PassageQuestion.objects.get().state == state


def test_shows_a_waiting_question_to_its_reader_and_moderators_only(
    client: Client, article: ArticlePage
):
    rule(article, readers_may_ask=True, hold="everybody")
    sign_in(client, "alice")
    address = ask(client, article).url
    assert "a person reads it" in page(client, address).text_content()
    sign_in(client, "charlie")
    assert client.get(address).status_code == 404
    assert page(client, article.url).xpath("//span[@class='passage']") == []
    sign_in(client, "max", MODERATOR)
    client.post(f"{address}moderate/", {"do": "approve"}, HTTP_SEC_FETCH_SITE="same-origin")
    client.logout()
    assert page(client, article.url).xpath("//span[@class='passage']") != []


def test_takes_a_removed_question_off_the_page_and_keeps_its_answers(
    client: Client, article: ArticlePage
):
    sign_in(client, "max", MODERATOR)
    address = ask(client, article).url
    answer = make_comment(make_thread(article), question=PassageQuestion.objects.get())
    client.post(f"{address}moderate/", {"do": "remove"}, HTTP_SEC_FETCH_SITE="same-origin")
    client.logout()
    assert client.get(address).status_code == 404
    assert client.get(f"/discussion/comments/{answer.pk}/").status_code == 302


def test_lets_nobody_else_moderate(client: Client, article: ArticlePage):
    question = make_thread(article).questions.create(key="old", quote="berth")
    sign_in(client, "charlie")
    address = f"/discussion/questions/{question.pk}/moderate/"
    answer = client.post(address, {"do": "remove"}, HTTP_SEC_FETCH_SITE="same-origin")
    assert answer.status_code == 403


def test_holds_back_who_asks_without_a_rest(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asking, "MOST_IN_TEN_MINUTES", 1)
    rule(article, readers_may_ask=True)
    sign_in(client, "alice")
    assert ask(client, article).status_code == 303
    refused = ask(client, article, question="And why?")
    assert "many questions" in refused.content.decode()
    assert PassageQuestion.objects.count() == 1


def test_searches_the_article_for_no_one_who_tries_without_end(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
):
    rule(article, readers_may_ask=True)
    sign_in(client, "alice")
    monkeypatch.setattr(asking, "_TRIES", 0)
    monkeypatch.setattr(asking, "ArticleText", pytest.fail)
    answer = ask(client, article)
    assert answer.status_code == 422
    assert "You have asked many questions in ten minutes." in answer.content.decode()


def test_takes_an_answer_and_shows_it_with_the_question(client: Client, article: ArticlePage):
    question = make_thread(article).questions.create(
        key="old", question="Is it so?", quote="a temporary berth"
    )
    address = f"/discussion/questions/{question.pk}/"
    (number,) = page(client, address).xpath("//form[@id='write']/input[@name='question']/@value")
    sent = {"words": "At the coal quay.", "question": number}
    answer = client.post(
        f"/discussion/article-{article.pk}/comments/", sent, HTTP_SEC_FETCH_SITE="same-origin"
    )
    comment = Comment.objects.get()
    assert (answer.status_code, comment.question) == (303, question)
    assert "At the coal quay." in page(client, address).text_content()
    thread = page(client, f"/discussion/article-{article.pk}/?show=inline-feedback")
    assert thread.xpath("//a[@class='on-passage']/@href") == [address]


def test_keeps_the_words_of_an_answer_to_what_is_gone(client: Client, article: ArticlePage):
    other = make_thread(make_article()).questions.create(key="old", quote="berth")
    sent = {"words": "At the coal quay.", "question": other.pk}
    answer = client.post(
        f"/discussion/article-{article.pk}/comments/", sent, HTTP_SEC_FETCH_SITE="same-origin"
    )
    assert answer.status_code == 422
    assert "At the coal quay." in answer.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("number", [0, 99, 10**30])
def test_answers_404_for_a_question_that_is_not_there(client: Client, number: int):
    assert client.get(f"/discussion/questions/{number}/").status_code == 404


def test_keeps_questions_of_a_private_article_private(client: Client, article: ArticlePage):
    question = make_thread(article).questions.create(key="old", quote="berth")
    article.view_restrictions.create(restriction_type="login")
    for place in (f"questions/{question.pk}/", f"article-{article.pk}/questions/"):
        assert client.get(f"/discussion/{place}").status_code == 404
    sign_in(client, "vera", EDITOR)
    assert ask(client, article).status_code == 404


def test_shows_nobody_a_mark_of_other_hands(client: Client, article: ArticlePage):
    sign_in(client, "vera", EDITOR)
    ask(client, article, question="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(article.url).content.decode()


def test_offers_to_ask_only_to_who_may(client: Client, article: ArticlePage):
    assert b"passage-asker" not in client.get(article.url).content
    sign_in(client, "vera", EDITOR)
    assert b"passage-asker" in client.get(article.url).content


@pytest.mark.parametrize("count", [0, 20])
def test_costs_an_article_one_query(
    article: ArticlePage,
    count: int,
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
):
    thread = make_thread(article)
    for number in range(count):
        thread.questions.create(key=str(number), question="Is it so?", quote="a temporary berth")
    article = ArticlePage.objects.get(pk=article.pk)
    assert article.reading.parts
    request = RequestFactory().get("/")
    assert NewsroomSettings.for_request(request)  # known on any page
    context = Context({"page": article, "request": request})
    template = "{% load paper passages %}{% passage_notes page as notes %}{% body page.reading notes %}{% passage_asker page %}"
    with django_assert_num_queries(1):
        Template(template).render(context)


def test_costs_the_page_of_a_question_few_queries(
    client: Client,
    article: ArticlePage,
    django_assert_max_num_queries: Callable[..., AbstractContextManager[object]],
):
    thread = make_thread(article)
    question = thread.questions.create(key="old", quote="berth")
    for _ in range(20):
        make_comment(thread, question=question)
    client.get(article.url)
    with django_assert_max_num_queries(13):
        client.get(f"/discussion/questions/{question.pk}/")


def test_compares_no_more_around_a_passage_than_is_kept_of_it(client: Client, article: ArticlePage):
    sign_in(client, "vera", EDITOR)
    long = "x " * 200_000 + "A further 1.5 million went to "
    assert ask(client, article, prefix_words=long).status_code == 303
