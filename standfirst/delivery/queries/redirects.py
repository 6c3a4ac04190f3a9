"""Where a page went that used to be at an address."""

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from standfirst.delivery.addresses import Addresses


def page_moved_from(path: str) -> Page | None:
    """Return the page that a redirect of `path` (decoded, `/culture/`) leads to; two queries.

    Only what everybody may read; a redirect to a path of ours is followed once.
    """
    redirect = Redirect.objects.filter(old_path=Redirect.normalise_path(path)).first()
    if redirect is None:
        return None
    readable = Page.objects.live().public()
    if redirect.redirect_page_id:
        wanted = Q(pk=redirect.redirect_page_id)
    elif redirect.redirect_link.startswith("/"):
        wanted = Q(url_path=Addresses.of_site().url_path(redirect.redirect_link))
    else:
        return None
    return readable.filter(wanted).first()
