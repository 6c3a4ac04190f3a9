"""Work of funding that goes out to the world, done by the worker."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from standfirst.lib.errors import Unavailable
from standfirst.lib.mail import send

from .letters import alarm_letter, treasurers
from .models import Case

_FIRST_PAUSE = timedelta(minutes=1)
_MOST_TRIES = 8


@task()
def alarm_treasurers(number: int) -> None:
    """Write to each treasurer of an open case that cannot wait."""
    if settings.CAN_MAIL and Case.objects.filter(pk=number, settled_at=None).exists():
        for address in treasurers():
            alarm_treasurer.enqueue(number, address)


@task()
def alarm_treasurer(number: int, address: str, tries: int = 0) -> None:
    """Write to one of them; tried again for four hours or so."""
    case = Case.objects.filter(pk=number, settled_at=None).first()
    if case is None:
        return
    now = timezone.now()
    try:
        send(alarm_letter(case, to=address), at=now)
    except Unavailable as failed:
        if not failed.permanent and tries < _MOST_TRIES:
            later = alarm_treasurer.using(run_after=now + _FIRST_PAUSE * 2**tries)
            later.enqueue(number, address, tries + 1)
