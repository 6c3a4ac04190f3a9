"""Who may write and vote at all."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.accounts.queries import suspension_of
from standfirst.lib import locale_formats


def why_suspended(user: User | None) -> str:
    """Return what to tell a suspended reader who wants to write or vote, with the reason; "" for everybody else.

    One query for who is suspended.
    """
    if user is None or not user.is_suspended:
        return ""
    told = [_("Your account is suspended.")]
    if change := suspension_of(user):
        told = [
            _("Your account has been suspended since %(day)s.")
            % {"day": locale_formats.day(change.at)}
        ]
        if change.words:
            told.append(_("Reason: %(reason)s") % {"reason": _as_sentence(change.words)})
    told.append(_("You can read, but not comment or vote, until the newsroom ends the suspension."))
    if settings.CAN_MAIL:
        address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        told.append(_("If you have questions, email %(address)s.") % {"address": address})
    else:
        told.append(_("Please ask the newsroom about it."))
    return " ".join(told)


def _as_sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."
