"""Who needs what stands below a page, before it is deleted with all of it."""

from wagtail.models import Page, ReferenceIndex

_MOST = 5


def uses_below(page: Page) -> list[str]:
    """Return the titles of pages elsewhere, five at most, that forbid deleting something below `page`."""
    below = list(Page.objects.descendant_of(page))
    inside = {str(it.pk) for it in [page, *below]}
    pages = ReferenceIndex._get_base_content_type(Page)
    titles: list[str] = []
    for groups in ReferenceIndex.get_grouped_references_to_in_bulk(below).values():
        if not groups.is_protected:
            continue
        for source, references in groups:
            is_inside = references[0].base_content_type_id == pages.pk and str(source.pk) in inside
            if not is_inside and str(source) not in titles:
                titles.append(str(source))
    return titles[:_MOST]
