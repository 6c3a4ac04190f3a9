from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail import hooks
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page

from .choosers import VisibleDocuments, VisiblePictures, only_visible, visible_pages
from .desk import NewsroomPanel

hooks.register("construct_page_chooser_queryset", only_visible)


@hooks.register("construct_homepage_panels")
def newsroom_today(request: HttpRequest, panels: list[Any]) -> None:
    panel = NewsroomPanel(request)
    if panel.is_shown():
        panels.append(panel)


@hooks.register("construct_admin_api", order=1000)
def visible_only(router: WagtailAPIRouter) -> None:
    """Put ours in place of Wagtail's, which answer everybody who may enter the editor."""
    router.register_endpoint("images", VisiblePictures)
    router.register_endpoint("documents", VisibleDocuments)


@hooks.register("before_move_page")
def moved_by_who_may(request: HttpRequest, page: Page, destination: Page) -> None:
    """Show the question whether to move to nobody else: Wagtail asks only once the answer is yes.

    Raises:
        PermissionDenied: they may not move the page, or not see where it would go.
    """
    sees = visible_pages(request.user).filter(pk=destination.pk).exists()
    if not (sees and page.permissions_for_user(request.user).can_move()):
        raise PermissionDenied
