from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem

from .desk import NewsroomPanel


@hooks.register("construct_homepage_panels")
def newsroom_today(request: HttpRequest, panels: list[Any]) -> None:
    panel = NewsroomPanel(request)
    if panel.is_shown():
        panels.append(panel)


@hooks.register("construct_homepage_summary_items")
def no_counts_of_files(request: HttpRequest, items: list[SummaryItem]) -> None:
    """How many pictures lie on the shelf is no news; the panel says what is."""
    items[:] = [item for item in items if type(item).__name__ == "PagesSummaryItem"]
