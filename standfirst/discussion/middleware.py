"""Pages that hold something of one reader's own are for that reader alone."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from .guests import COOKIE

Handler = Callable[[HttpRequest], HttpResponse]


def private_for_known_readers(get_response: Handler) -> Handler:
    """Let no shared cache keep a page that was rendered for somebody who said who they are.

    An article's page is Wagtail's own answer, and whether it shows a waiting comment is known only once
    it is laid out. So it is asked here, for all pages: whoever sends one of the two cookies is known.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_known = COOKIE in request.COOKIES or settings.SESSION_COOKIE_NAME in request.COOKIES
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_known and is_page and not request.path.startswith("/admin/"):
            patch_cache_control(response, private=True)
            patch_vary_headers(response, ["Cookie"])
        return response

    return handle
