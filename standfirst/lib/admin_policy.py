"""The editor's pages have a Content-Security-Policy of their own: Wagtail needs more than readers' pages do."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def admin_policy(get_response: Handler) -> Handler:
    """Give answers below /admin/ the editor's policy; django-csp, before this, writes the header.

    A preview there is a reader's page, and has a reader's policy.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response

    return handle
