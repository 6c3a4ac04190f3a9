"""What the desk does for somebody who gives and cannot do it themselves; each act is noted with who did it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.funding.acts import CHANGED, RECEIPT_SENT, STOPPED, note_act
from standfirst.funding.models import Receipt, RegularGift, Supporter, SupporterLetter
from standfirst.lib.errors import Refused

from . import regular as regular_gifts
from .moving import after_move
from .writing import decide_on


class CannotHelp(Refused):
    """Nothing can be done for them as asked."""

    code = "cannot-help"


def change_supporter(
    *, supporter: Supporter, name: str, mail: str, by: User, at: datetime
) -> Supporter:
    """Change how somebody is called, and where letters to them go; a letter tells the address that they had.

    Raises:
        CannotHelp: they were forgotten.
    """
    with transaction.atomic():
        locked = Supporter.objects.select_for_update().get(pk=supporter.pk)
        if locked.erased_at:
            raise CannotHelp(_("The giver’s details were erased at their request."))
        changes = _changes(locked, name=name, mail=mail)
        if not changes:
            return locked
        locked.name, locked.mail = name, mail
        locked.save(update_fields=["name", "mail"])
        note_act(locked, CHANGED, by, changes)
        if "mail" in changes:
            after_move(supporter=locked, old=changes["mail"][0], at=at)
    return locked


def send_receipt_again(*, receipt: Receipt, by: User, at: datetime) -> None:
    """Mail a receipt once more, void ones as such; sent twice within a minute, it is one letter.

    Raises:
        CannotHelp: there is no address, or this site sends no mail.
    """
    supporter, kind = receipt.gift.supporter, SupporterLetter.Kind.RECEIPT
    if supporter is None or not supporter.mail:
        raise CannotHelp(_("No email address is known. Add one, or print the receipt."))
    if receipt.void_at:
        kind = SupporterLetter.Kind.VOID
    with transaction.atomic():
        about = f"{receipt.pk}:{at:%Y-%m-%dT%H:%M}"
        if decide_on(kind, about, supporter=supporter, receipt=receipt, at=at):
            note_act(supporter, RECEIPT_SENT, by, {"receipt": str(receipt), "mail": supporter.mail})


def stop_for(*, regular: RegularGift, by: User, at: datetime) -> RegularGift:
    """Stop a regular gift for somebody who asked the desk to; `Unavailable` rises as in `regular.stop`.

    Raises:
        CannotHelp: nobody is known to give it.
    """
    if regular.supporter is None:
        raise CannotHelp(_("We do not know who gives this."))
    stopped = regular_gifts.stop(regular=regular, at=at)
    note_act(
        regular.supporter, STOPPED, by, {"regular": regular.pk, "amount": str(regular.charged)}
    )
    return stopped


def _changes(supporter: Supporter, *, name: str, mail: str) -> dict[str, Any]:
    pairs = {"name": (supporter.name, name), "mail": (supporter.mail, mail)}
    return {field: list(pair) for field, pair in pairs.items() if pair[0] != pair[1]}
