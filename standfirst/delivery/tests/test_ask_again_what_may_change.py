"""What caches keep as long as they think fit unless they are told to ask again: editors change their minds."""

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from wagtail.contrib.redirects.models import Redirect

from standfirst.delivery.tests.test_follow_moves import renamed
from standfirst.lib.middleware import no_heuristic_caching
from standfirst.publishing.models import NewsroomSettings
from standfirst.publishing.testing import make_article


@pytest.mark.django_db
@pytest.mark.parametrize("caches", [{}, {"cache-1": {}}])
def test_an_article_that_is_renamed_and_named_back_is_no_endless_loop(
    client: Client, newsroom: NewsroomSettings, settings: LazySettings, caches: dict[str, object]
):
    settings.FRONT_CACHES = caches
    article = renamed(make_article(slug="wall"), "sea-wall")
    there = client.get("/harbour/wall/")
    renamed(article, "wall")
    back = client.get("/harbour/sea-wall/")
    assert (there.status_code, back.status_code) == (301, 301)
    assert "no-cache" in there["Cache-Control"]
    assert "no-cache" in back["Cache-Control"]


@pytest.mark.django_db
def test_so_it_is_with_every_other_permanent_redirect(client: Client, newsroom: NewsroomSettings):
    article = make_article(slug="wall")
    Redirect.add_redirect("/?p=7", article)
    Redirect.add_redirect("/old", "/harbour/")
    for address in ("/?p=7", "/old/", "/harbour"):
        answer = client.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (301, "no-cache"), address


@pytest.mark.django_db
def test_what_is_not_there_yet_is_asked_for_again(client: Client, newsroom: NewsroomSettings):
    for address in ("/harbour/wall/", "/media/images/wall.jpg", "/documents/7/wall.pdf"):
        answer = client.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (404, "no-cache"), address


@pytest.mark.parametrize(
    ("status", "before", "after"),
    [
        (301, "private", "private, no-cache"),
        (308, None, "no-cache"),
        (404, None, "no-cache"),
        (405, None, "no-cache"),
        (410, None, "no-cache"),
        (410, "private, no-store", "private, no-store"),
        (301, "max-age=60", "max-age=60"),
        (302, None, None),
        (200, None, None),
    ],
)
def test_what_says_how_long_it_is_good_stays_as_it_is(
    status: int, before: str | None, after: str | None
):
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=status, headers={"Cache-Control": before} if before else {})

    answer = no_heuristic_caching(view)(RequestFactory().get("/"))
    assert answer.get("Cache-Control") == after
