"""The door of the editor: who works here proves twice who they are."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .models import AccountSettings
from .second_step import took_second_step

Handler = Callable[[HttpRequest], HttpResponse]
# Signing out needs no proof.
_OPEN = ("/admin/login/", "/admin/logout/")


def second_step(get_response: Handler) -> Handler:
    """Lead from the editor to the second step whoever has not taken one in this session.

    Readers, who have no business there, are told so.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        path = request.path
        if not path.startswith("/admin/") or path.startswith(_OPEN):
            return get_response(request)
        if not request.user.is_authenticated:
            return get_response(request)
        if not request.user.has_perm("wagtailadmin.access_admin"):
            # Wagtail would ask them to sign in, which they are.
            raise PermissionDenied
        if took_second_step(request):
            return get_response(request)
        if not AccountSettings.for_request(request).staff_need_second_step:
            return get_response(request)
        onward = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('account_second_step')}?{onward}")

    return handle
