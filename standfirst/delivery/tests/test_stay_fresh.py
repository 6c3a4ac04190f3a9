"""Whatever is done, and in whatever order: a page that is kept is what a page laid out now would be."""

import asyncio
import os
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from difflib import unified_diff
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.asgi import get_asgi_application
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Site

from standfirst.accounts.testing import make_user
from standfirst.delivery.page_store.store import PageStore
from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.discussion.readers import Reader
from standfirst.discussion.services import moderation, recount, telling
from standfirst.discussion.services.erasing import erase_writer
from standfirst.discussion.services.voting import cast_vote
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding.templatetags import funding
from standfirst.funding.testing import make_campaign, make_gift
from standfirst.lib import changes, kept_parts
from standfirst.publishing.models import ArticlePage, NewsroomSettings
from standfirst.publishing.testing import make_article, make_author
from tests.made_once import on_sqlite_anyway

pytestmark = pytest.mark.django_db(transaction=True)
_SITE = get_asgi_application()


class Paper:
    """A small newsroom, and what can be done in it; each act is one that readers may see."""

    def __init__(self) -> None:
        self.articles = [make_article(f"Report {n}", authors=(make_author(),)) for n in "12"]
        self.threads = [make_thread(article) for article in self.articles]
        self.comments = [make_comment(thread, f"In {thread.pk}") for thread in self.threads]
        for thread in self.threads:
            recount(thread)
        self.campaign = make_campaign()
        self.alice, self.max = make_user("alice"), make_user("max")
        self.count = 0
        self.store = PageStore(_SITE)

    def post(self) -> None:
        """As a reader does it, over the site."""
        self.count += 1
        article = self.articles[self.count % 2]
        words = {"words": f"Comment {self.count}", "name": "Bea", "key": str(uuid.uuid4())}
        sent = {"HTTP_SEC_FETCH_SITE": "same-origin"}
        answer = Client().post(f"/discussion/article-{article.pk}/comments/", words, **sent)
        assert answer.status_code in {302, 303, 422}, answer.content

    def vote(self) -> None:
        self.count += 1
        bob = make_user(f"bob{self.count}")
        rules = DiscussionSettings(is_open=True)
        comment = Comment.objects.approved().first()
        if comment:
            cast_vote(
                comment=comment, reader=Reader(bob), is_up=True, rules=rules, at=timezone.now()
            )

    def remove(self) -> None:
        if comment := Comment.objects.approved().last():
            moderation.remove(comment=comment, by=self.max, at=timezone.now(), reason="Rule 4")

    def restore(self) -> None:
        if comment := Comment.objects.filter(state="removed").first():
            moderation.restore(comment=comment, by=self.max, at=timezone.now())

    def pin(self) -> None:
        if comment := Comment.objects.approved().filter(parent=None, is_pinned=False).last():
            moderation.pin(comment=comment, by=self.max, at=timezone.now())

    def erase(self) -> None:
        make_comment(self.threads[0], f"By somebody {self.count}", user=self.alice)
        erase_writer(user=self.alice, keep_words=False, at=timezone.now())

    def retitle(self) -> None:
        self.count += 1
        article = ArticlePage.objects.get(pk=self.articles[0].pk)
        article.title = f"Report, edition {self.count}"
        article.save_revision().publish()

    def rename_section_in_bulk(self) -> None:
        self.count += 1
        type(self.articles[0].section).objects.update(title=f"Section {self.count}")

    def rename_newsroom(self) -> None:
        self.count += 1
        newsroom = NewsroomSettings.for_site(Site.objects.get(is_default_site=True))
        newsroom.name = f"Ledger {self.count}"
        newsroom.save()

    def receive_gift(self) -> None:
        make_gift(self.campaign, 500)

    def name_somebody(self) -> None:
        self.count += 1
        get_user_model().objects.filter(pk=self.max.pk).update(first_name=f"Max {self.count}")

    def take_back(self) -> None:
        """What is rolled back shows nowhere."""
        with transaction.atomic():
            self.retitle()
            transaction.set_rollback(True)

    def look(self) -> None:
        """Read every page twice, from what is kept and laid out now, and compare."""
        for path in self.paths:
            kept = self._ask(self.store, path)
            with pytest.MonkeyPatch.context() as patch:  # laid out now, so from no kept part either
                patch.setattr(kept_parts, "_parts", kept_parts._Parts())
                anew = self._ask(PageStore(_SITE), path)
            changes_of = unified_diff(kept.decode().split("\n"), anew.decode().split("\n"), n=0)
            assert kept == anew, f"{path}: {list(changes_of)}"

    @property
    def paths(self) -> Iterator[str]:
        yield from ("/", "/feed.rss")
        for article in self.articles:
            yield ArticlePage.objects.get(pk=article.pk).url
            yield f"/discussion/article-{article.pk}/"
            yield f"/discussion/article-{article.pk}/feed.atom"

    @staticmethod
    def _ask(store: PageStore, path: str) -> bytes:
        scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": [(b"host", b"localhost")],
        }  # fmt: skip
        asked, sent = [{"type": "http.request", "body": b""}], []

        async def receive() -> dict[str, Any]:
            return asked.pop() if asked else await asyncio.Event().wait()

        async def send(message: Any) -> None:  # noqa: ANN401
            sent.append(message.get("body", b""))

        asyncio.run(store(scope, receive, send))
        assert any(sent)
        return b"".join(sent)


