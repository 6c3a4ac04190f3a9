"""Sitemaps."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from standfirst.delivery import sitemaps
from standfirst.delivery.addresses import Addresses, absolute
from standfirst.delivery.queries.sitemap import Listed, listed_pages, news
from standfirst.lib.access import anyone
from standfirst.publishing.models import NewsroomSettings


@anyone
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page of the site, or an index of files where one cannot hold them."""
    files = sitemaps.parts(listed_pages(Addresses.of_site()))
    if len(files) == 1:
        return _xml(sitemaps.write_pages(files[0]))
    rows = [
        Listed(absolute(f"/sitemap-{number}.xml"), sitemaps.newest(pages))
        for number, pages in enumerate(files, 1)
    ]
    return _xml(sitemaps.write_index(rows))


@anyone
@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One file of a sitemap that needs several.

    Raises:
        Http404: there is no such file.
    """
    files = sitemaps.parts(listed_pages(Addresses.of_site()))
    if not 1 <= number <= len(files):
        raise Http404
    return _xml(sitemaps.write_pages(files[number - 1]))


@anyone
@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """The articles of the last 48 hours."""
    newsroom = NewsroomSettings.for_request(request)
    young = news(Addresses.of_site(), at=timezone.now())
    return _xml(sitemaps.write_news(young, publication=newsroom.name, language=newsroom.language))


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type=sitemaps.CONTENT_TYPE)
