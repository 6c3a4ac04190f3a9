"""Drafts, appointments and old versions after something they name was deleted."""

import io
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from PIL import Image
from wagtail.documents.models import Document
from wagtail.models import Page, Revision, get_page_models
from wagtail.tasks import update_reference_index_task

from standfirst.accounts.roles import EDITOR, OPERATOR
from standfirst.accounts.testing import make_user
from standfirst.publishing.models import (
    ArticlePage,
    Byline,
    Picture,
    RelatedArticle,
    TopicIndexPage,
    TopicPage,
)
from standfirst.publishing.scheduled import publish_due
from standfirst.publishing.testing import make_article, make_author, make_home, make_section

pytestmark = pytest.mark.django_db
Relate = Callable[[ArticlePage], models.Model]


@pytest.fixture
def vera(client: Client):
    client.force_login(make_user("vera", EDITOR))
    return client


def make_picture(title: str = "The wall"):
    file = io.BytesIO()
    Image.new("RGB", (20, 10)).save(file, "PNG")
    return Picture.objects.create(
        title=title, file=SimpleUploadedFile("wall.png", file.getvalue(), "image/png")
    )


def make_document():
    return Document.objects.create(title="Report", file=ContentFile(b"-", "report.txt"))


def make_topic():
    home = make_home()
    index = TopicIndexPage.objects.first() or home.add_child(
        instance=TopicIndexPage(title="Topics", slug="topics")
    )
    return index.add_child(instance=TopicPage(title="Floods", slug="floods"))


def with_author(draft: ArticlePage):
    author = make_author()
    draft.bylines.add(Byline(author=author))
    return author


def with_lead_picture(draft: ArticlePage):
    draft.lead_picture = make_picture()
    return draft.lead_picture


def with_related_article(draft: ArticlePage):
    other = make_article("Beside")
    draft.related_articles.add(RelatedArticle(to=other))
    return other


def with_topic(draft: ArticlePage):
    topic = make_topic()
    draft.topics.add(topic)
    return topic


def with_blocks(kind: str, value: object):
    return [{"type": kind, "value": value}]


def with_picture_in_body(draft: ArticlePage):
    picture = make_picture()
    draft.body = with_blocks("picture", {"picture": picture.pk, "size": "text"})
    return picture


def with_gallery(draft: ArticlePage):
    picture = make_picture()
    items = [{"picture": picture.pk, "caption": ""}, {"picture": picture.pk, "caption": ""}]
    draft.body = with_blocks("gallery", {"title": "", "pictures": items})
    return picture


def with_file(draft: ArticlePage):
    document = make_document()
    draft.body = with_blocks("file", {"document": document.pk, "description": ""})
    return document


def with_link_to_a_page(draft: ArticlePage):
    other = make_article("Linked")
    draft.body = with_blocks("text", f'<p><a linktype="page" id="{other.pk}">there</a></p>')
    return other


def with_link_to_a_document(draft: ArticlePage):
    document = make_document()
    draft.body = with_blocks("text", f'<p><a linktype="document" id="{document.pk}">it</a></p>')
    return document


RELATIONS = [
    with_author, with_lead_picture, with_related_article, with_topic, with_picture_in_body, with_gallery,
    with_file, with_link_to_a_page, with_link_to_a_document,
]  # fmt: skip
every_relation = pytest.mark.parametrize("relate", RELATIONS, ids=lambda it: it.__name__)


def schedule(article: ArticlePage, *, relate: Relate | None = None):
    """Leave a version of `article` to come out in an hour; return it, and what it names."""
    article.go_live_at = timezone.now() + timedelta(hours=1)
    named = relate(article) if relate else None
    revision = article.save_revision()
    revision.publish()
    return revision, named


def let_the_hour_come(revision: Revision):
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    if revision.content["go_live_at"] != "no moment":
        revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()


def a_live_article():
    """Return one whose next version can be scheduled; until then the live one stays."""
    article = make_article("The wall")
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


