"""Which page stands at an address."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from standfirst.lib.kept_parts import Shelf
from standfirst.lib.prepared import Prepared

from .models.privacy import borrowed, closed_to_some


@dataclass(frozen=True, slots=True)
class _Found:
    """A page, as it is read by one query."""

    model: type[Page]
    number: int

    def __len__(self) -> int:
        return 100

    def read(self) -> Page | None:
        page = _live(self.model._meta.label).first(self.number)
        if page and not getattr(page, "may_be_closed", True):
            # Wagtail would ask of each page above it, by two more queries.
            page.get_view_restrictions = PageViewRestriction.objects.none
        return page


@cache
def _live(label: str) -> Prepared[Page]:
    """The live page of a number, and whether it may be one that not everybody may read."""
    model = apps.get_model(label)
    return Prepared(
        lambda number: model.objects.filter(pk=number, live=True).annotate(
            may_be_closed=closed_to_some() | borrowed()
        ),
        int,
    )


def serve_page(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with the page at `path`, as Wagtail does.

    Wagtail goes there from the front page, one page after the other, by two queries each. Where that led is kept;
    not what it did not find, of which anybody can ask for any number.
    """
    shelf = Shelf(request, "route", keys_of=lambda _path: ())
    found: _Found | None = shelf.get(path)
    if found and (page := found.read()):
        # Where Wagtail looks first, too.
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    elif (result := Page.route_for_request(request, path)) and not (result.args or result.kwargs):
        shelf.put(path, _Found(type(result.page), result.page.pk))
    return serve(request, path)  # type: ignore[no-any-return]
