"""The language and time zone of every page: the reader's own, or else the newsroom's."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from standfirst.accounts.known import known_user

from .models import NewsroomSettings

Handler = Callable[[HttpRequest], HttpResponse]


def newsroom_language(get_response: Handler) -> Handler:
    """Answer each request in the language and time zone that the reader chose, or the newsroom did."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/static/", "/media/")):
            return get_response(request)
        newsroom = NewsroomSettings.for_request(request)
        user = known_user(request)
        language = (user and user.language) or newsroom.language
        time_zone = (user and user.time_zone) or newsroom.time_zone
        with translation.override(language), timezone.override(zoneinfo.ZoneInfo(time_zone)):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return handle
