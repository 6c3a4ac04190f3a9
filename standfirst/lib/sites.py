"""Which site a request is for, and its settings: what every request asks, by prepared queries whose rows are kept."""

from collections.abc import Callable
from functools import cache
from typing import Any, Self

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Site

from .edit_conflict import EditConflictForm
from .prepared import Prepared

Handler = Callable[[HttpRequest], HttpResponse]

_sites = Prepared(lambda: Site.objects.select_related("root_page"))


def find_site(get_response: Handler) -> Handler:
    """Find the site of each request before Wagtail does, whose query costs more than most pages."""

    def handle(request: HttpRequest) -> HttpResponse:
        # Where `Site.find_for_request` looks first, and keeps what it found.
        request._wagtail_site = site_of(request)  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def site_of(request: HttpRequest) -> Site | None:
    """Return the site that a request is for, by Wagtail's rules; None where there is none. One query, or none.

    The host and port, else the host where it is the default or the only one of that name, else the
    default.
    """
    # The host is checked where it is used.
    host = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]
    port = int(request.get_port())
    sites = _sites.kept()
    named = [site for site in sites if site.hostname == host]
    if exact := [site for site in named if site.port == port]:
        return exact[0]
    default = next((site for site in sites if site.is_default_site), None)
    return named[0] if len(named) == 1 and default not in named else default


class SiteSetting(BaseSiteSetting):
    """Settings of a site, of which there is one row; read by one prepared query whose row is kept.

    Where the row is missing they are what a new one would hold, and are not kept: who reads writes
    nothing, on a full disk neither.
    """

    # Where Wagtail looks for their form.
    base_form_class = EditConflictForm

    class Meta:
        abstract = True

    @classmethod
    def for_site(cls, site: Site | None) -> Self:
        """Return the settings of `site`, saved or not; `DoesNotExist` is raised where there is no site."""
        if site is None:
            raise cls.DoesNotExist("There are no settings without a site.")
        found: Self | None = next(iter(_settings_of(cls._meta.label).kept(site.pk)), None)
        if found is None:
            return cls(site=site)
        # Both ways: whoever asks the site for these settings asks no more of the database.
        if not cls._meta.get_field("site").is_cached(found):
            found.site = site
        return found


@cache
def _settings_of(label: str) -> Prepared[Any]:
    model = apps.get_model(label)
    return Prepared(lambda site: model.base_queryset().filter(site=site), int)
