from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from lxml import html

from standfirst.discussion.guests import guest_key_of, signed
from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.discussion.orders import Order
from standfirst.discussion.services import recount
from standfirst.discussion.testing import grow_thread, make_comment, make_thread
from standfirst.publishing.models import ArticlePage
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


def test_nests_replies_in_lists(client: Client, article: ArticlePage):
    thread = make_thread(article)
    top = make_comment(thread)
    reply = make_comment(thread, parent=make_comment(thread, parent=top))
    make_comment(thread, parent=top)
    recount(thread)
    page = read(client, article.url)
    assert page.xpath(f"count(//article[@id='comment-{reply.pk}']/ancestor::ol)") == 3
    assert page.xpath("//ol[@class='thread']/li/ol/li/article/@id") == [
        f"comment-{reply.parent_id}",
        f"comment-{reply.pk + 1}",
    ]


def test_leads_to_a_comment_on_the_article_page(client: Client, article: ArticlePage):
    comment = make_comment(make_thread(article))
    response = client.get(f"/discussion/comments/{comment.pk}/")
    assert response.url == f"{article.url}#comment-{comment.pk}"


def test_leads_to_a_deep_comment_of_a_big_thread(client: Client, article: ArticlePage):
    thread = make_thread(article)
    deep = make_comment(thread)
    for _ in range(11):
        deep = make_comment(thread, parent=deep)
    grow_thread(thread, 500, roots=1)
    response = client.get(f"/discussion/comments/{deep.pk}/")
    assert response.url == f"/discussion/comments/{deep.pk}/branch/#comment-{deep.pk}"
    assert len(numbers(read(client, response.url))) == 12


def test_leads_to_depth_twelve_of_ten_thousand_in_as_many_queries_as_in_few(
    client: Client,
    article: ArticlePage,
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
):
    thread = make_thread(article)
    for size in (300, 9700):
        grow_thread(thread, size)
        deep = Comment.objects.filter(depth=12, thread=thread).order_by("-pk")[0]
        place = f"/discussion/comments/{deep.pk}/"
        client.get(place)
        with django_assert_num_queries(6):
            found = client.get(place).url
        client.get(found)  # what is kept from one page to the next is read once
        with django_assert_num_queries(10):
            page = client.get(found)
        (current,) = html.fromstring(page.content).xpath("//article[@aria-current='true']")
        assert current.get("id") == f"comment-{deep.pk}"
        assert len(current.xpath("ancestor::ol")) == 5


def test_every_permalink_leads_to_the_page_that_holds_the_comment(
    client: Client, article: ArticlePage
):
    thread = make_thread(article)
    top = make_comment(thread)
    for _ in range(70):
        make_comment(thread, parent=top)
    grow_thread(thread, 300)
    for number in [top.pk, top.pk + 10, top.pk + 60, top.pk + 80, top.pk + 200, top.pk + 369]:
        place = client.get(f"/discussion/comments/{number}/").url
        assert number in numbers(read(client, place)), (number, place)


def test_finds_a_comment_by_the_number_that_it_had(client: Client, article: ArticlePage):
    comment = make_comment(make_thread(article), old_number=123)
    response = client.get(f"/discussion/article-{article.pk}/comment/123/")
    assert response.url == f"/discussion/comments/{comment.pk}/"
    assert client.get(f"/discussion/article-{article.pk}/comment/9/").status_code == 404


def test_reads_on_in_a_long_branch(client: Client, article: ArticlePage):
    thread = make_thread(article)
    top = make_comment(thread)
    for _ in range(70):
        make_comment(thread, parent=top)
    grow_thread(thread, 150, roots=1)
    page = read(client, f"{article.url}?order=oldest")
    (more,) = page.xpath("//p[@class='branch-more']/a/@href")
    assert "20 more replies" in words(page)
    rest = read(client, more)
    assert numbers(rest) == [top.pk, *range(top.pk + 1, top.pk + 71)]
    begin = rest.xpath(f"//p[@id='from-{top.pk}']/a/@href")
    assert begin == [more]
    (next_to_it,) = rest.xpath(f"//li[p[@id='from-{top.pk}']]/following-sibling::li[1]/article/@id")
    assert next_to_it == f"comment-{top.pk + 51}"


