"""The worker waits for a database that is away, says so once, and loses nothing that it was at."""

import logging
import math
import os
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from standfirst.cli import errands, queue
from standfirst.discussion.tasks import send_proof_letter
from standfirst.lib import outage


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def of_sqlite(name: str) -> Exception:
    cause = sqlite3.OperationalError()
    cause.sqlite_errorname = name  # type: ignore[misc]
    return caused(OperationalError(name), cause)


@pytest.mark.parametrize(
    ("error", "is_away"),
    [
        (OperationalError("database is locked"), True),
        (of_sqlite("SQLITE_BUSY_SNAPSHOT"), True),
        (of_sqlite("SQLITE_ERROR"), False),
        (caused(OperationalError(), psycopg.errors.AdminShutdown()), True),
        (caused(OperationalError(), psycopg.OperationalError("connection refused")), True),
        (caused(OperationalError(), psycopg.errors.DeadlockDetected()), False),
        (InterfaceError("connection already closed"), True),
        (ValueError(), False),
    ],
)
def test_knows_the_world_from_a_wrong_query(error: Exception, is_away: bool):
    assert outage.is_away(error) is is_away


class Away:
    """A database that answers at the third time of asking."""

    def __init__(self) -> None:
        self.asked = 0

    def ask(self) -> None:
        self.asked += 1
        if self.asked < 3:
            raise OperationalError("connection refused")


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Away:
    database = Away()
    monkeypatch.setattr(outage, "_GLANCE", 0.01)
    monkeypatch.setattr(outage, "_back_at", -math.inf)
    monkeypatch.setattr(outage, "ask", database.ask)
    return database


SAID_ONCE = [
    "the database does not answer, waiting for it: database is locked",
    "the database answers again",
]


def test_all_threads_wait_and_one_says_so(away: Away, caplog: pytest.LogCaptureFixture):
    begun = threading.Barrier(4)

    def wait() -> None:
        begun.wait()
        outage.wait_out(OperationalError("database is locked"))

    threads = [threading.Thread(target=wait) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert caplog.messages == SAID_ONCE


@pytest.mark.django_db(transaction=True)
def test_an_errand_is_only_put_off(away: Away, caplog: pytest.LogCaptureFixture):
    def errand() -> None:
        raise OperationalError("database is locked")

    errands._run_once(errand)
    assert caplog.messages == SAID_ONCE


@pytest.mark.django_db(transaction=True)
def test_the_queue_is_only_put_off(
    away: Away, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    tries = iter([OperationalError("database is locked"), SystemExit(0)])

    def worker(*arguments: object, **options: object) -> None:
        raise next(tries)

    monkeypatch.setattr(queue, "call_command", worker)
    with pytest.raises(SystemExit):
        queue.work()
    assert caplog.messages == SAID_ONCE


def test_requests_that_fail_by_it_are_told_of_once(
    away: Away, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    def fail(*arguments: object) -> None:
        raise OperationalError("database is locked")

    handler = BaseHandler()
    handler._middleware_chain = convert_exception_to_response(fail)
    requests = logging.getLogger("django.request")
    monkeypatch.setattr(requests, "filters", [])
    outage.tell_of_requests()
    try:
        for _ in range(3):
            assert handler.get_response(RequestFactory().get("/")).status_code == 503
    finally:
        got_request_exception.disconnect(outage._note_request)
    for thread in threading.enumerate():
        if thread.name == "outage":
            thread.join()
    assert caplog.messages == SAID_ONCE


def ended() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def begun(worker: str, **changes: object) -> DBTaskResult:
    """A task that `worker` has begun."""
    number = send_proof_letter.enqueue("1").id
    values = {"status": TaskResultStatus.RUNNING, "worker_ids": [worker], **changes}
    DBTaskResult.objects.filter(pk=number).update(**values)
    return DBTaskResult.objects.get(pk=number)


@pytest.mark.django_db
def test_a_task_whose_worker_was_killed_is_done_anew():
    tasks = [
        begun(f"{queue._machine}:{ended()}:a1"),
        begun(f"{queue._machine}:{os.getpid()}:a1"),  # had our number before us
        begun("elsewhere:1:a1", started_at=timezone.now() - timedelta(hours=2)),
        begun(
            f"{queue._machine}:{os.getpid()}:a1",
            status=TaskResultStatus.FAILED,
            exception_class_path="django.db.utils.OperationalError",
        ),
    ]
    assert queue.give_back_tasks() == len(tasks)
    assert DBTaskResult.objects.ready().count() == len(tasks)


@pytest.mark.django_db
def test_a_task_that_is_being_done_or_has_failed_by_itself_is_left(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(queue, "_name", f"{queue._machine}:{os.getpid()}:mine")
    now = timezone.now()
    begun(queue._name, started_at=now)
    begun(f"{queue._machine}:{os.getppid()}:a1", started_at=now)
    begun("elsewhere:1:a1", started_at=now)
    begun("x", status=TaskResultStatus.FAILED, exception_class_path="builtins.ValueError")
    begun(f"{queue._machine}:{ended()}:a1", worker_ids=[f"{queue._machine}:{ended()}:a1"] * 10)
    assert queue.give_back_tasks() == 0


def test_a_command_says_in_one_line_that_the_database_does_not_answer(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "standfirst", "migrate"],
        env={
            **os.environ,
            "STANDFIRST_DATA": str(tmp_path),
            "DATABASE_URL": f"postgresql:///paper?host={tmp_path}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("standfirst: the database does not answer: ")
