"""What no request may hold, whichever view it is for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

Handler = Callable[[HttpRequest], HttpResponse]


def no_null_characters(get_response: Handler) -> Handler:
    """Refuse an address with a null character: PostgreSQL keeps none, and nobody types one.

    Forms refuse theirs by themselves, beside the field.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("An address cannot hold a null character.")
        return get_response(request)

    return handle
