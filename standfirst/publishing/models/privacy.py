"""Which pages only some may read."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import PageViewRestriction


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
