"""Whatever letter strangers can cause: one mailbox gets few, by whichever of its addresses, from wherever."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from standfirst.accounts.codes import MAILED_CODES
from standfirst.discussion.models import Comment, DiscussionSettings, RecentAct, VoteAddress
from standfirst.discussion.services.confirming import LETTERS as PROOFS
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding.models import SupporterLetter
from standfirst.funding.services.own_gifts import LETTERS as LINKS
from standfirst.lib.pace import WIDER, mailbox_of
from standfirst.notifications.models import Mailing
from standfirst.notifications.services.following import LETTERS as FOLLOWS
from standfirst.outbox.models import Event
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
OWN = {"HTTP_ORIGIN": "http://testserver"}
Ask = Callable[[Client, ArticlePage, str, int], object]


@pytest.fixture
def article() -> ArticlePage:
    article = make_article()
    make_thread(article)
    DiscussionSettings.objects.create(site=article.get_site(), mail_confirmed=True)
    return article


def ask_for_code(client: Client, article: ArticlePage, address: str, number: int) -> int:
    client.post("/account/sign-in/", {"mail_address": address})
    return len(mail.outbox)


def ask_to_follow(client: Client, article: ArticlePage, address: str, number: int) -> int:
    wish = {"kind": "thread", "target": f"article-{article.pk}", "mail": address}
    client.post("/follows/ask/", {**wish, "frequency": "at-once"}, **OWN)
    return Mailing.objects.count()


def comment(client: Client, article: ArticlePage, address: str, number: int) -> int:
    values = {"words": f"Number {number}", "mail": address}
    client.post(f"/discussion/article-{article.pk}/comments/", values, **OWN)
    return Event.objects.filter(name="comment-unproven").count()


def ask_for_gifts(client: Client, article: ArticlePage, address: str, number: int) -> int:
    client.post("/support/mine/link/", {"mail": address}, **OWN)
    return SupporterLetter.objects.count()


@pytest.mark.parametrize(
    ("ask", "most"),
    [
        (ask_for_code, MAILED_CODES.here.most),
        (ask_to_follow, FOLLOWS.here.most),
        (comment, PROOFS.here.most),
        (ask_for_gifts, LINKS.here.most),
    ],
)
def test_a_mailbox_gets_few_letters_by_tags_and_parts_of_a_network(
    article: ArticlePage, ask: Ask, most: int
):
    for number in range(8):
        client = Client(REMOTE_ADDR=f"2001:db8:1:{number}::1")
        letters = ask(client, article, f"Victim+{number}@reader.example", number)
    assert letters == most
    elsewhere = Client(REMOTE_ADDR="2001:db8:2::1")
    assert ask(elsewhere, article, "victim@reader.example", 9) == most + 1


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("Anna+news@Paper.example", "anna@paper.example"),
        ("a.n.na+x@googlemail.com", "anna@gmail.com"),
        ("a.nna@paper.example", "a.nna@paper.example"),
        ('"anna"@paper.example', "anna@paper.example"),
        ("anna@b\u00fccher.example", "anna@xn--bcher-kva.example"),
        ("+x@paper.example", "+x@paper.example"),
    ],
)
def test_tells_mailboxes_apart(address: str, mailbox: str):
    assert mailbox_of(address) == mailbox


def test_parts_of_a_network_post_no_more_than_four(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("standfirst.discussion.services.pace.GUESTS_AT_ONE_ADDRESS", 1)
    rules = DiscussionSettings.objects.get()
    rules.mail_confirmed, rules.most_in_ten_minutes = False, 1
    rules.save()
    for number in range(WIDER + 2):
        comment(Client(REMOTE_ADDR=f"2001:db8:1:{number}::1"), article, "", number)
    assert Comment.objects.count() == WIDER
    assert RecentAct.objects.exists()


def test_parts_of_a_network_are_one_place_for_votes(article: ArticlePage):
    voted = make_comment(make_thread(article))
    for number in range(5):
        client = Client(REMOTE_ADDR=f"2001:db8:1:{number}::1")
        client.post(f"/discussion/comments/{voted.pk}/vote/", {"value": "up"}, **OWN)
    assert VoteAddress.objects.count() == 3
