from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from lxml import html

from standfirst.accounts.models import User
from standfirst.discussion.models import Comment, DiscussionSettings, RecentAct, Thread
from standfirst.discussion.services import (
    Draft,
    PostRefused,
    Writer,
    close_thread,
    forget_what_is_old,
    pace,
    post_comment,
)
from standfirst.discussion.services.pace import keep_pace
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article, make_author

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)
Post = Callable[..., Comment]


@pytest.fixture
def article() -> ArticlePage:
    return make_article()


@pytest.fixture
def post(article: ArticlePage) -> Post:
    def post(words: str = "Who signed it?", *, at: datetime = NOON, **values: object) -> Comment:
        writer = Writer(user=values.pop("user", None), guest_key=values.pop("guest_key", "alice"))
        rules = DiscussionSettings(**values.pop("rules", {}))
        draft = Draft(words, **values)
        return post_comment(article=article, draft=draft, writer=writer, rules=rules, at=at)

    return post


def refusal(post: Post, *args: object, **values: object) -> tuple[str, str]:
    with pytest.raises(PostRefused) as refused:
        post(*args, **values)
    assert str(refused.value)
    return refused.value.code, refused.value.field


def test_makes_the_thread_with_its_first_comment(article: ArticlePage, post: Post):
    comment = post("**Who** signed it?", name="Alice")
    thread = Thread.objects.get(article=article)
    assert (thread.key, thread.comment_count, thread.last_comment_at) == (
        f"article-{article.pk}",
        1,
        NOON,
    )
    assert comment.html == "<p><strong>Who</strong> signed it?</p>"


def test_counts_a_reply_for_all_above_it(post: Post):
    top = post()
    reply = post(parent_id=top.pk)
    deeper = post(parent_id=reply.pk)
    assert (deeper.root, deeper.depth) == (top, 3)
    counts = Comment.objects.order_by("pk").values_list("reply_count", flat=True)
    assert list(counts) == [2, 1, 0]


@pytest.mark.parametrize(
    ("put_back", "kept"),
    [(timedelta(minutes=40), NOON), (timedelta(hours=5), NOON - timedelta(hours=5))],
)
def test_keeps_the_order_where_the_clock_was_put_back_a_little(
    post: Post, put_back: timedelta, kept: datetime
):
    first = post("First")
    second = post("Second", at=NOON - put_back)
    assert second.created_at == kept
    assert (second.pk > first.pk) is True


@pytest.mark.parametrize("at", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)])
def test_takes_a_comment_whatever_the_clock_says(client: Client, post: Post, at: datetime):
    post("Before")
    comment = post("Then", at=at)
    post("After")
    for order in ("newest", "oldest", "best"):
        page = client.get(f"/discussion/{comment.thread.key}/?order={order}").content.decode()
        assert page.count('class="comment"') == 3


def test_posts_once_with_one_key(post: Post):
    key = UUID(int=7)
    assert post(key=key) == post(key=key)
    assert Thread.objects.get().comment_count == 1


def test_holds_comments_where_the_newsroom_reads_first(post: Post):
    comment = post(rules={"hold": "everybody"})
    assert comment.state == "held"
    assert Thread.objects.get().comment_count == 0


def test_never_holds_a_moderators_comment(post: Post, admin_user: User):
    assert post(user=admin_user, rules={"hold": "everybody"}).state == "approved"


def test_says_who_writes_by_the_name_of_the_account(post: Post):
    alice = User.objects.create_user("alice@example.org", first_name="Alice", last_name="Adler")
    assert post(user=alice, name="Somebody").name == "Alice Adler"


@pytest.mark.parametrize(
    "words",
    ["", "  \n", "\u200b\u2060", "> -\n>> -", "\u202e\u00a0", "\x00\x01"],
)
def test_refuses_words_that_cannot_be_read(post: Post, words: str):
    assert refusal(post, words) == ("words-empty", "words")


def test_refuses_what_is_too_long(post: Post):
    assert refusal(post, "a" * 400_000) == ("words-too-long", "words")


@pytest.mark.parametrize(
    "name",
    [
        "Ines Maartens",
        "  ines   MAARTENS ",
        "Ines\u200b Maartens",
        "Ines\u00a0Maartens",
        "\u202eInes Maartens",
        "\u0406n\u0435s \u041c\u0430artens",
        "Inés Maartens",
        "Ines.Maartens",
        "\uff29\uff4e\uff45\uff53 Maartens",
        "Ines Maartens\u3164",
        "Ines Maartens\u2800",
        "Ines\uffa0 Maartens\u115f\u1160",
        "lnes Maartens",
        "1nes Maartens",
        "|nes Maartens",
        "\u0131nes Maartens",
        "Ines Maarte\u043fs",
        "Ines \u041c\u0430\u0430rt\u0435ns",
        "In\u03b5s Maarte\u03b7s",
        "Ines Maartens \u2713",
        "\u2605 Ines Maartens \u2605",
    ],
)
def test_refuses_guests_names_that_look_like_staff(post: Post, name: str):
    make_author("Ines Maartens")
    assert refusal(post, name=name) == ("name-of-staff", "name")


