from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import desk
from .letters import send_notice
from .models import CHANGE_STANDING, User


class ReadersItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(CHANGE_STANDING)


@hooks.register("register_admin_urls")
def reader_addresses() -> list[URLPattern]:
    return [
        path("readers/", desk.readers, name="accounts_readers"),
        path("readers/<int:number>/", desk.reader, name="accounts_reader"),
        path("readers/guests/", desk.readmit_guest, name="accounts_readmit_guest"),
    ]


@hooks.register("register_admin_menu_item")
def readers_item() -> MenuItem:
    return ReadersItem(_("Readers"), reverse("accounts_readers"), icon_name="user", order=160)


@hooks.register("before_edit_user")
def remember_address(request: HttpRequest, user: User) -> None:
    request._address_before = user.email  # type: ignore[attr-defined]


@hooks.register("after_edit_user")
def tell_of_new_address(request: HttpRequest, user: User) -> None:
    """Write to the old address: it no longer opens the account, and the new one is not proven yet."""
    before = getattr(request, "_address_before", user.email)
    if before != user.email:
        send_notice("email_changed", to=before)


@hooks.register("register_account_menu_item")
def sign_in_item(_request: HttpRequest) -> dict[str, str]:
    """Lead from the editor's own page of preferences to where address, password and second step are changed."""
    return {"url": reverse("account"), "label": gettext("How you sign in")}
