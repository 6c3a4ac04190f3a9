"""The newsroom's own language and time zone, for every page that readers see."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from .models import NewsroomSettings

Handler = Callable[[HttpRequest], HttpResponse]


def newsroom_language(get_response: Handler) -> Handler:
    """Answer each request in the language and time zone that the newsroom chose."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/static/", "/media/")):
            return get_response(request)
        newsroom = NewsroomSettings.for_request(request)
        with (
            translation.override(newsroom.language),
            timezone.override(zoneinfo.ZoneInfo(newsroom.time_zone)),
        ):
            response = get_response(request)
        response.headers.setdefault("Content-Language", newsroom.language)
        return response

    return handle
