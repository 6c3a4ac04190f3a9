"""The queue of tasks: worked through by the main thread of the worker, whatever becomes of the database."""

import os
import secrets
import socket
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from standfirst.lib import outage

# No task takes so long: its worker, on another machine, is gone.
_LOST_AFTER = timedelta(hours=1)
# How often a task is begun before it is left as it is.
_MOST_TRIES = 10
# How a task ends whose worker was told to end, or lost the database, in the middle of it.
_NOT_ITS_FAULT = (
    "django.db.utils.OperationalError",
    "django.db.utils.InterfaceError",
    "builtins.SystemExit",
)
_machine = socket.gethostname()[:32]
# Who works here: machine, process, and something that no other process has.
_name = ""


def work() -> None:
    """Do tasks until this process is told to end; while the database is away, wait."""
    global _name
    while True:
        _name = f"{_machine}:{os.getpid()}:{secrets.token_hex(4)}"
        try:
            call_command("db_worker", worker_id=_name, interval=1, startup_delay=False, verbosity=0)
        except DatabaseError as error:
            connection.close()
            if not outage.wait_out(error):
                raise
        else:
            return  # told to end in the middle of a task, it has finished that


def give_back_tasks(*, at: datetime | None = None) -> int:
    """Have tasks done anew whose worker was killed, or lost the database, in the middle.

    A task may so be done twice, and is written for that.

    Returns:
        How many there were.
    """
    began_too_long_ago = (at or timezone.now()) - _LOST_AFTER
    running, failed = TaskResultStatus.RUNNING, TaskResultStatus.FAILED
    given_back = 0
    for task in DBTaskResult.objects.filter(
        Q(status=running) | Q(status=failed, exception_class_path__in=_NOT_ITS_FAULT)
    ):
        is_lost = (
            task.status == failed
            or _is_gone(task.worker_ids[-1])
            or (task.started_at is not None and task.started_at < began_too_long_ago)
        )
        if is_lost and len(task.worker_ids) < _MOST_TRIES:
            # Unless somebody else was quicker.
            given_back += DBTaskResult.objects.filter(pk=task.pk, status=task.status).update(
                status=TaskResultStatus.READY, started_at=None, finished_at=None,
                exception_class_path="", traceback="",
            )  # fmt: skip
    return given_back


def _is_gone(worker: str) -> bool:
    """Tell whether a worker of this machine is no more."""
    machine, _, rest = worker.partition(":")
    number = rest.partition(":")[0]
    if machine != _machine or not number.isdigit():
        return False
    if int(number) == os.getpid():
        return worker != _name
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # somebody else's process has that number
        return False
    return False
