"""What machines and searchers ask for; stands right before Wagtail's pages."""

from django.urls import path, re_path

from .views import feeds, sitemaps

urlpatterns = [
    re_path(r"^feed\.(?P<kind>rss|atom|json)$", feeds.feed, name="feed"),
    re_path(r"^(?P<path>[^.]+)/feed\.(?P<kind>rss|atom|json)$", feeds.feed, name="feed_of"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.sitemap_part, name="sitemap_part"),
    path("sitemap-news.xml", sitemaps.news_sitemap, name="news_sitemap"),
]
