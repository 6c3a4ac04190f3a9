"""Passwords that several people share, of one page or one folder of documents: guesses at them are limited."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from standfirst.lib.pace import Limit, Limits, asker_of, count

Handler = Callable[[HttpRequest], HttpResponse]
GUESSES = Limits(here=Limit(10, 300), subject=Limit(100, 300))
# In the address of Wagtail's views, of pages and of documents; behind it the number of what is kept.
_VIEW = "/authenticate_with_password/"


def limit_page_passwords(get_response: Handler) -> Handler:
    """Count each try before Wagtail compares it; the right one counts for nothing."""

    def handle(request: HttpRequest) -> HttpResponse:
        before, is_one, behind = request.path.partition(_VIEW)
        if request.method != "POST" or not is_one:
            return get_response(request)
        subject = f"{before}/{behind.partition('/')[0]}"
        tried = count("page-password", GUESSES, asker=asker_of(request), subject=subject)
        if tried.is_too_often:
            return render(request, "429.html", status=429)
        response = get_response(request)
        if response.status_code == 302:
            tried.take_back()
        return response

    return handle
