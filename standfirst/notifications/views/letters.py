"""How email is getting on, for who runs the paper."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standfirst.lib.access import role
from standfirst.lib.outgoing import standing


@role("notifications.view_mailing")
@require_safe
def email_report(request: HttpRequest) -> HttpResponse:
    """What is late, what failed, and whether the mail server is being left alone."""
    context = {
        "page_title": _("Email"),
        "header_icon": "mail",
        "standing": standing(at=timezone.now()),
        "server": settings.MAIL.host if settings.MAIL else "",
        "folder": settings.MAIL_DIR if settings.CAN_MAIL else "",
    }
    return render(request, "notifications/email_report.html", context)
