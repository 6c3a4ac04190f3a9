import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from standfirst.discussion.models import DiscussionSettings
from standfirst.lib.sites import site_of

pytestmark = pytest.mark.django_db


def lay_out(*sites: tuple[str, int, bool]) -> None:
    Site.objects.all().delete()
    root = Page.get_first_root_node()
    for host, port, is_default in sites:
        Site.objects.create(hostname=host, port=port, is_default_site=is_default, root_page=root)


@pytest.mark.parametrize(
    "sites",
    [
        [],
        [("paper.example", 80, True)],
        [("paper.example", 80, False)],
        [("paper.example", 80, False), ("paper.example", 8000, False)],
        [("paper.example", 80, False), ("other.example", 80, True)],
        [("paper.example", 81, False), ("paper.example", 82, False), ("other.example", 80, True)],
        [("paper.example", 81, True), ("paper.example", 82, False)],
        [("paper.example", 80, False), ("paper.example", 82, True)],
    ],
)
@pytest.mark.parametrize(
    "host", ["paper.example", "paper.example:82", "PAPER.example", "no.example"]
)
def test_finds_the_site_that_wagtail_finds(sites: list[tuple[str, int, bool]], host: str):
    lay_out(*sites)
    request = RequestFactory().get("/", headers={"host": host})
    assert site_of(request) == Site._find_for_request(request)


def test_a_site_with_its_settings_is_two_queries():
    rules = DiscussionSettings.for_site(Site.objects.get(is_default_site=True))
    rules.most_links = 7
    rules.save()
    request = RequestFactory().get("/")
    with CaptureQueriesContext(connection) as queries:
        request._wagtail_site = site_of(request)
        assert DiscussionSettings.for_request(request).most_links == 7
    assert len(queries) == 2


def test_settings_that_are_missing_are_as_usual_and_reading_makes_none():
    site = Site.objects.get(is_default_site=True)
    DiscussionSettings.objects.all().delete()
    assert DiscussionSettings.for_site(site).most_links == 3
    assert not DiscussionSettings.objects.exists()
