"""Send the letters that are due to followers."""

from datetime import datetime

from standfirst.lib import mail_pause
from standfirst.lib.alone import alone
from standfirst.lib.outgoing import A_BATCH, send_batch
from standfirst.notifications.letters import Desk
from standfirst.notifications.models import Follower, Mailing

from .bounces import suppress
from .gathering import gather


def send_due(*, at: datetime) -> int:
    """Decide on letters and send up to a batch of those that are due; returns how many are done with.

    One process at a time does this. An address that is refused for good gets nothing more.
    None is sent while the mail server is left alone.
    `Unavailable` rises where the mail server does not answer at all; the letters stay due.
    """
    with alone("letters") as is_mine:
        if not is_mine or mail_pause.is_on(at=at):
            return 0
        gather(at=at, most=A_BATCH)
        due = Mailing.objects.filter(next_at__lte=at).order_by("next_at", "pk")
        batch = list(due.select_related("follower__user", "follow")[:A_BATCH])
        if not batch:
            return 0

        def stop(mailing: Mailing) -> None:
            suppress(mailing.follower, Follower.Suppressed.BOUNCED, at=at)

        return send_batch(batch, Desk(batch).write, at=at, on_refused=stop)
