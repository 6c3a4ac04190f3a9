"""Every address of the site; Wagtail's pages come last."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from standfirst.lib.health import health

handler400 = "standfirst.lib.http.bad_request"
handler500 = "standfirst.lib.http.server_error"

urlpatterns = [
    path("health/", health),
    path("admin/login/", include("standfirst.accounts.admin_urls")),
    path("account/", include("standfirst.accounts.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("account/", include("standfirst.discussion.account_urls")),
    path("documents/", include("standfirst.publishing.document_urls")),
    path("discussion/", include("standfirst.discussion.urls")),
    path("follows/", include("standfirst.notifications.urls")),
    path("support/", include("standfirst.funding.urls")),
    path("funding/", include("standfirst.funding.provider_urls")),
    path("welcome/", include("standfirst.publishing.welcome.urls")),
    path("", include("standfirst.publishing.urls")),
    path("", include("standfirst.delivery.urls")),
    path("", include(wagtail_urls)),
]
