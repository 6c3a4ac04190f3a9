"""Passwords that many share, which open a page or a shelf of documents: Wagtail's views, with a limit."""

from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from wagtail.models import Page

from standfirst.lib.access import View, anyone
from standfirst.lib.pace import Limit, Limits, asker_of, count

GUESSES = Limits(here=Limit(10, 300), subject=Limit(100, 300))


def limited(view: View) -> View:
    """Count each try before Wagtail compares it; the right one counts for nothing."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if request.method != "POST":
            return view(request, *args, **kwargs)
        # Whichever page it is asked for, it is one password.
        number = next(value for name, value in kwargs.items() if name.endswith("restriction_id"))
        subject = f"{view.__module__}:{number}"
        tried = count("shared-password", GUESSES, asker=asker_of(request), subject=subject)
        if tried.is_too_often:
            return render(request, "429.html", status=429)
        response = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.FOUND:
            tried.take_back()
        return response

    return anyone(counted)


def only_of_its_page(view: View) -> View:
    """Ask for the password of a page that it opens; Wagtail would lay out any page's form, of drafts too."""

    @wraps(view)
    def checked(
        request: HttpRequest, page_view_restriction_id: int, page_id: int
    ) -> HttpResponseBase:
        page = get_object_or_404(Page, pk=page_id, live=True)
        restrictions = page.get_view_restrictions().filter(restriction_type="password")
        if not restrictions.filter(pk=page_view_restriction_id).exists():
            raise Http404
        return view(request, page_view_restriction_id, page_id)

    return checked
