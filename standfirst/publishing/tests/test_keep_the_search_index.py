"""The search index follows the newsroom's language and the version of the software."""

import pytest
from django.test import Client
from wagtail.models import Page, Site
from wagtail.search import index

from standfirst.lib import search_words
from standfirst.publishing import search_index
from standfirst.publishing.models import ArticlePage, NewsroomSettings
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom() -> NewsroomSettings:
    made = NewsroomSettings.for_site(Site.objects.get(is_default_site=True))
    made.save()
    return made


def found(client: Client, words: str) -> list[str]:
    results = client.get("/search/", {"q": words}).context["results"]
    return [hit.article.title for hit in results]


def test_is_built_anew_when_the_language_changes(client: Client, newsroom: NewsroomSettings):
    index.insert_or_update_object(make_article("Die Häuser am Hafen"))
    assert found(client, "Haus") == []
    newsroom.language = "de"
    newsroom.save()
    assert search_index.rebuild_when_due()
    assert found(client, "Haus") == ["Die Häuser am Hafen"]
    assert not search_index.rebuild_when_due()


def test_is_built_anew_after_an_upgrade_that_reads_words_differently(
    newsroom: NewsroomSettings, monkeypatch: pytest.MonkeyPatch
):
    search_index.rebuild_when_due()
    monkeypatch.setattr(search_index, "VERSION", search_words.VERSION + 1)
    assert search_index.rebuild_when_due()


def test_one_that_was_stopped_is_begun_again(
    newsroom: NewsroomSettings, monkeypatch: pytest.MonkeyPatch
):
    def stop(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(search_index, "call_command", stop)
        with pytest.raises(KeyboardInterrupt):
            search_index.rebuild()
    assert search_index.rebuild_when_due()


def test_the_editor_finds_pages_as_they_are_typed(newsroom: NewsroomSettings):
    index.insert_or_update_object(make_article("Größere Straßen für F-16"))
    for typed in ("gross", "strass", "Größere Str", "f-16"):
        assert Page.objects.all().autocomplete(typed).count() == 1, typed
    assert Page.objects.all().search("grössere").count() == 1
    assert ArticlePage.objects.all().search("straßen").count() == 1
    assert list(Page.objects.all().search("!?")) == []
