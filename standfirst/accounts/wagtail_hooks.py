from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import desk


class ReadersItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(desk.CHANGE_STANDING)


@hooks.register("register_admin_urls")
def reader_addresses() -> list[URLPattern]:
    return [
        path("readers/", desk.readers, name="accounts_readers"),
        path("readers/<int:number>/", desk.reader, name="accounts_reader"),
    ]


@hooks.register("register_admin_menu_item")
def readers_item() -> MenuItem:
    return ReadersItem(_("Readers"), reverse("accounts_readers"), icon_name="user", order=160)
