"""What machines and searchers ask for; stands right before Wagtail's pages."""

from django.urls import re_path

from .views import feeds

urlpatterns = [
    re_path(r"^feed\.(?P<kind>rss|atom|json)$", feeds.feed, name="feed"),
    re_path(r"^(?P<path>[^.]+)/feed\.(?P<kind>rss|atom|json)$", feeds.feed, name="feed_of"),
]
