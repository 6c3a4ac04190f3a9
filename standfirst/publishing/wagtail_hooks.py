from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from .desk import NewsroomPanel


@hooks.register("construct_homepage_panels")
def newsroom_today(request: HttpRequest, panels: list[Any]) -> None:
    panel = NewsroomPanel(request)
    if panel.is_shown():
        panels.append(panel)
