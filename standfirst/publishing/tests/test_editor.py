"""The editor as the newsroom finds it: its name, its first page, what it asks of pictures."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import Site

from standfirst.accounts.roles import EDITOR, MODERATOR, REPORTER
from standfirst.accounts.testing import make_user
from standfirst.publishing.models import NewsroomSettings, Picture
from standfirst.publishing.testing import make_article, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera(client: Client):
    client.force_login(make_user("vera", EDITOR))
    return client


@pytest.fixture(autouse=True)
def _named() -> None:
    newsroom = NewsroomSettings.for_site(Site.objects.get(is_default_site=True))
    newsroom.name = "The Harbour Ledger"
    newsroom.save()


def drawing(name: str = "wall.png"):
    file = io.BytesIO()
    Image.new("RGB", (20, 10)).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


def picture_form(**changes: object):
    return {
        "title": "The wall",
        "file": drawing(),
        "description": "A wall",
        "credit": "Ines Maartens",
        "licence": "own",
        "collection": "1",
    } | changes


def test_carries_the_papers_name(client: Client):
    page = client.get(reverse("wagtailadmin_login"), follow=True).content.decode()
    assert "<title>Sign in – The Harbour Ledger</title>" in page


def test_begins_with_where_to_write(vera: Client):
    section = make_section("Harbour")
    page = vera.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("wagtailadmin_pages:add", args=["publishing", "articlepage", section.pk]) in page


def test_says_what_comes_and_goes_by_itself(vera: Client):
    now = timezone.now()
    make_article("Leaves soon", expire_at=now + timedelta(days=1))
    coming = make_article("Comes soon", live=False, go_live_at=now + timedelta(days=1))
    coming.save_revision().publish()
    page = vera.get(reverse("wagtailadmin_home")).content.decode()
    assert "To be taken down" in page
    assert "Leaves soon" in page
    assert "To be published" in page
    assert "Comes soon" in page


def test_shows_a_reporter_the_sections_and_a_moderator_nothing_of_it(client: Client):
    make_section("Harbour")
    client.force_login(make_user("alice", REPORTER))
    assert "Write an article in" in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(make_user("max", MODERATOR))
    assert "Write an article in" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_takes_a_picture_that_says_what_it_shows(vera: Client):
    vera.post(reverse("wagtailimages:add"), picture_form())
    assert Picture.objects.get().description == "A wall"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("description", "Write what the picture shows"),
        ("credit", "Say who took or drew the picture"),
    ],
)
def test_asks_for_what_a_picture_must_say(vera: Client, field: str, words: str):
    page = vera.post(reverse("wagtailimages:add"), picture_form(**{field: ""}))
    assert words in page.content.decode()
    assert not Picture.objects.exists()


def test_asks_for_it_too_when_many_pictures_are_put_in_at_once(vera: Client):
    answer = vera.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "wall", "files[]": drawing(), "collection": "1"},
        headers={"x-requested-with": "XMLHttpRequest"},
    ).json()
    assert not Picture.objects.exists()
    assert "Alt text" in answer["form"]


@pytest.mark.parametrize("place", ["wagtailadmin_home", "wagtailimages:add_multiple"])
def test_its_pages_have_our_style_sheet(vera: Client, place: str):
    assert b'href="/static/standfirst/desk' in vera.get(reverse(place)).content


def test_does_not_ask_an_importer():
    Picture.objects.create(title="From elsewhere", file=drawing("elsewhere.png"))
    assert Picture.objects.get().description == ""