@contextmanager
def indexed():
    """Let the index of references read what is saved inside, as the worker does."""
    asked = []
    with patch.object(
        type(update_reference_index_task), "enqueue", lambda _, *args: asked.append(args)
    ):
        yield
    for args in asked:
        update_reference_index_task.func(*args)


def an_article_to_come(title: str, **fields: object):
    return make_article(title, live=False, first_published_at=None, **fields)


@every_relation
def test_an_article_comes_out_without_what_was_deleted(client: Client, relate: Relate):
    article = a_live_article()
    revision, named = schedule(article, relate=relate)
    named.delete()
    let_the_hour_come(revision)
    publish_due(at=timezone.now())
    article.refresh_from_db()
    assert article.live_revision == revision
    assert client.get(article.url).status_code == 200


@every_relation
def test_its_editor_opens_it_and_is_told(vera: Client, relate: Relate):
    article = make_article("Wall")
    named = relate(article)
    article.save_revision()
    named.delete()
    page = vera.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert page.status_code == 200
    assert "has since been deleted" in page.content.decode()


def test_an_editor_is_told_nothing_where_nothing_is_gone(vera: Client):
    article = make_article("Wall")
    for relate in (with_author, with_lead_picture, with_topic, with_picture_in_body):
        relate(article)
    article.save_revision()
    page = vera.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert "has since been deleted" not in page.content.decode()


def test_an_old_version_opens_and_is_compared(vera: Client):
    article = make_article("Wall")
    author = with_author(article)
    old = article.save_revision()
    article.bylines.clear()
    new = article.save_revision()
    author.delete()
    revert = vera.get(reverse("wagtailadmin_pages:revisions_revert", args=[article.pk, old.pk]))
    assert "has since been deleted" in revert.content.decode()
    for name, args in (
        ("revisions_view", [article.pk, old.pk]),
        ("revisions_compare", [article.pk, old.pk, new.pk]),
        ("history", [article.pk]),
    ):
        answer = vera.get(reverse(f"wagtailadmin_pages:{name}", args=args))
        assert answer.status_code == 200, name


def test_one_bad_version_stops_no_other(caplog: pytest.LogCaptureFixture):
    bad, _ = schedule(an_article_to_come("Bad", slug="bad"))
    bad.content["go_live_at"] = "no moment"
    let_the_hour_come(bad)
    good = an_article_to_come("Good")
    let_the_hour_come(schedule(good)[0])
    publish_due(at=timezone.now())
    publish_due(at=timezone.now())
    good.refresh_from_db()
    assert good.live
    assert [record.revision for record in caplog.records] == [bad.pk]


def test_one_page_that_cannot_leave_stops_no_other(monkeypatch: pytest.MonkeyPatch):
    gone_at = timezone.now() - timedelta(minutes=1)
    bad = make_article("Bad", expire_at=gone_at)
    good = make_article("Good", expire_at=gone_at)
    unpublish = Page.unpublish

    def refuse(page: Page, *args: object, **kwargs: object) -> None:
        if page.pk == bad.pk:
            raise ValueError("broken")
        unpublish(page, *args, **kwargs)

    monkeypatch.setattr(Page, "unpublish", refuse)
    publish_due(at=timezone.now())
    good.refresh_from_db()
    assert not good.live


def test_the_newsroom_is_told_what_did_not_come_out(vera: Client):
    bad, _ = schedule(an_article_to_come("The broken one"))
    Revision.objects.filter(pk=bad.pk).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=10)
    )
    page = vera.get(reverse("wagtailadmin_home")).content.decode()
    assert "Not published on time" in page
    assert "The broken one" in page


def test_every_relation_of_every_page_can_be_read_from_an_old_version():
    """What modelcluster cannot follow, once its target is gone, must say itself how it opens."""
    followed = {models.CASCADE, models.SET_NULL, models.DO_NOTHING}
    # Of every page there is; neither is deleted while pages are there.
    given = {"locale", "content_type", "page_ptr"}
    for model in get_page_models():
        parts = [relation.related_model for relation in get_all_child_relations(model)]
        for table in (model, *(it for it in parts if not hasattr(it, "from_serializable_data"))):
            for field in table._meta.concrete_fields:
                if field.many_to_one and field.name not in given:
                    assert field.remote_field.on_delete in followed, (
                        f"{table.__name__}.{field.name}"
                    )


