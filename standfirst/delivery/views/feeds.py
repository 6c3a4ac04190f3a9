"""Feeds."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from standfirst.delivery.addresses import Addresses, absolute
from standfirst.delivery.feeds import atom, json_feed, rss
from standfirst.delivery.feeds.gather import feed_of, last_change
from standfirst.delivery.feeds.places import place_at, place_of
from standfirst.delivery.queries.redirects import page_moved_from
from standfirst.lib.access import anyone
from standfirst.publishing.models import NewsroomSettings

WRITERS = {"rss": rss, "atom": atom, "json": json_feed}


@anyone
@require_safe
def feed(request: HttpRequest, kind: str, path: str = "") -> HttpResponse:
    """What is new at `path`; the middleware answers 304 from the bytes or the time of change.

    A place that was renamed or moved leads on to its new feed; 404 where nothing has one.
    """
    addresses = Addresses.of_site()
    place = place_at(path, addresses)
    if place is None:
        return _moved(path, kind, addresses)
    found = feed_of(
        place,
        newsroom=NewsroomSettings.for_request(request),
        addresses=addresses,
        own_address=absolute(request.path),
    )
    writer = WRITERS[kind]
    headers = {"Last-Modified": http_date(last_change(found)), "Cache-Control": "max-age=300"}
    return HttpResponse(writer.write(found), content_type=writer.CONTENT_TYPE, headers=headers)


def _moved(path: str, kind: str, addresses: Addresses) -> HttpResponse:
    """Lead on to the feed of a place that was at `path` before it was renamed or moved.

    Raises:
        Http404: no such place ever was there.
    """
    page = page_moved_from(f"/{path}/")
    if page is None or not place_of(page):
        raise Http404
    return HttpResponsePermanentRedirect(f"{addresses.page(page)}feed.{kind}")
