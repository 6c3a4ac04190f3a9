"""What no rule can decide goes before a person."""

from datetime import datetime

from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.funding.models import Campaign, Case, Gift
from standfirst.funding.tasks import alarm_treasurers
from standfirst.lib.errors import Refused


class SettledBefore(Refused):
    """Somebody else settled it first."""

    code = "settled-before"


def open_case(
    *, kind: Case.Kind, about: str, words: str, at: datetime, gift: Gift | None = None
) -> Case:
    """Put something before a person; the same thing twice makes one open case, with the later words."""
    case, _made = Case.objects.update_or_create(
        kind=kind,
        about=about,
        settled_at=None,
        defaults={"words": words, "gift": gift},
        create_defaults={"words": words, "gift": gift, "opened_at": at},
    )
    return case


def sound_alarm(
    *, kind: Case.Kind, about: str, words: str, at: datetime, has_changed: bool = False
) -> None:
    """Put something before a person that cannot wait: treasurers are written to when it is opened, and of each change.

    Args:
        has_changed: it is another than it was: who knows of the one does not know of the other.
    """
    is_known = Case.objects.filter(kind=kind, about=about, settled_at=None).exists()
    case = open_case(kind=kind, about=about, words=words, at=at)
    if has_changed or not is_known:
        alarm_treasurers.enqueue(case.pk)


def ask_about_currency(code: str, *, at: datetime) -> None:
    """Put before a person that there is money in a currency that we cannot count."""
    words = _(
        "There is money in %(code)s at the payment provider, a currency that this version "
        "of Standfirst cannot count. None of it is in the books; everything else "
        "continues. Update Standfirst, and the waiting money is entered by itself."
    )
    open_case(kind=Case.Kind.CURRENCY, about=code[:120], words=words % {"code": code}, at=at)


def ask_about_refusal(*, campaign: Campaign, said: str, at: datetime) -> None:
    """Put before a person that the provider refuses a gift for a reason that no giver can help."""
    words = _(
        "The payment provider refused a gift for “%(campaign)s”, and trying again would not help. "
        "It said: %(said)s"
    )
    facts = {"campaign": campaign.title, "said": said[:300]}
    open_case(kind=Case.Kind.REFUSED, about=campaign.slug, words=words % facts, at=at)


def close_case(*, kind: Case.Kind, about: str, how: str, at: datetime) -> None:
    """Close what has settled itself, if it was open."""
    Case.objects.filter(kind=kind, about=about, settled_at=None).update(
        settled_at=at, settled_how=how
    )


def settle_case(*, case: Case, by: User, how: str, at: datetime) -> Case:
    """Note that a person decided, who, and what.

    Raises:
        SettledBefore: it was settled meanwhile, and stays as it was.
    """
    still_open = Case.objects.filter(pk=case.pk, settled_at=None)
    done = still_open.update(settled_at=at, settled_by=by, settled_how=how)
    case.refresh_from_db()
    if not done:
        who = case.settled_by.get_full_name() if case.settled_by else _("the site itself")
        raise SettledBefore(
            _("This case was already settled by %(who)s: %(how)s")
            % {"who": who, "how": case.settled_how}
        )
    return case