ACTS: list[Callable[[Paper], None]] = [
    Paper.post, Paper.retitle, Paper.vote, Paper.remove, Paper.restore, Paper.pin, Paper.erase,
    Paper.rename_section_in_bulk, Paper.rename_newsroom, Paper.receive_gift, Paper.name_somebody, Paper.take_back,
]  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever forgot, in the test before, left parts that nobody made old."""
    monkeypatch.setattr(kept_parts, "_parts", kept_parts._Parts())


@pytest.fixture
def paper() -> Paper:
    return Paper()


def _do(paper: Paper, acts: list[Callable[[Paper], None]]) -> None:
    paper.look()
    for act in acts:
        act(paper)
        paper.look()


@on_sqlite_anyway
@given(data=st.data())
@settings(
    max_examples=int(os.environ.get("GENERATED_ACTS", "2")),
    deadline=timedelta(minutes=1),
    suppress_health_check=list(HealthCheck),
)
def test_the_next_reader_sees_what_was_done(paper: Paper, data: st.DataObject):
    _do(paper, data.draw(st.lists(st.sampled_from(ACTS), min_size=2, max_size=4)))


def _nothing(*_args: object, **_more: object) -> None:
    """Forget."""


# Where somebody forgets to say what changed, or says it of something else; and an act by which that is seen.
FORGETFUL: dict[str, tuple[Any, str, Any, Callable[[Paper], None]]] = {
    "tables are not noted": (changes, "_shown_tables", lambda _sql: set(), Paper.retitle),
    "what was read for another part is not noted": (funding, "shows", _nothing, Paper.receive_gift),
    "another discussion is named": (
        telling, "changed", lambda *_keys: changes.changed("thread:0"), Paper.remove,
    ),
    "another branch is named": (
        telling, "changed", lambda thread, _branch: changes.changed(thread, "branch:0"), Paper.pin,
    ),
    "parts of pages note nothing": (
        kept_parts, "noted", lambda _words, _keys: (), Paper.rename_newsroom,
    ),
    "nothing is told after the commit": (changes, "tell", _nothing, Paper.remove),
    "the table of pages is thought to be shown nowhere": (
        changes, "SHOWN_NOWHERE", changes.SHOWN_NOWHERE | {"wagtailcore_page"}, Paper.rename_section_in_bulk,
    ),
}  # fmt: skip


@on_sqlite_anyway
@pytest.mark.parametrize("name", FORGETFUL)
def test_who_forgets_is_found(paper: Paper, monkeypatch: pytest.MonkeyPatch, name: str):
    where, what, instead, act = FORGETFUL[name]
    monkeypatch.setattr(where, what, instead)
    with pytest.raises(AssertionError):
        _do(paper, [act])


def test_nobody_forgets(paper: Paper):
    _do(paper, ACTS)
