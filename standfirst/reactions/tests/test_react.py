from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from standfirst.outbox.models import Due, Event
from standfirst.outbox.services import record
from standfirst.reactions import services
from standfirst.reactions.services import run_due

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 16, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Heard:
    """Reactions that remember what they were told, and one that fails as long as it is told to."""

    def __init__(self) -> None:
        self.told: list[int] = []
        self.is_broken = True

    def listen(self, event: Event, *, at: datetime) -> None:
        self.told.append(event.about)

    def stumble(self, event: Event, *, at: datetime) -> None:
        Event.objects.create(name="half", about=event.about, at=at)
        if self.is_broken:
            raise ValueError("the sky fell")

    @property
    def table(self):
        return {"comment-shown": (self.stumble, self.listen)}


def run_all(heard: Heard, at: datetime = NOW) -> None:
    while run_due(at=at, table=heard.table):
        pass


def test_every_listener_is_told_once():
    heard = Heard()
    heard.is_broken = False
    record("comment-shown", about=7, at=NOW)
    run_all(heard)
    run_all(heard)
    assert heard.told == [7]
    assert not Due.objects.exists()


def test_one_that_fails_holds_up_no_other_and_leaves_nothing_half_done():
    heard = Heard()
    record("comment-shown", about=7, at=NOW)
    record("comment-shown", about=8, at=NOW)
    run_all(heard)
    assert heard.told == [7, 8]
    assert not Event.objects.filter(name="half").exists()


def test_what_failed_is_kept_with_its_error_and_tried_again_later():
    heard = Heard()
    record("comment-shown", about=7, at=NOW)
    run_all(heard)
    kept = Due.objects.get()
    assert (kept.reaction, kept.tries, kept.error) == ("stumble", 1, "ValueError: the sky fell")
    run_all(heard, NOW + 2 * SECOND)
    assert Due.objects.get().tries == 1
    heard.is_broken = False
    run_all(heard, kept.next_at)
    assert not Due.objects.exists()
    assert Event.objects.filter(name="half").count() == 1


def test_the_pause_between_tries_grows_to_an_hour():
    heard = Heard()
    record("comment-shown", about=7, at=NOW)
    pauses, at = [], NOW
    for _ in range(14):
        run_all(heard, at)
        pauses.append(Due.objects.get().next_at - at)
        at = Due.objects.get().next_at
    assert pauses[0] == 5 * SECOND
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=1)


def test_an_event_that_nobody_knows_waits_for_a_version_that_does():
    record("moon-landed", about=1, at=NOW)
    run_all(Heard())
    assert "moon-landed" in Due.objects.get().error


def test_an_event_without_listeners_is_done():
    record("comment-shown", about=7, at=NOW)
    assert run_due(at=NOW, table={"comment-shown": ()}) == 1
    assert not Due.objects.exists()


def test_looking_for_work_is_one_query_by_an_index():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        run_due(at=NOW)
    assert len(queries) == 1
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN " + queries[0]["sql"])
        else:
            cursor.execute("EXPLAIN QUERY PLAN " + queries[0]["sql"])
        assert "due_by_time" in str(cursor.fetchall())


def test_one_that_fails_all_that_are_done_with_it_holds_up_no_other():
    heard = Heard()
    heard.is_broken = False
    twice = record("comment-shown", about=7, at=NOW)
    Due.objects.create(event=twice, reaction="listen", next_at=NOW)
    record("comment-shown", about=8, at=NOW)
    run_all(heard)
    assert set(heard.told) == {7, 8}
    assert "IntegrityError" in Due.objects.get(event=twice, reaction="").error


def test_a_database_that_is_away_is_nobodys_fault_and_nothing_is_put_off(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def take(*arguments: object, **options: object) -> int:
        raise OperationalError("database is locked")

    record("comment-held", about=7, at=NOW)
    monkeypatch.setattr(services, "_take", take)
    with pytest.raises(OperationalError):
        run_due(at=NOW)
    assert not caplog.records
    assert Due.objects.get().tries == 0
