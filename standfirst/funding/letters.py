"""Letters about money."""

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.accounts.roles import TREASURER
from standfirst.lib.mail import Letter
from standfirst.publishing.letters import Button

from .models import Case


def treasurers() -> list[str]:
    """Return the addresses of those who keep the books; where nobody does, of those who run the paper."""
    people = User.objects.filter(is_active=True).exclude(email="").order_by("pk")
    keepers = people.filter(groups__name=TREASURER).distinct()
    found = keepers or people.filter(Q(is_superuser=True))
    return [user.email for user in found]


def alarm_letter(case: Case, *, to: str) -> Letter:
    """Return the alarm that something about money cannot wait."""
    subject, note = _of_kind(case)
    context = {
        "subject": subject,
        "words": case.words,
        "note": note,
        "reason": _("You receive this because you keep the books of this newsroom."),
        "button": Button(_("Open the case"), _page_of(case)),
    }
    text, html = (
        render_to_string(f"funding/mail/difference.{kind}", context) for kind in ("txt", "html")
    )
    return Letter(to=to, subject=subject, text=text.strip() + "\n", html=html)


def _page_of(case: Case) -> str:
    return f"{settings.SITE_URL}{reverse('funding_cases')}#case-{case.pk}"


def _of_kind(case: Case) -> tuple[str, str]:
    """What the letter is about, and what becomes of the case."""
    if case.kind == Case.Kind.TESTING:
        return (
            _("Somebody seems to try out cards with your gifts"),
            _("The case stays open until you settle it."),
        )
    if case.kind == Case.Kind.BOOKS:
        return (
            _("The books do not add up"),
            _("They are added up each night. The case stays open until they add up again."),
        )
    return (
        _("The books differ from the payment provider: %(currency)s") % {"currency": case.about},
        _(
            "The case closes by itself once they agree. We will email you again if the "
            "difference changes."
        ),
    )
