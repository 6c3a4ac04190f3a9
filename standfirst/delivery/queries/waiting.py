"""What waits to be done, for whoever watches the site."""

from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from standfirst.lib.health import worker_unseen_for
from standfirst.lib.outgoing import OutgoingLetter
from standfirst.outbox.models import Due


def waiting_work() -> dict[str, float]:
    """Return how much waits, and for how many seconds the oldest of it has; a few small queries."""
    now = timezone.now()
    due = Due.objects.aggregate(count=Count("pk"), oldest=Min("event__at"))
    tasks = DBTaskResult.objects.ready().aggregate(count=Count("pk"), oldest=Min("enqueued_at"))
    mails = [
        sort._default_manager.filter(next_at__isnull=False).aggregate(
            count=Count("pk"), oldest=Min("made_at")
        )
        for sort in OutgoingLetter.__subclasses__()
    ]
    return {
        "outbox_due": due["count"],
        "outbox_oldest_seconds": _age(due["oldest"], now),
        "tasks_waiting": tasks["count"],
        "tasks_oldest_seconds": _age(tasks["oldest"], now),
        "mails_waiting": sum(sort["count"] for sort in mails),
        "mails_oldest_seconds": max((_age(sort["oldest"], now) for sort in mails), default=0.0),
        "worker_unseen_seconds": worker_unseen_for(),
    }


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
