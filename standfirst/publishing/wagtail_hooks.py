from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page, Revision

from .desk import NewsroomPanel
from .gone import gone_from
from .uses import uses_below


@hooks.register("construct_homepage_panels")
def newsroom_today(request: HttpRequest, panels: list[Any]) -> None:
    panel = NewsroomPanel(request)
    if panel.is_shown():
        panels.append(panel)


@hooks.register("before_edit_page")
def say_what_is_gone(request: HttpRequest, page: Page) -> None:
    """Tell whoever opens a version what it names that was deleted meanwhile."""
    if request.method != "GET":
        return
    number = request.resolver_match.kwargs.get("revision_id") if request.resolver_match else None
    number = number or page.latest_revision_id
    revision = Revision.objects.filter(pk=number).first()
    if revision and (gone := gone_from(revision)):
        messages.warning(
            request,
            _(
                "This version names something that has since been deleted (%(what)s). It opens without "
                "it: choose something else, or save it as it is."
            )
            % {"what": ", ".join(gone)},
        )


@hooks.register("before_delete_page")
def ask_about_what_is_below(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page while others need something below it; Wagtail asks only about itself."""
    return _refuse_deletion(request, [page])


@hooks.register("before_bulk_action")
def ask_about_all_that_is_below(
    request: HttpRequest, action: str, chosen: list[Any], _view: object
) -> HttpResponse | None:
    """Refuse the same for many pages at once."""
    pages = [it for it in chosen if isinstance(it, Page)] if action == "delete" else []
    return _refuse_deletion(request, pages)


def _refuse_deletion(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    for page in pages:
        if uses := uses_below(page):
            words = _("“%(page)s” cannot be deleted: pages below it are named in %(others)s.")
            others = ", ".join(f"“{other}”" for other in uses)
            messages.error(request, words % {"page": page, "others": others})
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None
