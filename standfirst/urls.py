"""Every address of the site; Wagtail's pages come last.

`tests/addresses.txt` says who may enter each; a test compares.
"""

from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.urls import serve_pattern
from wagtail.utils.urlpatterns import decorate_urlpatterns

from standfirst.accounts.access import editor
from standfirst.lib.access import anyone
from standfirst.lib.health import health, metrics, ready
from standfirst.publishing.routes import serve_page

handler400 = "standfirst.lib.http.bad_request"
handler500 = "standfirst.lib.http.server_error"

urlpatterns = [
    path("health/", health),
    path("health/ready/", ready),
    path("metrics", metrics),
    path("admin/login/", include("standfirst.accounts.admin_urls")),
    path("admin/choose-page/", include("standfirst.publishing.chooser_urls")),
    path("admin/bulk/", include("standfirst.publishing.bulk_urls")),
    path("account/", include("standfirst.accounts.urls")),
    path("admin/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, editor))),
    path("account/", include("standfirst.discussion.account_urls")),
    path("", include("standfirst.accounts.wagtail_urls")),
    path("documents/", include("standfirst.publishing.document_urls")),
    path("discussion/", include("standfirst.discussion.urls")),
    path("follows/", include("standfirst.notifications.urls")),
    path("support/", include("standfirst.funding.urls")),
    path("funding/", include("standfirst.funding.provider_urls")),
    path("imported/", include("standfirst.importers.urls")),
    path("welcome/", include("standfirst.publishing.welcome.urls")),
    path("", include("standfirst.publishing.urls")),
    path("", include("standfirst.delivery.urls")),
    re_path(serve_pattern, anyone(serve_page), name="wagtail_serve"),
]
