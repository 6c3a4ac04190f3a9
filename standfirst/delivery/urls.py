"""What machines and searchers ask for; stands right before Wagtail's pages."""

from django.urls import include, path, re_path, register_converter
from django.urls.converters import IntConverter

from .views import archive, feeds, live, oembed, search, site, sitemaps


class _Year(IntConverter):
    regex = "[0-9]{4}"

    def to_url(self, value: str | int) -> str:
        return f"{int(value):04}"


class _TwoDigits(IntConverter):
    regex = "[0-9]{2}"

    def to_url(self, value: str | int) -> str:
        return f"{int(value):02}"


register_converter(_Year, "year")
register_converter(_TwoDigits, "two")

_archive = [
    path("", archive.years, name="archive"),
    path("<year:year>/", archive.year, name="archive_year"),
    path("<year:year>/<two:month>/", archive.month, name="archive_month"),
    path("<year:year>/<two:month>/<two:day>/", archive.day, name="archive_day"),
]

urlpatterns = [
    re_path(r"^feed\.(?P<kind>rss|atom|json)$", feeds.feed, name="feed"),
    re_path(r"^(?P<path>[^.]+)/feed\.(?P<kind>rss|atom|json)$", feeds.feed, name="feed_of"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.sitemap_part, name="sitemap_part"),
    path("sitemap-news.xml", sitemaps.news_sitemap, name="news_sitemap"),
    path("archive/", include(_archive)),
    path("live/<slug:key>/", live.live, name="live"),
    path("search/", search.search, name="search"),
    path("oembed/", oembed.oembed, name="oembed"),
    path("robots.txt", site.robots, name="robots"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("site.webmanifest", site.manifest, name="manifest"),
]
