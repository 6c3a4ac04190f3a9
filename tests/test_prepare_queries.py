import uuid
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Model, QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from standfirst.discussion.models import Comment, DiscussionSettings, Thread
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding.models import Campaign
from standfirst.lib.prepared import Prepared, insert, update
from standfirst.outbox.models import Event
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)

by_key = Prepared(lambda key: Comment.objects.filter(key=key), uuid.UUID)
by_words = Prepared(
    lambda words, most: Comment.objects.select_related("thread").filter(
        words=words, depth__lte=most
    ),
    str,
    int,
)


def test_finds_what_the_query_finds_with_what_is_related():
    made = make_comment(make_thread(make_article()), "Who paid?")
    make_comment(made.thread, "Nobody did.")
    (found,) = by_words.all("Who paid?", 1)
    with CaptureQueriesContext(connection) as queries:
        assert (found, found.thread) == (made, made.thread)
    assert not queries
    assert found.created_at == Comment.objects.get(pk=made.pk).created_at


def test_each_asking_is_one_query_of_what_is_there_now():
    made = make_comment(make_thread(make_article()), "Who paid?")
    assert by_key.all(made.key)[0].words == "Who paid?"
    Comment.objects.filter(pk=made.pk).update(words="Who did not?")
    with CaptureQueriesContext(connection) as queries:
        assert by_key.all(made.key)[0].words == "Who did not?"
    assert len(queries) == 1


def test_what_is_done_to_an_object_stays_with_it():
    make_comment(make_thread(make_article()), "Who paid?")
    (first,) = by_words.all("Who paid?", 1)
    first.name, first.thread.closed_note = "Somebody else", "Changed"
    first.thread.article.title = "Another"
    (second,) = by_words.all("Who paid?", 1)
    assert (second.name, second.thread.closed_note) == ("Alice", "")
    assert second.thread.article.title != "Another"


def test_what_an_object_noted_is_not_in_the_next():
    site = Site.objects.get(is_default_site=True)
    DiscussionSettings.for_site(site)
    DiscussionSettings.for_site(site)._page_url_cache["rules_page"] = "/rules/"
    assert DiscussionSettings.for_site(site)._page_url_cache == {}


def test_a_body_is_made_of_its_row_each_time():
    """Its blocks keep the pictures that they showed."""
    article = make_article()
    whole = Prepared(lambda number: ArticlePage.objects.filter(pk=number), int)
    bodies = [whole.all(article.pk)[0].body for _ in range(3)]
    assert len({id(body) for body in bodies}) == 3


def test_what_was_read_along_is_what_is_there_now():
    made = make_comment(make_thread(make_article()), "Who paid?")
    assert by_words.all("Who paid?", 1)[0].thread.closed_note == ""
    Thread.objects.filter(pk=made.thread_id).update(closed_note="Closed for the night.")
    assert by_words.all("Who paid?", 1)[0].thread.closed_note == "Closed for the night."


def test_a_row_that_is_gone_is_not_remembered():
    made = make_comment(make_thread(make_article()), "Who paid?")
    assert by_words.all("Who paid?", 1) == [made]
    Comment.objects.all().delete()
    assert by_words.all("Who paid?", 1) == []


def test_in_a_transaction_that_broke_nothing_is_asked():
    thread = make_thread(make_article())
    with transaction.atomic():
        with suppress(IntegrityError):
            Thread.objects.create(pk=thread.pk, key="again")
        with pytest.raises(TransactionManagementError):
            by_key.first(uuid.uuid4())


def test_what_the_database_refuses_is_refused_as_by_any_other_query():
    made = make_comment(make_thread(make_article()))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Comment(thread=made.thread, key=made.key, created_at=made.created_at))


def test_an_object_is_saved_as_any_other():
    made = make_comment(make_thread(make_article()), "Who paid?")
    (found,) = by_words.all("Who paid?", 1)
    found.name = "A. Reader"
    found.save()
    assert Comment.objects.get(pk=made.pk).name == "A. Reader"


