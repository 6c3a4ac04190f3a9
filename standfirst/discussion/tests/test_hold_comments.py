"""Which comments wait, and why."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client

from standfirst.accounts.models import User
from standfirst.accounts.roles import MODERATOR, REPORTER
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.discussion.screening import Candidate, why_held
from standfirst.discussion.services import Draft, PostRefused, Writer, post_comment
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.lib.html import render_comment
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)
Post = Callable[..., Comment]


@pytest.fixture
def article() -> ArticlePage:
    return make_article()


def held(words: str = "Who signed it?", *, rules: dict[str, object], **candidate: object) -> str:
    asked = Candidate(words=words, html=render_comment(words), **candidate)
    return why_held(asked, DiscussionSettings(**rules)) or ""


def post(article: ArticlePage, words: str = "Who signed it?", **rules: object) -> Comment:
    writer = Writer(guest_key="alice", address="203.0.113.9")
    rules = DiscussionSettings(**rules)
    return post_comment(article=article, draft=Draft(words), writer=writer, rules=rules, at=NOON)


def test_holds_nobody_where_no_rule_is_on(django_assert_num_queries: object):
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert held("[a](https://a.example) viagra", rules={}) == ""


def test_holds_a_suspended_reader_who_comes_as_a_guest(article: ArticlePage):
    alice = make_user("alice")
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    make_comment(make_thread(article), user=alice, guest_key="browser of alice")
    guests: list[dict[str, object]] = [
        {"guest_key": "browser of alice"},
        {"guest_key": "another", "mail": "ALICE@ledger.example"},
        {"mail": "alice+again@ledger.example"},
    ]
    for is_suspended, reason in ((False, ""), (True, "suspended")):
        User.objects.update(is_suspended=is_suspended)
        assert [held(rules={}, **guest) for guest in guests] == [reason] * 3
        assert held(rules={}, guest_key="another", mail="bob@ledger.example") == ""


def test_notes_the_browser_of_who_signed_in(client: Client, article: ArticlePage):
    alice = make_user("alice")
    client.force_login(alice)
    address = f"/discussion/article-{article.pk}/comments/"
    words = {"words": "As myself.", "writer": alice.pk}
    client.post(address, words, HTTP_SEC_FETCH_SITE="same-origin")
    User.objects.update(is_suspended=True)
    signed_out = Client()
    signed_out.cookies[settings.GUEST_COOKIE] = client.cookies[settings.GUEST_COOKIE].value
    signed_out.post(address, {"words": "As a guest."}, HTTP_SEC_FETCH_SITE="same-origin")
    states = Comment.objects.order_by("pk").values_list("user", "state", "held_for")
    assert list(states) == [(alice.pk, "approved", ""), (None, "held", "suspended")]


def test_holds_everybody():
    assert held(rules={"hold": "everybody"}) == "everybody"


@pytest.mark.parametrize("role", [MODERATOR, REPORTER])
def test_never_holds_who_works_here(role: str):
    rules = {"hold": "everybody", "mail_confirmed": True, "held_words": "who"}
    assert held(rules=rules, user=make_user("max", role)) == ""


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("[a](https://a.example) [b](https://b.example)", ""),
        ("[a](https://a.example) [b](https://b.example) https://c.example", "links"),
        ("http://a.example www.b.example https://c.example", "links"),
        ("<http://a.example> <http://b.example> <http://c.example>", "links"),
    ],
)
def test_holds_more_links_than_it_may_have(words: str, reason: str):
    assert held(words, rules={"most_links": 2}) == reason


def test_counts_no_links_where_there_is_no_limit():
    assert held("https://a.example " * 50, rules={"most_links": 0}) == ""


@pytest.mark.parametrize(
    "words",
    [
        "Cheap PILLS here",
        "cheap p\u0456lls",
        "p.i.l.l.s!",
        "p\u200bills",
        "\uff50\uff49\uff4c\uff4c\uff53",
        "buy (pills)",
        "Meet me, poker-night is on",
        "\u8cfc\u8cb7\u85e5\u54c1\u5427",
    ],
)
def test_holds_words_of_the_list(words: str):
    assert (
        held(words, rules={"held_words": "pills\n  Poker*\n\u85e5\u54c1\n\n*\nspam.example"})
        == "words"
    )


@pytest.mark.parametrize("words", ["Spills happen", "a pillsbury dough", "Essex and Sussex", "?"])
def test_leaves_words_that_only_hold_one(words: str):
    assert held(words, rules={"held_words": "pills\nsex"}) == ""


@pytest.mark.parametrize(
    "where",
    [
        {"name": "Pills for you"},
        {"mail": "bob@spam.example"},
        {"website": "https://spam.example/x"},
        {"address": "203.0.113.77"},
    ],
)
def test_looks_at_who_wrote_and_from_where(where: dict[str, str]):
    assert held(rules={"held_words": "pills\nspam.example\n203.0.113."}, **where) == "words"
    assert held(rules={"held_words": "203.0.113.7"}, address="203.0.113.77") == ""


def test_holds_a_guest_until_one_comment_was_approved(article: ArticlePage):
    first = post(article, hold="newcomers")
    assert (first.state, first.held_for) == ("held", "newcomer")
    assert post(article, "Again?", hold="newcomers").state == "held"
    Comment.objects.filter(pk=first.pk).update(state="approved")
    assert post(article, "Now?", hold="newcomers").state == "approved"


def test_knows_a_reader_by_account_and_not_by_what_is_typed(article: ArticlePage):
    alice = make_user("alice")
    make_comment(make_thread(article), user=alice, mail="alice@ledger.example")
    rules = {"hold": "newcomers"}
    assert held(rules=rules, user=alice) == ""
    assert held(rules=rules, user=make_user("charlie")) == "newcomer"
    assert held(rules=rules, mail="alice@ledger.example") == "newcomer"


def test_knows_a_guest_by_a_mail_address_that_was_proven(article: ArticlePage):
    make_comment(make_thread(article), mail="Bob@Example.org")
    known = {"rules": {"hold": "newcomers"}, "mail": "bob@example.org"}
    assert held(**known) == "newcomer"
    assert held(**known, is_mail_confirmed=True) == ""


@pytest.mark.parametrize("rule", [{}, {"mail_confirmed": True}])
def test_believes_no_mail_address_that_was_only_typed(article: ArticlePage, rule: dict[str, bool]):
    make_comment(make_thread(article), mail="bob@example.org", guest_key="bob")
    rules = DiscussionSettings(hold="newcomers", **rule)
    charlie = Writer(guest_key="charlie")
    draft = Draft("I am Bob.", mail="bob@example.org")
    posted = post_comment(article=article, draft=draft, writer=charlie, rules=rules, at=NOON)
    assert posted.held_for == ("mail" if rule else "newcomer")


def test_holds_a_guest_whose_mail_is_not_proven_before_all_else():
    rules = {"hold": "everybody", "mail_confirmed": True}
    assert held(rules=rules) == "mail"
    assert held(rules=rules, is_mail_confirmed=True) == "everybody"
    assert held(rules=rules, user=make_user("alice")) == "everybody"


def test_refuses_spam_in_words_and_keeps_nothing(article: ArticlePage):
    with pytest.raises(PostRefused) as refused:
        post(article, "Cheap p\u0456lls", spam_words="pills")
    assert (refused.value.code, refused.value.field) == ("words-of-spam", "words")
    assert Comment.objects.count() == 0


def test_refuses_a_suspended_reader_in_words(article: ArticlePage):
    alice = make_user("alice")
    User.objects.filter(pk=alice.pk).update(is_suspended=True)
    alice.refresh_from_db()
    with pytest.raises(PostRefused) as refused:
        post_comment(
            article=article,
            draft=Draft("Who?"),
            writer=Writer(user=alice),
            rules=DiscussionSettings(),
            at=NOON,
        )
    assert refused.value.code == "writer-suspended"
    assert "suspended" in str(refused.value)


@pytest.mark.parametrize("hold", ["everybody", "newcomers"])
def test_shows_a_signed_in_writer_what_waits_and_why(client: Client, hold: str):
    article = make_article()
    rules = DiscussionSettings.for_site(article.get_site())
    rules.hold = hold
    rules.save()
    client.force_login(alice := make_user("alice"))
    address = f"/discussion/article-{article.pk}/comments/"
    words = {"words": "Who signed?", "writer": alice.pk}
    posted = client.post(address, words, follow=True, HTTP_SEC_FETCH_SITE="same-origin")
    page = posted.content.decode()
    assert posted.status_code == 200
    assert "Who signed?" in page
    why = "Your first comment is read" if hold == "newcomers" else "A person reads it"
    assert f"Only you see this. {why} before it appears." in page
    stranger = Client().get(article.url).content.decode()
    assert "Who signed?" not in stranger
