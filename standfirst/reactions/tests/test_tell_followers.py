"""From a form that somebody sent to the letter that is due, by way of the real table."""

import pytest
from django.test import Client
from django.utils import timezone

from standfirst.notifications.models import Kind, Mailing, Notice
from standfirst.notifications.testing import make_follow
from standfirst.outbox.models import Due
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article, make_section
from standfirst.reactions.services import run_due

pytestmark = pytest.mark.django_db


def post(article: ArticlePage, **typed: str) -> None:
    address = f"/discussion/article-{article.pk}/comments/"
    Client().post(
        address, {"words": "Who paid?", **typed}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    while run_due(at=timezone.now()):
        pass
    assert not Due.objects.exists()


def test_a_comment_is_told_to_whom_it_concerns():
    article = make_article()
    make_follow("alice@ledger.example", Kind.THREAD, f"article-{article.pk}")
    post(article)
    assert Notice.objects.get().follower.address == "alice@ledger.example"


def test_a_comment_that_nobody_waits_for_is_done_at_once():
    article = make_article()
    make_follow("alice@ledger.example", Kind.THREAD, "article-99999")
    address = f"/discussion/article-{article.pk}/comments/"
    Client().post(address, {"words": "Who paid?"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert run_due(at=timezone.now()) == 1
    assert not Due.objects.exists()


def test_a_guest_who_ticked_is_asked_and_then_told_of_the_answer():
    article = make_article()
    post(article, notify="1", mail="guest@ledger.example")
    asked = Mailing.objects.get()
    assert (asked.kind, asked.follower.address) == ("confirm", "guest@ledger.example")
    asked.follow.confirmed_at = timezone.now()
    asked.follow.save()
    post(article, parent=asked.follow.target)
    assert Notice.objects.get().follow == asked.follow


def test_an_article_that_comes_out_is_told_to_followers_of_its_section():
    section = make_section("Council")
    make_follow("alice@ledger.example", Kind.SECTION, str(section.pk))
    article = make_article(
        section=section, live=False, first_published_at=None, last_published_at=None
    )
    article.save_revision().publish()
    while run_due(at=timezone.now()):
        pass
    assert Notice.objects.get().follower.address == "alice@ledger.example"
