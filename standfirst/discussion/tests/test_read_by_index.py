"""No order sorts a whole thread: the databases say how they would read it."""

import re

import pytest
from django.db import connection

from standfirst.discussion.models import Comment, CommentQuerySet, Thread
from standfirst.discussion.orders import Order
from standfirst.discussion.own import commented
from standfirst.discussion.queries import PAGE
from standfirst.discussion.testing import grow_thread, make_thread
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db

INDEXES = {
    "created_at": "top_level_by_time",
    "score": "top_level_by_score",
    "best": "top_level_by_best",
}


def test_reads_the_top_level_in_any_order_without_sorting_it():
    thread = make_thread(make_article())
    grow_thread(thread, 5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE discussion_comment")
    for order in Order:
        for found in (first_page(thread, order), later_page(thread, order)):
            plan = found.values_list("pk", order.column)[: PAGE + 1].explain()
            assert INDEXES[order.column] in plan, plan
            assert not re.search(r"TEMP B-TREE|\bSort\b", plan), plan


def first_page(thread: Thread, order: Order) -> CommentQuerySet:
    roots = Comment.objects.filter(thread=thread, is_pinned=False).top_level().placed()
    return roots.order_by(*order.fields)


def later_page(thread: Thread, order: Order) -> CommentQuerySet:
    last = first_page(thread, order)[PAGE]
    return first_page(thread, order).filter(order.after(order.cursor_of(last)))


@pytest.mark.parametrize("has_statistics", [False, True])
@pytest.mark.parametrize("who", [{"user": 1}, {"guest_key": "a" * 64, "user__isnull": True}])
def test_finds_what_a_reader_wrote_in_a_thread_without_reading_the_thread(
    who: dict[str, object], has_statistics: bool
):
    thread = make_thread(make_article())
    grow_thread(thread, 5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE discussion_comment" if has_statistics else "SELECT 1")
    plan = commented(thread.pk, **who).explain()
    assert re.search("by_guest|by_user", plan), plan
