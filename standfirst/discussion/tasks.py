"""Work of the discussion that goes out to the world, done by the worker."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from standfirst.lib.errors import Unavailable
from standfirst.lib.mail import send

from .letters import proof_letter
from .models import Comment

_FIRST_PAUSE = timedelta(minutes=1)
_MOST_TRIES = 8


@task()
def send_proof_letter(number: int, tries: int = 0) -> None:
    """Mail the link that proves the address of comment `number`; tried again for four hours or so."""
    comment = Comment.objects.select_related("thread__article").filter(pk=number).first()
    if comment is None or comment.held_for != Comment.HeldFor.MAIL:
        return
    now = timezone.now()
    try:
        send(proof_letter(comment), at=now)
    except Unavailable as failed:
        if failed.permanent or tries >= _MOST_TRIES:
            return
        later = send_proof_letter.using(run_after=now + _FIRST_PAUSE * 2**tries)
        later.enqueue(number, tries + 1)