def test_refuses_the_name_of_an_editor(post: Post, admin_user: User):
    User.objects.filter(pk=admin_user.pk).update(first_name="Vera", last_name="Voss")
    assert refusal(post, name="Vera Voss") == ("name-of-staff", "name")
    assert post(name="Vera Vossen").name == "Vera Vossen"


def test_takes_from_a_name_what_cannot_be_seen(post: Post):
    assert post(name=" Al\u202eice\u200b\n Adler ").name == "Alice Adler"


def test_refuses_when_closed(article: ArticlePage, post: Post):
    post()
    close_thread(thread=Thread.objects.get(), by=None, at=NOON, note="Closed after a week.")
    assert refusal(post) == ("thread-closed", "")


def test_refuses_where_readers_may_not_comment(post: Post):
    assert refusal(post, rules={"is_open": False}) == ("thread-closed", "")


def test_refuses_a_reply_to_what_is_not_there(article: ArticlePage, post: Post):
    elsewhere = make_comment(make_thread(make_article("Another")))
    held = make_comment(make_thread(article), state="held")
    removed = make_comment(make_thread(article), state="removed")
    for number in (elsewhere.pk, held.pk, removed.pk, 10**12):
        assert refusal(post, parent_id=number) == ("comment-gone", "")


def test_refuses_a_reply_anywhere_below_a_closed_comment(article: ArticlePage, post: Post):
    top = make_comment(make_thread(article), is_closed=True)
    below = make_comment(top.thread, parent=make_comment(top.thread, parent=top))
    assert refusal(post, parent_id=top.pk) == ("comment-closed", "")
    assert refusal(post, parent_id=below.pk) == ("comment-closed", "")


def test_refuses_a_reply_below_the_last_level(article: ArticlePage, post: Post):
    top = make_comment(make_thread(article))
    last = make_comment(top.thread, parent=top)
    Comment.objects.filter(pk=last.pk).update(depth=500)
    assert refusal(post, parent_id=last.pk) == ("too-deep", "")


def test_asks_guests_for_mail_where_the_newsroom_wants_it(post: Post):
    assert refusal(post, rules={"mail_required": True}) == ("mail-missing", "mail")
    assert post(mail="a@example.org", rules={"mail_required": True}).mail == "a@example.org"


def test_limits_the_posts_of_one_sender_in_ten_minutes(post: Post):
    for _ in range(3):
        post(rules={"most_in_ten_minutes": 3})
    assert refusal(post, rules={"most_in_ten_minutes": 3}) == ("too-many-posts", "words")
    assert post(guest_key="another", rules={"most_in_ten_minutes": 3})
    assert post(rules={"most_in_ten_minutes": 3}, at=NOON + timedelta(minutes=10))


def test_counts_what_was_begun_later_and_written_first(post: Post):
    for _ in range(3):
        post(rules={"most_in_ten_minutes": 3}, at=NOON + timedelta(seconds=2))
    assert refusal(post, rules={"most_in_ten_minutes": 3}) == ("too-many-posts", "words")


@pytest.mark.parametrize("act", RecentAct.Act)
def test_counts_every_act_that_was_begun_later(act: RecentAct.Act):
    assert keep_pace(senders=["a"], act=act, most=1, at=NOON + timedelta(seconds=2))
    assert not keep_pace(senders=["a"], act=act, most=1, at=NOON)


def test_forgets_senders_when_the_limit_no_longer_looks_back(post: Post):
    post()
    late = NOON + timedelta(minutes=61)
    post(guest_key="another", at=late)
    forget_what_is_old(at=late)
    assert RecentAct.objects.count() == 1


def test_is_not_stopped_by_a_clock_that_jumped_back(post: Post):
    for _ in range(3):
        post(rules={"most_in_ten_minutes": 3})
    assert post(rules={"most_in_ten_minutes": 3}, at=NOON - timedelta(hours=1))


def test_lets_an_article_go_with_its_whole_thread(article: ArticlePage, post: Post):
    top = post()
    post(parent_id=top.pk)
    article.delete()
    assert Comment.objects.count() == 0


# --- The form ------------------------------------------------------------------------------

OWN = {"HTTP_ORIGIN": "http://testserver"}


def send(client: Client, article: ArticlePage, headers: dict[str, str] = OWN, **values: object):
    address = f"/discussion/article-{article.pk}/comments/"
    return client.post(address, {"words": "Who signed it?", **values}, **headers)


def test_leads_from_the_form_to_the_comment(client: Client, article: ArticlePage):
    response = send(client, article, name="Alice")
    comment = Comment.objects.get()
    assert (response.status_code, response.url) == (303, f"/discussion/comments/{comment.pk}/")
    assert client.get(response.url).url == f"{article.url}#comment-{comment.pk}"


def test_posts_once_on_a_double_click(client: Client, article: ArticlePage):
    page = html.fromstring(client.get(article.url).content)
    (key,) = page.xpath("//form[@id='write']/input[@name='key']/@value")
    assert send(client, article, key=key).url == send(client, article, key=key).url
    assert send(client, article, key=key, words="Something else").status_code == 303
    assert Comment.objects.count() == 2


