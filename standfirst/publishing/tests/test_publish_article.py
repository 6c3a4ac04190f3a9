"""An article's way through the editor: preview, lock, workflow, appointment, end, comparison."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from standfirst.accounts.roles import EDITOR
from standfirst.accounts.testing import make_user
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.scheduled import publish_due
from standfirst.publishing.testing import make_article, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera(client: Client):
    client.force_login(make_user("vera", EDITOR))
    return client


def form(**changes: object):
    counts = {
        f"{formset}-{field}": value
        for formset in ("bylines", "related_articles", "comments")
        for field, value in (
            ("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0), ("MAX_NUM_FORMS", 1000)
        )
    }  # fmt: skip
    body = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-value-text": "What it costs",
        "body-0-value-level": "2",
        "sources-count": "0",
    }
    return {**counts, **body, "title": "Wall", "slug": "wall", "kind": "report"} | changes


def edit(client: Client, article: ArticlePage, **changes: object):
    return client.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form(**changes))


def let_the_hour_come(revision: Revision):
    assert revision.approved_go_live_at > timezone.now()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()


def test_preview_shows_what_is_not_yet_saved(vera: Client):
    article = make_article("Old headline")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    assert vera.post(address, form(title="New headline")).json()["is_valid"]
    assert "New headline" in vera.get(address).content.decode()
    article.refresh_from_db()
    assert article.title == "Old headline"


def test_a_new_article_is_previewed_before_it_exists(vera: Client):
    section = make_section()
    address = reverse(
        "wagtailadmin_pages:preview_on_add", args=["publishing", "articlepage", section.pk]
    )
    assert vera.post(address, form()).json()["is_valid"]
    assert "What it costs" in vera.get(address).content.decode()


def test_a_lock_keeps_others_out(client: Client):
    article = make_article("Old headline")
    client.force_login(make_user("vera", EDITOR))
    client.post(reverse("wagtailadmin_pages:lock", args=[article.pk]))
    client.force_login(make_user("max", EDITOR))
    edit(client, article, title="New headline", **{"action-publish": "1"})
    article.refresh_from_db()
    assert (article.locked, article.title) == (True, "Old headline")


def test_an_appointment_is_kept(vera: Client, client: Client):
    article = make_article("Wall", live=False, slug="wall", first_published_at=None)
    soon = timezone.now() + timedelta(hours=1)
    edit(vera, article, go_live_at=soon.strftime("%Y-%m-%d %H:%M"), **{"action-publish": "1"})
    article.refresh_from_db()
    assert not article.live
    call_command("publish_scheduled")
    assert client.get(article.url).status_code == 404
    let_the_hour_come(article.get_latest_revision())
    call_command("publish_scheduled")
    client.logout()
    assert client.get(article.url).status_code == 200


def test_an_article_leaves_on_its_last_day(client: Client):
    article = make_article(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    article.refresh_from_db()
    assert (article.live, article.expired) == (False, True)
    assert client.get(article.url).status_code == 404


def end_in_the_form(vera: Client, article: ArticlePage) -> str:
    page = vera.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    found = re.search(r'name="expire_at"[^>]*?value="([^"]*)"', page)
    return found[1] if found else ""


def an_article_with_an_end(vera: Client, *, at: datetime):
    article = make_article("Wall", slug="wall", expire_at=at)
    article.save_revision().publish()
    return article


def test_an_article_that_left_comes_back_for_good(vera: Client):
    article = an_article_with_an_end(vera, at=timezone.now() - timedelta(minutes=5))
    publish_due(at=timezone.now())
    end = end_in_the_form(vera, article)
    edit(vera, article, title="Open again", expire_at=end, **{"action-publish": "1"})
    publish_due(at=timezone.now())
    article.refresh_from_db()
    assert (article.title, article.live, article.expired) == ("Open again", True, False)


def test_an_article_that_left_is_published_from_the_list_for_good(vera: Client):
    article = an_article_with_an_end(vera, at=timezone.now() - timedelta(minutes=5))
    publish_due(at=timezone.now())
    ArticlePage.objects.get(pk=article.pk).get_latest_revision().publish()
    publish_due(at=timezone.now())
    article.refresh_from_db()
    assert article.live


def test_a_draft_whose_end_has_passed_is_saved_without_it(vera: Client):
    past = timezone.now() - timedelta(days=1)
    article = make_article("Wall", slug="wall", live=False, expire_at=past)
    article.save_revision()
    edit(vera, article, title="Later", expire_at=end_in_the_form(vera, article))
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert (draft.title, draft.expire_at) == ("Later", None)


def test_an_end_that_has_just_come_is_not_lost(vera: Client):
    article = an_article_with_an_end(vera, at=timezone.now() - timedelta(minutes=5))
    edit(vera, article, expire_at=end_in_the_form(vera, article), **{"action-publish": "1"})
    publish_due(at=timezone.now())
    article.refresh_from_db()
    assert not article.live


def test_an_end_in_the_past_is_not_taken(vera: Client):
    article = make_article("Wall", slug="wall", live=False)
    article.save_revision()
    page = edit(vera, article, expire_at="2026-01-05 10:00").content.decode()
    assert "Expiry date/time must be in the future." in page


def test_two_revisions_are_compared(vera: Client):
    article = make_article("Bill jumps to 23 million", slug="wall")
    first = article.save_revision()
    article.title = "Bill jumps to 24 million"
    second = article.save_revision()
    page = vera.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[article.pk, first.pk, second.pk])
    ).content.decode()
    assert '<span class="deletion">23</span>' in page
    assert '<span class="addition">24</span>' in page


def test_a_draft_of_a_live_article_stays_a_draft(vera: Client, client: Client):
    article = make_article("Old headline", slug="wall")
    edit(vera, article, title="New headline")
    client.logout()
    assert "Old headline" in client.get(article.url).content.decode()


def test_an_older_revision_is_brought_back(vera: Client):
    article = make_article("First", slug="wall")
    first = article.save_revision()
    article.title = "Second"
    article.save_revision().publish()
    page = vera.get(
        reverse("wagtailadmin_pages:revisions_revert", args=[article.pk, first.pk])
    ).content.decode()
    assert 'value="First"' in page
