"""What is done to many pages, pictures or documents at once names only what who asks may see."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page

from .choosers import visible, visible_pages

_FIND = Callable[[Any, Iterable[Any]], list[Any]]


def bulk_action(
    request: HttpRequest, app_label: str, model_name: str, action: str
) -> HttpResponseBase:
    """Answer as Wagtail does, which would also tell the title of whatever one may not act on.

    Raises:
        Http404: there is no such action, or something is named that they may not see.
    """
    action_class = bulk_action_registry.get_bulk_action_class(app_label, model_name, action)
    if action_class is None:
        raise Http404
    moved_to = [number for number in request.POST.getlist("chooser") if number.isdecimal()]
    if visible_pages(request.user).filter(pk__in=moved_to).count() < len(moved_to):
        raise Http404
    view = action_class(request, apps.get_model(app_label, model_name))
    view.get_queryset = partial(_only_visible, request, view.get_queryset)
    response: HttpResponseBase = view.dispatch(request)
    return response


def _only_visible(
    request: HttpRequest, find: _FIND, model: type[Model], numbers: Iterable[Any]
) -> list[Any]:
    """Of "all" return those that they see; whoever names others by their numbers is told of none.

    Raises:
        Http404: something is named that they may not see, or there is nothing else.
    """
    named = find(model, numbers)
    rows = visible_pages(request.user) if model is Page else visible(model, request.user)
    seen = set(rows.values_list("pk", flat=True))
    shown = [row for row in named if row.pk in seen]
    if not shown or ("all" not in request.GET.getlist("id") and len(shown) < len(named)):
        raise Http404
    return shown
