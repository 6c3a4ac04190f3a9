"""No section and no page takes an address that the site answers itself."""

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from wagtail.models import Page

from standfirst.accounts.roles import EDITOR
from standfirst.accounts.testing import make_user
from standfirst.publishing.models import PlainPage, SectionPage
from standfirst.publishing.reserved import FOR_LATER, reserved_slugs
from standfirst.publishing.testing import make_article, make_home, make_section

pytestmark = pytest.mark.django_db
TAKEN = ["oembed", "live", "support", "discussion", "archive", "search", "follows", "account", "media", "authors"]  # fmt: skip
NO_COMMENTS = {
    "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, "comments-MIN_NUM_FORMS": 0, "comments-MAX_NUM_FORMS": 1000,
}  # fmt: skip


@pytest.fixture
def vera(client: Client):
    client.force_login(make_user("vera", EDITOR))
    return client


def add_section(client: Client, slug: str):
    address = reverse("wagtailadmin_pages:add", args=["publishing", "sectionpage", make_home().pk])
    return client.post(address, {"title": "News", "slug": slug, "intro": "", **NO_COMMENTS})


@pytest.mark.parametrize("slug", TAKEN)
def test_the_editor_refuses_it_for_a_section(vera: Client, slug: str):
    page = add_section(vera, slug)
    assert f"uses the address “/{slug}/”" in page.content.decode()
    assert f'value="{slug}"' in page.content.decode()
    assert not SectionPage.objects.filter(slug=slug).exists()


def test_another_is_taken(vera: Client):
    add_section(vera, "harbour-news")
    assert SectionPage.objects.filter(slug="harbour-news").exists()


def test_an_article_may_have_any(vera: Client):
    article = make_article(slug="search")
    assert vera.get(article.url).status_code == 200


def test_a_plain_page_is_neither_copied_nor_moved_there(vera: Client):
    home = make_home()
    above = home.add_child(instance=PlainPage(title="About", slug="about-us"))
    below = above.add_child(instance=PlainPage(title="Live", slug="live"))
    asked = {"new_title": "Copy", "new_slug": "live", "new_parent_page": home.pk}
    vera.post(reverse("wagtailadmin_pages:copy", args=[above.pk]), asked)
    answer = vera.post(
        reverse("wagtailadmin_pages:move_confirm", args=[below.pk, home.pk]), follow=True
    )
    assert "uses the address “/live/”" in answer.content.decode()
    assert not Page.objects.child_of(home).filter(slug="live").exists()


@pytest.mark.parametrize("slug", sorted(reserved_slugs() - set(FOR_LATER) - {"static", "media"}))
def test_each_of_them_is_answered_by_the_site(slug: str):
    """None is on the list for nothing: a page of that name would be out of reach, or part of what is below it."""
    deeper = [
        "",
        "webhooks/stripe",
        "a/",
        "1/",
        "a/b/",
        "1/a/",
        "a.webp",
        "pictures/1/",
        "authenticate_with_password/1/1/",
    ]
    found = []
    for path in [f"/{slug}", *(f"/{slug}/{rest}" for rest in deeper)]:
        try:
            found.append(resolve(path).url_name)
        except Resolver404:
            continue
    assert any(name != "wagtail_serve" for name in found), slug


def test_a_section_of_any_other_name_is_reached(client: Client):
    section = make_section("Life", slug="life")
    assert client.get(section.url).status_code == 200
