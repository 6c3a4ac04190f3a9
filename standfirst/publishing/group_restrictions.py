"""What only some groups may read: staff read it once they have proven who they are, as in the editor."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from wagtail.models import BaseViewRestriction, Page

from standfirst.accounts.known import known_user
from standfirst.lib.access import proof_missing

_Serve = Callable[[Page, HttpRequest, Any, Any], HttpResponseBase]


def group_proof_missing(
    request: HttpRequest, restrictions: Iterable[BaseViewRestriction]
) -> HttpResponseBase | None:
    """Return where to lead whoever may read by their group, and has not taken the second step they must.

    Wagtail's restrictions ask for the group alone, which a guessed password opens, too.
    """
    for restriction in restrictions:
        is_by_group = restriction.restriction_type == BaseViewRestriction.GROUPS
        if is_by_group and restriction.accept_request(request):
            return proof_missing(request)
    return None


def ask_groups_for_proof(serve: _Serve) -> _Serve:
    """Ask before a page opens that is for a group; a hook of Wagtail's for pages."""

    @wraps(serve)
    def asked(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        user = known_user(request)
        # Nobody else is in a group, and most pages are asked for by nobody known.
        if user is None or not user.is_staff_member:
            return serve(page, request, args, kwargs)
        missing = group_proof_missing(request, page.get_view_restrictions())
        if missing is None:
            return serve(page, request, args, kwargs)
        add_never_cache_headers(missing)
        return missing

    return asked