def test_two_objects_that_lead_to_each_other_do_so():
    site = Site.objects.get(is_default_site=True)
    rules = DiscussionSettings.for_site(site)
    assert rules.site == site
    assert rules.site.pk == site.pk


def test_nothing_found_is_none():
    assert by_key.first(uuid.uuid4()) is None


def test_what_looks_like_a_statement_is_a_value():
    assert by_words.all("' OR 1=1 --", 9) == []


def test_what_a_query_adds_to_its_objects_is_theirs():
    thread = make_thread(make_article())
    make_comment(thread, "Who paid?")
    with_count = Prepared(
        lambda key: Thread.objects.filter(key=key).annotate(said=Count("comments")), str
    )
    assert with_count.first(thread.key).said == 1
    make_comment(thread, "Nobody did.")
    assert with_count.first(thread.key).said == 2


def test_what_is_asked_for_as_tuples_comes_as_tuples_in_the_order_asked():
    made = make_comment(make_thread(make_article()), "Who paid?")
    other = make_comment(made.thread, "Nobody did.")

    def asked(thread: int, words: str) -> "QuerySet[Comment, tuple[Any, ...]]":
        first = Comment.objects.filter(thread=thread, words=words).order_by()
        last = Comment.objects.filter(thread=thread).exclude(words=words).order_by()
        columns = "created_at", "pk", "words"
        return first.values_list(*columns).union(last.values_list(*columns), all=True)

    found = Prepared(asked, int, str).all(made.thread_id, "Who paid?")
    assert found == [(it.created_at, it.pk, it.words) for it in (made, other)]


def test_a_query_of_anything_else_is_refused():
    flat = Prepared(lambda: Site.objects.values_list("hostname", flat=True))
    with pytest.raises(TypeError, match="tuples"):
        flat.all()


def test_an_inserted_row_is_the_one_that_is_found_again():
    event = Event(
        name="comment-asked",
        about=7,
        data={"a": [1]},
        at=make_comment(make_thread(make_article())).created_at,
    )
    with CaptureQueriesContext(connection) as queries:
        insert(event)
    assert len(queries) == 1
    found = Event.objects.get(pk=event.pk)
    assert (found.name, found.about, found.data, found.at) == (
        event.name,
        event.about,
        event.data,
        event.at,
    )
    assert not event._state.adding


def test_an_updated_row_keeps_what_was_not_named():
    comment = make_comment(make_thread(make_article()), "Who paid?")
    other = make_comment(comment.thread, "Nobody did.")
    comment.words, comment.up, comment.created_at = "Who?", 3, comment.created_at + DAY
    with CaptureQueriesContext(connection) as queries:
        update(comment, "up", "created_at")
    assert len(queries) == 1
    kept = Comment.objects.in_bulk()
    found = kept[comment.pk]
    assert (found.words, found.up, found.created_at) == ("Who paid?", 3, comment.created_at)
    assert (kept[other.pk].up, kept[other.pk].created_at) == (0, other.created_at)


groups: Prepared[tuple[str]] = Prepared(
    lambda: Group.objects.filter(name__endswith="desk").values_list("name")
)


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_is_asked_again_once_something_that_pages_show_was_written():
    Group.objects.create(name="Night desk")
    assert groups.kept() == [("Night desk",)]
    with CaptureQueriesContext(connection) as queries:
        assert groups.kept() == [("Night desk",)]
    assert not queries
    with transaction.atomic():
        Group.objects.filter(name="Night desk").update(name="Day desk")
        assert groups.kept() == [("Day desk",)]
    assert groups.kept() == [("Day desk",)]


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_took_back_was_never_kept():
    Group.objects.create(name="Night desk")
    with suppress(IntegrityError), transaction.atomic():
        Group.objects.filter(name="Night desk").update(name="Day desk")
        assert groups.kept() == [("Day desk",)]
        raise IntegrityError
    assert groups.kept() == [("Night desk",)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [Event, Thread, Campaign])
def test_what_changes_without_making_all_old_cannot_be_kept(model: type[Model]):
    with pytest.raises(TypeError):
        Prepared(model._default_manager.all).kept()
