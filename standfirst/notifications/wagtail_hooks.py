from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .views.letters import email_report


class EmailItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notifications.view_mailing")


@hooks.register("register_admin_urls")
def email_address() -> list[URLPattern]:
    return [path("reports/email/", email_report, name="notifications_email")]


@hooks.register("register_reports_menu_item")
def email_item() -> MenuItem:
    return EmailItem(_("Email"), reverse("notifications_email"), icon_name="mail", order=1300)
