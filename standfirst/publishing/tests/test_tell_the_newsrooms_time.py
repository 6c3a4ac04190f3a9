"""One clock for the paper: what is typed in the editor, read on pages and done by the worker."""

import html
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site
from wagtail.users.models import UserProfile

from standfirst.accounts.roles import EDITOR, TREASURER
from standfirst.accounts.testing import make_user
from standfirst.publishing.days import newsroom_zone
from standfirst.publishing.models import ArticlePage, NewsroomSettings
from standfirst.publishing.testing import make_article

from .test_publish_article import form

pytestmark = pytest.mark.django_db
WINTER = datetime(2026, 1, 15, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_copenhagen() -> None:
    newsroom = NewsroomSettings.for_site(Site.objects.get(is_default_site=True))
    newsroom.time_zone = "Europe/Copenhagen"
    newsroom.save()


@pytest.fixture(params=["no profile", "a profile", "New York"])
def vera(request: pytest.FixtureRequest, client: Client):
    vera = make_user("vera", EDITOR)
    if request.param != "no profile":
        zone = "America/New_York" if request.param == "New York" else ""
        UserProfile.objects.create(user=vera, current_time_zone=zone)
    client.force_login(vera)
    return client


def edit(client: Client, article: ArticlePage, **changes: object):
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    return client.post(address, form(slug=article.slug, **changes))


def latest(article: ArticlePage):
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()


def test_what_is_typed_is_the_newsrooms_time(vera: Client):
    article = make_article(first_published_at=WINTER)
    tomorrow = timezone.now().date() + timedelta(days=1)
    edit(
        vera,
        article,
        changed_at="2026-01-20 09:00",
        go_live_at=f"{tomorrow} 09:00",
        expire_at=f"{tomorrow} 21:00",
        **{
            "body-0-type": "update",
            "body-0-value-at": "2026-01-20 09:30",
            "body-0-value-title": "Now",
            "body-0-value-text": '{"blocks": [], "entityMap": {}}',
        },
    )
    found = latest(article)
    assert found.changed_at == datetime(2026, 1, 20, 8, 0, tzinfo=UTC)
    assert timezone.localtime(found.go_live_at, newsroom_zone()).hour == 9
    assert timezone.localtime(found.expire_at, newsroom_zone()).hour == 21
    assert found.body[0].value["at"] == datetime(2026, 1, 20, 8, 30, tzinfo=UTC)
    page = vera.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    assert 'value="2026-01-20 09:00"' in page


def test_names_the_zone_beside_the_field(vera: Client):
    article = make_article()
    page = vera.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    # Go-live, expiry, last real change.
    assert page.count('<small class="help">Europe/Copenhagen</small>') == 3
    assert "Time zone: Europe/Copenhagen." in page


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-29 01:30", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        ("2026-03-29 03:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25 01:30", datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        ("2026-10-25 03:30", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
    ],
)
def test_is_right_on_both_days_of_a_clock_change(client: Client, typed: str, meant: datetime):
    client.force_login(make_user("vera", EDITOR))
    article = make_article(first_published_at=WINTER)
    edit(client, article, changed_at=typed)
    assert latest(article).changed_at == meant


UPDATE = {
    "body-0-type": "update",
    "body-0-value-title": "Now",
    "body-0-value-text": '{"blocks": [], "entityMap": {}}',
}


@pytest.mark.parametrize("typed", ["2026-03-29 02:30", "2026-10-25 02:30"])
@pytest.mark.parametrize("field", ["changed_at", "go_live_at", "expire_at", "body-0-value-at"])
def test_refuses_in_words_an_hour_that_is_not_or_is_twice(client: Client, field: str, typed: str):
    client.force_login(make_user("vera", EDITOR))
    article = make_article(first_published_at=WINTER)
    page = edit(client, article, **({field: typed} | (UPDATE if "body" in field else {})))
    page = html.unescape(page.content.decode())
    assert (
        "The clocks change at that hour (Europe/Copenhagen), so this time does not exist or comes "
        "twice. Choose one outside it."
    ) in page
    assert f'"{typed}"' in page


def test_nobody_chooses_another_zone(vera: Client):
    page = vera.get(reverse("wagtailadmin_account")).content.decode()
    assert "current_time_zone" not in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2126-01-20 09:00", "in the future"),
        ("2026-01-14 09:00", "before the article was published"),
    ],
)
def test_refuses_a_change_that_nobody_can_have_read_of(client: Client, typed: str, words: str):
    client.force_login(make_user("vera", EDITOR))
    article = make_article(first_published_at=WINTER)
    page = edit(client, article, changed_at=typed).content.decode()
    assert words in page
    assert f'value="{typed}"' in page


def test_refuses_a_change_of_what_is_not_published(client: Client):
    client.force_login(make_user("vera", EDITOR))
    article = make_article(live=False, first_published_at=None)
    assert (
        "not published yet" in edit(client, article, changed_at="2026-01-14 09:00").content.decode()
    )


def test_an_old_change_may_stay(client: Client):
    client.force_login(make_user("vera", EDITOR))
    article = make_article(first_published_at=WINTER, changed_at=datetime(2026, 1, 14, tzinfo=UTC))
    edit(client, article, changed_at="2026-01-14 01:00", title="Wall, again")
    assert latest(article).title == "Wall, again"


def test_pages_tell_it_to_every_reader(client: Client):
    alice = make_user("alice")
    alice.time_zone = "America/New_York"
    alice.save()
    article = make_article(first_published_at=datetime(2026, 1, 15, 23, 30, tzinfo=UTC))
    client.force_login(alice)
    assert 'datetime="2026-01-16T00:30:00+01:00"' in client.get(article.url).content.decode()
    assert article.title in client.get("/archive/2026/01/16/").content.decode()


def test_a_treasurers_desk_is_in_it_too(client: Client):
    client.force_login(make_user("tess", TREASURER))
    seen = []
    now = timezone.localdate
    with patch("django.utils.timezone.localdate", lambda *a: seen.append(zone_name()) or now(*a)):
        client.get(reverse("funding_spending"))
    assert set(seen) == {"Europe/Copenhagen"}


def zone_name():
    return timezone.get_current_timezone_name()
