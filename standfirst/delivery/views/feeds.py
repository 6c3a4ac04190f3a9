"""Feeds."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from standfirst.delivery.addresses import Addresses, absolute
from standfirst.delivery.feeds import atom, json_feed, rss
from standfirst.delivery.feeds.gather import feed_of, last_change
from standfirst.delivery.feeds.places import place_at
from standfirst.lib.access import anyone
from standfirst.publishing.models import NewsroomSettings

WRITERS = {"rss": rss, "atom": atom, "json": json_feed}


@anyone
@require_safe
def feed(request: HttpRequest, kind: str, path: str = "") -> HttpResponse:
    """What is new at `path`; the middleware answers 304 from the bytes or the time of change.

    Raises:
        Http404: nothing at `path` has a feed.
    """
    addresses = Addresses.of_site()
    place = place_at(path, addresses)
    if place is None:
        raise Http404
    found = feed_of(
        place,
        newsroom=NewsroomSettings.for_request(request),
        addresses=addresses,
        own_address=absolute(request.path),
    )
    writer = WRITERS[kind]
    headers = {"Last-Modified": http_date(last_change(found)), "Cache-Control": "max-age=300"}
    return HttpResponse(writer.write(found), content_type=writer.CONTENT_TYPE, headers=headers)