def test_unfolds_a_branch_in_place_of_itself(client: Client, article: ArticlePage):
    thread = make_thread(article)
    top = make_comment(thread)
    for _ in range(70):
        make_comment(thread, parent=top)
    grow_thread(thread, 150, roots=1)
    page = read(client, f"{article.url}?order=best")
    (more,) = page.xpath("//p[@class='branch-more']/a")
    part = more.get("data-swap")[1:]
    for found in (page, read(client, more.get("href"))):
        assert found.xpath(f"//li[@id='{part}']/article/@id") == [f"comment-{top.pk}"]
    assert "order=best" in more.get("href")


def test_leads_back_from_a_branch_to_its_place(client: Client, article: ArticlePage):
    grow_thread(make_thread(article), 600)
    root = Comment.objects.filter(parent=None, reply_count__gt=0)[20]
    for order in Order:
        page = read(client, f"/discussion/comments/{root.pk}/branch/?order={order.value}")
        (back,) = page.xpath("//p[@class='kicker']/a/@href")
        assert back.endswith(f"#comment-{root.pk}")
        assert numbers(read(client, back))[0] == root.pk


def test_stands_replies_at_the_last_level_one_after_the_other(client: Client, article: ArticlePage):
    DiscussionSettings.objects.update_or_create(site=article.get_site(), defaults={"nesting": 3})
    thread = make_thread(article)
    chain = [make_comment(thread, name="Alice")]
    for name in ("Bob", "Vera", "Max", "Charlie"):
        chain.append(make_comment(thread, parent=chain[-1], name=name))
    recount(thread)
    page = read(client, article.url)
    assert [len(page.xpath(f"//article[@id='comment-{one.pk}']/ancestor::ol")) for one in chain] == [1, 2, 3, 3, 3]  # fmt: skip
    assert "to Max" in words(page)


def test_folds_a_long_exchange_under_its_eighth_level(client: Client, article: ArticlePage):
    thread = make_thread(article)
    last = make_comment(thread, guest_key=guest_key_of("alice"))
    for _ in range(19):
        last = make_comment(thread, parent=last, guest_key=last.guest_key)
    recount(thread)
    page = read(client, article.url)
    assert len(numbers(page)) == 20
    assert len(page.xpath("//details[@class='branch']//article")) == 12
    assert "12 more replies" in words(page.xpath("//details[@class='branch']/summary")[0])
    client.cookies["standfirst_guest"] = signed("alice")
    assert not read(client, article.url).xpath("//details[@class='branch']")


def test_folds_no_exchange_that_was_asked_for(client: Client, article: ArticlePage):
    thread = make_thread(article)
    last = make_comment(thread)
    for _ in range(19):
        last = make_comment(thread, parent=last)
    recount(thread)
    page = read(client, f"/discussion/comments/{last.pk}/branch/")
    assert not page.xpath("//details[@class='branch']")
    (current,) = page.xpath("//article[@aria-current]")
    assert current.get("id") == f"comment-{last.pk}"
    assert "This comment" in words(current)


def test_answers_404_for_an_old_number_where_nobody_has_written(
    client: Client, article: ArticlePage
):
    assert client.get(f"/discussion/article-{article.pk}/comment/5/").status_code == 404


@pytest.mark.parametrize("after", ["9" * 5000, "9" * 19, "-1", "²", "x", ""])
def test_answers_404_for_a_wrong_place_in_a_branch(
    client: Client, article: ArticlePage, after: str
):
    comment = make_comment(make_thread(article))
    address = f"/discussion/comments/{comment.pk}/branch/"
    assert client.get(address, {"after": after}).status_code == 404
