from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from . import desk, moderation_log, suspending
from .caseload import waiting_count
from .lines import figure
from .models import MODERATE


class CommentsItem(MenuItem):
    """It says how many comments wait."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MODERATE)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        item = super().render_component(request)
        if number := waiting_count():
            item.label = f"{item.label} ({figure(number)})"
        return item


@hooks.register("register_admin_urls")
def comment_addresses() -> list[URLPattern]:
    return [
        path("comments/", desk.comments, name="discussion_comments"),
        path("comments/log/", moderation_log.log, name="discussion_log"),
        path("comments/several/", desk.act_on_many, name="discussion_act_on_many"),
        path("comments/<int:number>/", desk.act, name="discussion_act"),
        path("comments/<int:number>/writer/", suspending.writer, name="discussion_writer"),
    ]


@hooks.register("register_admin_menu_item")
def comments_item() -> MenuItem:
    return CommentsItem(
        _("Comments"), reverse("discussion_comments"), icon_name="comment", order=150
    )


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.has_perm(MODERATE):
        panels.append(desk.WaitingPanel())
