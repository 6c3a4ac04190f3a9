"""What the desk did for supporters, and who did it: noted in the editor's own log.

It holds what was changed, so that a wrong change can be undone, until the supporter is forgotten.
"""

from typing import Any

from django.utils.translation import gettext_noop
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from standfirst.accounts.models import User

from .models import Supporter

CHANGED = "funding.supporter_changed"
RECEIPT_SENT = "funding.receipt_sent"
STOPPED = "funding.regular_gift_stopped"
TRANSFER_BOOKED = "funding.transfer_booked"
ACTS = {
    CHANGED: gettext_noop("Name or address changed"),
    RECEIPT_SENT: gettext_noop("Receipt sent again"),
    STOPPED: gettext_noop("Regular gift stopped"),
    TRANSFER_BOOKED: gettext_noop("Bank transfer booked"),
}


def note_act(supporter: Supporter, action: str, by: User, data: dict[str, Any]) -> None:
    """Note an act. The entry's title names nobody: it stands in lists that others read."""
    log(supporter, action, user=by, title=f"#{supporter.pk}", data=data)


def forget_acts(supporter: Supporter) -> None:
    """Forget what was noted of somebody; that something was done, and by whom, stays."""
    ModelLogEntry.objects.for_instance(supporter).update(data={})