def test_keeps_what_was_typed_when_it_is_refused(client: Client, article: ArticlePage):
    make_author("Ines Maartens")
    response = send(
        client, article, name="Ines Maartens", words="A <long> thought", mail="a@b.example"
    )
    page = html.fromstring(response.content)
    assert response.status_code == 422
    assert page.xpath("//textarea")[0].text.strip() == "A <long> thought"
    assert page.xpath("//input[@name='name']/@value") == ["Ines Maartens"]
    assert page.xpath("//input[@name='name']/@aria-invalid") == ["true"]
    assert article.title in page.text_content()


def test_keeps_the_comment_answered_when_a_reply_is_refused(client: Client, article: ArticlePage):
    parent = make_comment(make_thread(article), "The borings were nine metres deep.")
    response = send(client, article, parent=parent.pk, words=" ", mail="nonsense")
    page = html.fromstring(response.content)
    assert "The borings were nine metres deep." in page.text_content()
    assert page.xpath("//input[@name='parent']/@value") == [str(parent.pk)]
    assert page.xpath("//input[@name='mail']/@aria-invalid") == ["true"]


def test_replies_by_a_page_of_its_own(client: Client, article: ArticlePage):
    parent = make_comment(make_thread(article), "The borings were nine metres deep.", name="Bob")
    page = html.fromstring(client.get(f"/discussion/comments/{parent.pk}/reply/").content)
    assert "Reply to Bob" in page.text_content()
    values = dict(page.forms[-1].form_values()) if len(page.forms) else {}
    send(client, article, **{**values, "words": "And then?"})
    assert Comment.objects.get(parent=parent).words == "And then?"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://["},
        {"HTTP_SEC_FETCH_SITE": "cross-site", **OWN},
        {"HTTP_SEC_FETCH_SITE": "same-site", **OWN},
        {"HTTP_REFERER": "https://elsewhere.example/http://testserver/"},
    ],
)
def test_refuses_forms_of_other_sites(
    client: Client, article: ArticlePage, headers: dict[str, str]
):
    assert send(client, article, headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_SEC_FETCH_SITE": "same-origin"}, OWN, {"HTTP_REFERER": "http://testserver/x/"}],
)
def test_takes_forms_of_our_own_pages(
    client: Client, article: ArticlePage, headers: dict[str, str]
):
    assert send(client, article, headers).status_code == 303


def test_remembers_a_guest_out_of_reach_of_scripts(client: Client, article: ArticlePage):
    cookie = send(client, article).cookies["standfirst_guest"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie.value not in Comment.objects.get().guest_key


def test_shows_guests_their_own_held_comment(client: Client, article: ArticlePage):
    DiscussionSettings.objects.update_or_create(
        site=article.get_site(), defaults={"hold": "everybody"}
    )
    place = client.get(send(client, article, words="My uncle knows.").url).url
    assert "My uncle knows." in client.get(place.partition("#")[0]).content.decode()
    assert "My uncle knows." not in Client().get(article.url).content.decode()


@pytest.mark.parametrize("field", ["words", "name", "mail", "parent", "key"])
@pytest.mark.parametrize("value", ["\x00", "<script>alert(1)</script>", "9" * 40, "💥\ud7ff", "-1"])
def test_answers_nonsense_in_any_field(
    client: Client, article: ArticlePage, field: str, value: str
):
    response = send(client, article, **{field: value})
    assert response.status_code in {303, 422}
    page = client.get(article.url).content.decode()
    assert "<script>alert(1)" not in page
    assert "<script>alert(1)" not in response.content.decode()


def test_answers_404_where_the_article_is_gone(client: Client):
    article = make_article(live=False)
    assert send(client, article).status_code == 404


@pytest.mark.parametrize("name", ["Инес Петрова", "Νίκος Παππάς", "Inês Maia", "Саша (Sasha)", "★"])
def test_takes_names_in_any_alphabet(post: Post, name: str):
    make_author("Ines Maartens")
    assert post(name=name).name == name


def test_takes_a_name_of_which_nothing_is_seen_for_none(post: Post):
    assert post(name="\u3164\uffa0").name == ""


def from_address(article: ArticlePage, address: str) -> int:
    return send(Client(REMOTE_ADDR=address), article).status_code


def test_counts_all_addresses_of_one_network_as_one_sender(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pace, "GUESTS_AT_ONE_ADDRESS", 1)
    DiscussionSettings.objects.update_or_create(
        site=article.get_site(), defaults={"most_in_ten_minutes": 1}
    )
    assert from_address(article, "2001:db8:0:1::1") == 303
    assert from_address(article, "2001:db8:0:1:ffff::2") == 422
    assert from_address(article, "2001:db8:0:2::1") == 303
    assert from_address(article, "192.0.2.1") == 303
    assert from_address(article, "::ffff:192.0.2.1") == 422
    assert from_address(article, "::ffff:192.0.2.2") == 303
    assert from_address(article, "no address") == 303
