"""An empty house leads everybody who comes to its set-up."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from .door import door

Handler = Callable[[HttpRequest], HttpResponse]
_NO_PAGES = ("/static/", "/media/", "/documents/", "/welcome/")


def send_to_welcome(get_response: Handler) -> Handler:
    """Redirect pages to the set-up while there is nothing to read and nobody to sign in."""

    def handle(request: HttpRequest) -> HttpResponse:
        return redirect("welcome:start") if _leads_there(request) else get_response(request)

    return handle


def _leads_there(request: HttpRequest) -> bool:
    path = request.path
    # Feeds, maps and the like end in a name; machines get their own answers.
    if door.has_people or not path.endswith("/") or path.startswith(_NO_PAGES):
        return False
    if request.method not in {"GET", "HEAD"}:
        return False
    if path.startswith("/admin/"):
        return door.waits_for_somebody()
    return door.is_closed_to_readers()
