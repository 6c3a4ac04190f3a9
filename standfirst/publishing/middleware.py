"""The language of every page, the reader's own or else the newsroom's, and the newsroom's time zone."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from standfirst.accounts.known import known_user

from .models import NewsroomSettings

Handler = Callable[[HttpRequest], HttpResponse]


def newsroom_language(get_response: Handler) -> Handler:
    """Answer each request in the language that the reader chose, or the newsroom did, and in its zone.

    Every page tells the newsroom's time: an article's day must be that of its archive, and a
    comment must not seem older than what it is about.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/static/", "/media/")):
            return get_response(request)
        newsroom = NewsroomSettings.for_request(request)
        user = known_user(request)
        language = (user and user.language) or newsroom.language
        zone = zoneinfo.ZoneInfo(newsroom.time_zone)
        with translation.override(language), timezone.override(zone):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return handle
