"""What keeps a long thread as quick to open as a short one; `bin/bench thread` measures it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from standfirst.discussion.orders import Order
from standfirst.discussion.queries import thread_page
from standfirst.discussion.testing import grow_thread, make_thread
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


def _plan(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [line for *_, line in cursor.fetchall()]
