"""Letters about an account: codes, and notices that a way to sign in has changed."""

import logging

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from standfirst.lib.errors import Unavailable
from standfirst.lib.mail import Letter, send

from .codes import GOOD_FOR, Purpose

log = logging.getLogger("standfirst.accounts")

# What is told of each change, by allauth's name for it.
_CHANGES = {
    "account_connected": gettext_lazy("An account elsewhere now opens your account here."),
    "email_changed": gettext_lazy("The email address of your account was changed."),
    "password_changed": gettext_lazy("The password of your account was changed."),
    "totp_activated": gettext_lazy("Codes from an app were set up as your second step."),
    "totp_deactivated": gettext_lazy("Codes from an app are no longer your second step."),
    "recovery_codes_generated": gettext_lazy("New recovery codes were made for your account."),
    "webauthn_added": gettext_lazy("A passkey was added to your account."),
    "webauthn_removed": gettext_lazy("A passkey was removed from your account."),
}


def send_code(code: str, *, purpose: Purpose, to: str) -> None:
    """Mail `code` to whoever reads at `to`; the same letter whether or not they have an account.

    It raises what `lib.mail.send` raises.
    """
    words = (
        _("To sign in, type this code on the page that asked for it:")
        if purpose == Purpose.SIGN_IN
        else _("To confirm your new address, type this code on the page that asked for it:")
    )
    minutes = GOOD_FOR // 60
    note = ngettext(
        "It works for %(minutes)d minute. Nobody from the newsroom will ever ask you for it.",
        "It works for %(minutes)d minutes. Nobody from the newsroom will ever ask you for it.",
        minutes,
    ) % {"minutes": minutes}
    reason = _(
        "You receive this because somebody entered your address on our site. If it was "
        "not you, ignore this email: without the code, nothing happens."
    )
    subject = _("Your code is %(code)s") % {"code": code}
    _send(
        "code",
        to,
        {"subject": subject, "words": words, "code": code, "note": note, "reason": reason},
    )


def send_notice(change: str, *, to: str) -> None:
    """Tell the owner of an account of a change to how they sign in, lest somebody else made it.

    The change is made; a mail server that does not answer only leaves a line in the log.
    """
    told = _CHANGES.get(change)
    if not told or not settings.CAN_MAIL:
        return
    note = _("If this was not you, sign in, check your account, and write to the newsroom.")
    reason = _("You receive this because a way to sign in to your account has changed.")
    subject = _("A change to your account")
    try:
        _send("notice", to, {"subject": subject, "words": told, "note": note, "reason": reason})
    except Unavailable:
        log.warning("account_notice_not_sent", extra={"change": change})


def _send(template: str, to: str, context: dict[str, object]) -> None:
    text, html = (
        render_to_string(f"accounts/mail/{template}.{kind}", dict(context))
        for kind in ("txt", "html")
    )
    letter = Letter(to=to, subject=str(context["subject"]), text=text.strip() + "\n", html=html)
    send(letter, at=timezone.now())
