"""Two editors on one thing, each from a page opened before: the second is told, nothing is overwritten unseen."""

import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site, get_page_models

from standfirst.accounts.roles import EDITOR, REPORTER
from standfirst.accounts.testing import make_user
from standfirst.lib.edit_conflict import EditConflictForm
from standfirst.lib.sites import SiteSetting
from standfirst.publishing.forms_of_pages import PageForm
from standfirst.publishing.models import ArticlePage, NewsroomSettings
from standfirst.publishing.testing import make_article

from .test_publish_article import form

pytestmark = pytest.mark.django_db


@pytest.fixture
def desks():
    """Two browsers, each signed in as an editor."""
    vera, max_ = Client(), Client()
    vera.force_login(make_user("vera", EDITOR))
    max_.force_login(make_user("max", EDITOR))
    return vera, max_


def hidden(page: str, *names: str):
    found = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) for name in names}
    return {name: match[1] for name, match in found.items() if match}


def opened(client: Client, article: ArticlePage):
    page = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    return hidden(page, "loaded_revision_id", "loaded_revision_created_at")


def save(client: Client, article: ArticlePage, seen: dict[str, str], **changes: object):
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    return client.post(address, form(slug=article.slug, **seen, **changes), follow=True)


def an_article():
    article = make_article("Wall")
    article.save_revision().publish()
    return article


def headline(article: ArticlePage):
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().title


@pytest.mark.parametrize("act", [{}, {"action-publish": "1"}], ids=["draft", "published"])
def test_the_second_editor_of_an_article_is_told(desks: tuple[Client, Client], act: dict[str, str]):
    vera, max_ = desks
    article = an_article()
    veras, maxs = opened(vera, article), opened(max_, article)
    assert veras["loaded_revision_id"]
    save(vera, article, veras, title="Vera's")
    page = save(max_, article, maxs, title="Max's", **act).content.decode()
    assert "Vera Example saved another version after you opened this page" in page
    assert "Max&#x27;s" in page
    assert headline(article) == "Vera's"
    again = hidden(page, "loaded_revision_id", "loaded_revision_created_at")
    save(max_, article, again, title="Max's", **act)
    assert headline(article) == "Max's"


def test_an_editor_alone_is_not_asked(desks: tuple[Client, Client]):
    vera, _ = desks
    article = an_article()
    save(vera, article, opened(vera, article), title="First")
    save(vera, article, opened(vera, article), title="Second")
    assert headline(article) == "Second"


def test_the_same_form_sent_twice_is_saved(desks: tuple[Client, Client]):
    vera, _ = desks
    article = an_article()
    seen, typed = opened(vera, article), {"title": "Again", "body-0-id": str(UUID(int=1))}
    save(vera, article, seen, **typed)
    page = save(vera, article, seen, **typed).content.decode()
    assert "another version" not in page
    assert "has been updated" in page


def test_who_saved_it_in_another_tab_is_told_so(desks: tuple[Client, Client]):
    vera, _ = desks
    article = an_article()
    seen = opened(vera, article)
    save(vera, article, seen, title="First tab")
    page = save(vera, article, seen, title="Second tab").content.decode()
    assert "You saved another version of this page after you opened it here" in page
    assert "Vera Example saved" not in page
    assert headline(article) == "First tab"


def test_a_decision_on_approval_is_taken_once(desks: tuple[Client, Client], client: Client):
    vera, max_ = desks
    article = make_article(
        "Wall", live=False, first_published_at=None, owner=make_user("rita", REPORTER)
    )
    client.force_login(article.owner)
    save(client, article, {}, **{"action-submit": "1"})
    maxs = opened(max_, article)
    approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    save(vera, article, opened(vera, article), title="Wall", **approve)
    assert ArticlePage.objects.get(pk=article.pk).live
    page = save(max_, article, maxs, title="Wall", **approve).content.decode()
    assert "already decided on this page" in page or "saved another version" in page


def test_the_second_editor_of_settings_is_told(desks: tuple[Client, Client]):
    vera, max_ = desks
    site = Site.objects.get(is_default_site=True)
    NewsroomSettings.for_site(site)
    address = reverse("wagtailsettings:edit", args=["publishing", "newsroomsettings", site.pk])
    typed = {
        "language": "en", "time_zone": "UTC", "social_links-TOTAL_FORMS": 0, "social_links-INITIAL_FORMS": 0,
    }  # fmt: skip
    veras, maxs = (hidden(it.get(address).content.decode(), "opened_on") for it in desks)
    vera.post(address, {**typed, **veras, "name": "Vera's"})
    page = max_.post(address, {**typed, **maxs, "name": "Max's"}, follow=True).content.decode()
    assert "Somebody else saved this after you opened it" in page
    assert NewsroomSettings.objects.get().name == "Vera's"
    max_.post(address, {**typed, **hidden(page, "opened_on"), "name": "Max's"})
    assert NewsroomSettings.objects.get().name == "Max's"


def test_every_page_and_every_setting_is_guarded():
    for model in get_page_models():
        if model.__module__.startswith("standfirst"):
            assert issubclass(model.base_form_class, PageForm), model
    for model in SiteSetting.__subclasses__():
        assert issubclass(model.base_form_class, EditConflictForm), model
