"""Passwords that many share, which open a page or a shelf of documents: Wagtail's views, with a limit."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from wagtail.models import Page

from standfirst.lib.access import View, anyone
from standfirst.lib.http import client_address, sender_of
from standfirst.lib.pace import is_too_often

# An office has one address, and its people come in the same minute.
TRIES, FOR_SECONDS = 20, 600


def limited(view: View) -> View:
    """Let nobody guess without end."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        sender = sender_of(client_address(request))
        if request.method == "POST" and is_too_often(
            "shared-password", sender, most=TRIES, seconds=FOR_SECONDS
        ):
            return render(request, "429.html", status=429)
        return view(request, *args, **kwargs)

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