@pytest.mark.parametrize("when", ["draft", "scheduled"])
def test_an_author_who_stands_in_a_version_to_come_is_not_deleted(vera: Client, when: str):
    article = a_live_article()
    with indexed():
        if when == "draft":
            author = with_author(article)
            article.save_revision()
        else:
            _, author = schedule(article, relate=with_author)
            a_live_version = ArticlePage.objects.get(pk=article.pk)
            a_live_version.save_revision()
    address = reverse("wagtailadmin_pages:delete", args=[author.pk])
    page = vera.get(address).content.decode()
    assert "referenced 1 time" in page
    assert "prevent it from being deleted" in page
    vera.post(address)
    assert Page.objects.filter(pk=author.pk).exists()


@every_relation
def test_deletion_says_where_drafts_use_it(vera: Client, relate: Relate):
    article = a_live_article()
    with indexed():
        named = relate(article)
        article.save_revision()
    kind = {Picture: "wagtailimages:delete", Document: "wagtaildocs:delete"}.get(type(named))
    page = vera.get(reverse(kind or "wagtailadmin_pages:delete", args=[named.pk]))
    assert "referenced 1 time" in page.content.decode()
    usage = {Picture: "wagtailimages:image_usage", Document: "wagtaildocs:document_usage"}
    name = usage.get(type(named), "wagtailadmin_pages:usage")
    listed = vera.get(reverse(name, args=[named.pk])).content.decode()
    assert "The wall" in listed
    assert "Draft or scheduled version" in listed


def test_deletion_says_where_a_topic_is_used(vera: Client):
    article = a_live_article()
    with indexed():
        topic = with_topic(article)
        article.save_revision().publish()
    page = vera.get(reverse("wagtailadmin_pages:delete", args=[topic.pk]))
    assert "referenced 1 time" in page.content.decode()


def test_a_page_with_a_draft_is_copied_and_deleted():
    article = a_live_article()
    with_author(article)
    article.save_revision()
    copied = ArticlePage.objects.get(pk=article.pk).copy(update_attrs={"slug": "copied"})
    assert copied.get_latest_revision_as_object().bylines.count() == 1
    alias = article.create_alias(update_slug="alias")
    for page in (alias, copied, article):
        page.delete()
    assert not ArticlePage.objects.exists()


def test_what_left_every_version_to_come_can_be_deleted_again(vera: Client):
    article = a_live_article()
    with indexed():
        scheduled, author = schedule(article, relate=with_author)
        ArticlePage.objects.get(pk=article.pk).save_revision()
    with indexed():
        vera.post(
            reverse("wagtailadmin_pages:revisions_unschedule", args=[article.pk, scheduled.pk])
        )
    vera.post(reverse("wagtailadmin_pages:delete", args=[author.pk]))
    assert not Page.objects.filter(pk=author.pk).exists()


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_what_stands_below_a_page_is_asked_about_too(client: Client, *, many: bool):
    client.force_login(make_user("otto", OPERATOR))
    with indexed():
        author = make_author()
        make_article("The wall", authors=(author,))
    index = author.get_parent()
    address = reverse("wagtailadmin_pages:delete", args=[index.pk])
    if many:
        address = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={index.pk}"
    page = client.post(address, follow=True)
    assert "used in “The wall”" in page.content.decode()
    assert Page.objects.filter(pk=index.pk).exists()


def test_a_section_takes_its_own_articles_along(client: Client):
    client.force_login(make_user("otto", OPERATOR))
    section = make_section("Culture")
    first = make_article("First", section=section)
    second = make_article("Second", section=section)
    second.related_articles.add(RelatedArticle(to=first))
    second.save()
    client.post(reverse("wagtailadmin_pages:delete", args=[section.pk]))
    assert not Page.objects.filter(pk=section.pk).exists()
