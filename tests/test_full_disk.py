"""On a full disk whoever only reads is served: nothing is written to answer a GET."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test import Client
from lxml import html
from PIL import Image

from standfirst.discussion.models import DiscussionSettings
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding.models import FundingSettings
from standfirst.funding.testing import make_campaign
from standfirst.lib import health, outage
from standfirst.publishing.models import ArticlePage, NewsroomSettings, Picture
from standfirst.publishing.testing import make_article, make_author
from tests.test_dear_bodies import FORMS, TAKES_NONE

pytestmark = pytest.mark.django_db
_WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "REPLACE")


@pytest.fixture
def article() -> ArticlePage:
    """With a picture that nobody has asked for in any size yet, in a newsroom that set nothing."""
    file = BytesIO()
    Image.new("RGB", (2400, 1600), "red").save(file, "JPEG")
    picture = Picture.objects.create(title="Wall", file=ContentFile(file.getvalue(), "wall.jpg"))
    article = make_article("The wall", lead_picture=picture)
    make_author()
    for model in (NewsroomSettings, DiscussionSettings, FundingSettings):
        model.objects.all().delete()
    return article


@pytest.fixture
def places(article: ArticlePage) -> dict[str, str]:
    comment = make_comment(make_thread(article), words="Who signed it?")
    return {
        "article": f"article-{article.pk}",
        "comment": str(comment.pk),
        "campaign": make_campaign().slug,
        "token": "x:x",
    }


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[str]]]:
    """Fill the disk when it is called; returns what was written to the database nevertheless."""
    written: list[str] = []

    def refuse(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if sql.lstrip().upper().startswith(_WRITES):
            written.append(sql)
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    def no_space(*args: object, **kwargs: object) -> str:
        raise OSError(28, "No space left on device")

    with ExitStack() as stack:

        def fill() -> list[str]:
            stack.enter_context(connection.execute_wrapper(refuse))
            monkeypatch.setattr(default_storage, "_save", no_space)
            # Before the database is asked, whose transaction here is the test's own.
            monkeypatch.setattr(Picture, "generate_rendition_file", no_space)
            return written

        yield fill


def test_a_page_is_shown_without_the_picture_whose_sizes_cannot_be_drawn(
    client: Client, article: ArticlePage, full_disk: Callable[[], list[str]]
):
    written = full_disk()
    answer = client.get(article.url)
    assert answer.status_code == 200
    assert "The wall" in html.fromstring(answer.content).text_content()
    assert b"/media/images/" not in answer.content
    assert written == []


def test_a_page_is_shown_with_the_sizes_that_are_there(
    client: Client, article: ArticlePage, full_disk: Callable[[], list[str]]
):
    assert article.lead_picture
    article.lead_picture.get_rendition("width-720|format-webp")
    full_disk()
    shown = html.fromstring(client.get(article.url).content).xpath("//main//img/@src")
    assert [source for source in shown if "width-720" in source]


@pytest.mark.parametrize("address", ["/", "/feed.rss", "/feed.json", "/sitemap.xml"])
def test_machines_and_lists_are_served(
    client: Client, article: ArticlePage, full_disk: Callable[[], list[str]], address: str
):
    written = full_disk()
    assert client.get(address).status_code == 200
    assert written == []


@pytest.mark.parametrize(
    "address", [*(place for place, _fields in FORMS.values()), *TAKES_NONE.values()]
)
def test_no_address_writes_when_it_is_read(
    client: Client, places: dict[str, str], full_disk: Callable[[], list[str]], address: str
):
    health.worker_is_here()  # or the site says that it is not ready
    written = full_disk()
    assert client.get(address.format(**places)).status_code < 500
    assert written == []


@pytest.mark.parametrize(
    ("method", "words"),
    [("post", "Go back: what you wrote is still there."), ("get", "Please try again")],
)
def test_what_cannot_be_saved_is_refused_in_words(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch, method: str, words: str
):
    def full(*args: object, **kwargs: object) -> None:
        cause = sqlite3.OperationalError("database or disk is full")
        cause.sqlite_errorname = "SQLITE_FULL"  # type: ignore[misc]
        raise OperationalError("database or disk is full") from cause

    monkeypatch.setattr("standfirst.discussion.views.writing.find_article", full)
    client = Client(raise_request_exception=False, HTTP_SEC_FETCH_SITE="same-origin")
    place = {"post": "comments", "get": "write"}[method]
    answer = getattr(client, method)(
        f"/discussion/article-{article.pk}/{place}/", {"words": "Who?"}
    )
    assert answer.status_code == 503
    assert words in html.fromstring(answer.content).text_content()
    assert answer["Retry-After"] == "60"


def test_who_waits_for_a_full_disk_goes_on_when_there_is_room(monkeypatch: pytest.MonkeyPatch):
    cause = sqlite3.OperationalError("database or disk is full")
    cause.sqlite_errorname = "SQLITE_FULL"  # type: ignore[misc]
    full = OperationalError("database or disk is full")
    full.__cause__ = cause
    free = iter([0, 4096, 10_000_000])
    monkeypatch.setattr(outage, "_GLANCE", 0.01)
    monkeypatch.setattr(
        "standfirst.lib.outage.shutil.disk_usage", lambda _: SimpleNamespace(free=next(free))
    )
    assert outage.wait_out(full)
    assert next(free, None) is None
