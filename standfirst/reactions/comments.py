"""What follows from what happened to comments."""

from datetime import datetime

from standfirst.discussion.tasks import send_proof_letter
from standfirst.outbox.models import Event


def ask_for_proof(event: Event, *, at: datetime) -> None:
    """Have a letter sent that asks a guest whether the address is theirs."""
    send_proof_letter.enqueue(event.about)
