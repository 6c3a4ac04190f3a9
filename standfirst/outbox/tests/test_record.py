from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from standfirst.outbox.models import Due, Event
from standfirst.outbox.services import record, record_once

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 16, 8, 0, tzinfo=UTC)


def test_what_happened_is_due_at_once():
    event = record("comment-shown", about=7, at=NOW, thread="article-8")
    assert (event.name, event.about, event.data) == ("comment-shown", 7, {"thread": "article-8"})
    assert Due.objects.get().event == event


def test_what_was_undone_was_never_recorded():
    with transaction.atomic():
        record("comment-shown", about=7, at=NOW)
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_once_in_a_life_is_once():
    assert record_once("comment-shown", about=7, at=NOW)
    assert record_once("comment-shown", about=7, at=NOW) is None
    assert record_once("comment-shown", about=8, at=NOW)
    assert Event.objects.count() == 2


def test_the_database_refuses_to_change_what_happened():
    record("comment-shown", about=7, at=NOW)
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        Event.objects.update(about=8)


def test_what_happened_is_not_deleted():
    with pytest.raises(TypeError):
        record("comment-shown", about=7, at=NOW).delete()
