"""Browsers in which somebody signed in are told from strangers' afterwards."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from standfirst.lib.devices import remember_device

Handler = Callable[[HttpRequest], HttpResponse]


def remember_where_signed_in(get_response: Handler) -> Handler:
    """Set the device cookie with the answer to every sign-in, by whichever way and view."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        remember_device(request, response)
        return response

    return handle
