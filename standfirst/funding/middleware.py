"""Pages that thank a giver instead of asking are for that giver alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from .givers import GAVE

Handler = Callable[[HttpRequest], HttpResponse]


def private_for_givers(get_response: Handler) -> Handler:
    """Let no shared cache keep a page that was rendered for somebody known to have given."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if GAVE in request.COOKIES and is_page and not request.path.startswith("/admin/"):
            patch_cache_control(response, private=True)
            patch_vary_headers(response, ["Cookie"])
        return response

    return handle
