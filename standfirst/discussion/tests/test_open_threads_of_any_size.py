"""What keeps a long thread as quick to open as a short one; `bin/bench thread` measures it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from standfirst.discussion.models import Comment, Thread
from standfirst.discussion.orders import Order
from standfirst.discussion.queries import thread_page
from standfirst.discussion.testing import grow_even_thread, grow_thread, make_thread
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL goes by its statistics")
@pytest.mark.parametrize("order", list(Order))
def test_pinned_comments_are_found_without_reading_the_top_level(order: Order):
    thread = make_thread(make_article())
    grow_thread(thread, 10, roots=1.0)

    with CaptureQueriesContext(connection) as asked:
        thread_page(thread=thread, order=order)

    assert "SEARCH discussion_comment USING INDEX pinned (thread_id=? AND parent_id=?)" in "".join(
        line for query in asked for line in _plan(query["sql"])
    )


@pytest.mark.parametrize("order", list(Order))
def test_many_long_branches_are_read_in_a_statement_little_longer_than_for_one(order: Order):
    one, many = make_thread(make_article("One")), make_thread(make_article("Many"))
    grow_even_thread(one, 200, branch=200, near=None)
    grow_even_thread(many, 800, branch=200, near=None)

    for_one, for_many = _read_comments(one, order), _read_comments(many, order)

    assert for_many.count("discussion_passagequestion") == for_one.count(
        "discussion_passagequestion"
    )
    assert len(for_many) - len(for_one) < 1000


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL goes by its statistics")
def test_long_branches_are_read_only_as_far_as_they_are_shown():
    thread = make_thread(make_article())
    grow_even_thread(thread, 800, branch=200, near=None)

    plan = _plan(_read_comments(thread, Order.OLDEST))

    # Four branches, and nothing sorted: an index gives the first of each.
    assert sum("USING INDEX branch_by_number (root_id=?)" in line for line in plan) == 4
    assert not any("TEMP B-TREE" in line for line in plan)


def test_even_threads_show_as_much_at_any_size():
    shown = set()
    for size in (200, 1000):
        thread = make_thread(make_article(f"{size} comments"))
        grow_even_thread(thread, size, branch=4)
        shown |= {len(thread_page(thread=thread, order=order).placed) for order in Order}

    assert shown == {200}
    tops = Comment.objects.top_level()
    assert set(tops.values_list("reply_count", flat=True)) == {3}


def _read_comments(thread: Thread, order: Order) -> str:
    """Return the statement that reads all that is shown of a page's comments."""
    with CaptureQueriesContext(connection) as asked:
        thread_page(thread=thread, order=order)
    (found,) = (query["sql"] for query in asked if "discussion_passagequestion" in query["sql"])
    return found


def _plan(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [line for *_, line in cursor.fetchall()]
