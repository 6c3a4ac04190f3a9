"""Which pages only some may read, and which search engines may not list."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction

HIDE_FROM_SEARCH = _("hide from search engines")
HIDE_FROM_SEARCH_HELP = _("Everybody can still read it, and find it with the site's own search.")


def closed_to_some() -> Exists:
    """Tell, within one query, of a page that it or something above it is kept for some.

    Wagtail's own `public()` asks for all restrictions first; this follows the page at hand.
    """
    here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    return Exists(
        PageViewRestriction.objects.annotate(here=here).filter(here__startswith=F("page__path"))
    )


def closed_by_itself() -> Exists:
    """Tell of a page that it is kept for some, whatever is above it."""
    return Exists(PageViewRestriction.objects.filter(page_id=OuterRef("pk")))


def borrowed() -> Exists:
    """Tell of a page that it or something above it is another one's alias, and kept for whom that one is."""
    here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    aliases = Page.objects.filter(alias_of__isnull=False)
    return Exists(aliases.annotate(here=here).filter(here__startswith=F("path")))
