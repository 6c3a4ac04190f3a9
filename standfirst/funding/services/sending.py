"""Send the letters that are due to supporters."""

from datetime import datetime

from standfirst.funding.letters_to_supporters import write_letter
from standfirst.funding.models import SupporterLetter
from standfirst.lib.alone import alone
from standfirst.lib.outgoing import A_BATCH, send_batch


def send_due(*, at: datetime) -> int:
    """Send up to a batch of the letters that are due; returns how many are done with. One query for none.

    One process at a time does this. `Unavailable` rises where the mail server does not answer at
    all; the letters stay due.
    """
    due = SupporterLetter.objects.filter(next_at__lte=at)
    if not due.exists():
        return 0
    with alone("supporter-letters") as is_mine:
        if not is_mine:
            return 0
        rows = due.select_related(
            "supporter",
            "gift__campaign",
            "receipt__gift__campaign",
            "receipt__gift__regular",
            "regular__campaign",
        )
        return send_batch(list(rows.order_by("next_at", "pk")[:A_BATCH]), write_letter, at=at)
