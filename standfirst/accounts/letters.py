"""Letters about an account: codes, and notices that a way to sign in has changed."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from standfirst.lib.mail import Letter, send

from .models import User

# What is told of each change, by allauth's name for it.
_CHANGES = {
    "email_changed": _("The mail address of your account was changed."),
    "totp_activated": _("Codes from an app were set up as your second step."),
    "totp_deactivated": _("Codes from an app are no longer your second step."),
    "recovery_codes_generated": _("New recovery codes were made for your account."),
    "webauthn_added": _("A passkey was added to your account."),
    "webauthn_removed": _("A passkey was removed from your account."),
}


def send_letter(name: str, *, to: str, context: dict[str, Any]) -> None:
    """Send the letter `accounts/mail/<name>` to one address, as text and as HTML.

    Raises:
        Unavailable: the mail server did not take it.
    """
    subject, text, html = (
        render_to_string(f"accounts/mail/{name}{end}", context)
        for end in ("_subject.txt", ".txt", ".html")
    )
    send(Letter(to=to, subject=" ".join(subject.split()), text=text.strip() + "\n", html=html), at=timezone.now())


def send_notice(change: str, *, to: str, user: User) -> None:
    """Tell `user` of a change to how they sign in, lest somebody else made it.

    Raises:
        Unavailable: the mail server did not take it.
    """
    if told := _CHANGES.get(change):
        send_letter("notice", to=to, context={"change": told, "user": user})
