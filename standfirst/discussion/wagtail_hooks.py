from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import desk
from .models import MODERATE


class CommentsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MODERATE)


@hooks.register("register_admin_urls")
def comment_addresses() -> list[URLPattern]:
    return [
        path("comments/", desk.comments, name="discussion_comments"),
        path("comments/<int:number>/", desk.act, name="discussion_act"),
    ]


@hooks.register("register_admin_menu_item")
def comments_item() -> MenuItem:
    return CommentsItem(
        _("Comments"), reverse("discussion_comments"), icon_name="comment", order=150
    )
