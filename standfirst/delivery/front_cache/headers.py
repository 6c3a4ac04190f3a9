"""What a cache in front may keep of an answer, and under which tags."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from wagtail.models import Page

from standfirst.lib.shown import LONGEST_LIFE
from standfirst.lib.stamps import EVERYTHING


def may_be_shared(response: HttpResponse, *, keys: Iterable[str]) -> HttpResponse:
    """Let caches in front keep a page that the page store keeps, under what it shows; where there are any.

    A browser asks anew each time: what its reader writes is on the page at once.
    """
    if not settings.FRONT_CACHES:
        return response
    tags = sorted({EVERYTHING, *keys, *_page_of(response)})
    response["Surrogate-Key"] = " ".join(tags)
    response["Cache-Tag"] = ",".join(tags)
    own = {} if "max-age" in response.get("Cache-Control", "") else {"max_age": 0}
    patch_cache_control(response, public=True, s_maxage=int(LONGEST_LIFE), **own)
    return response


def may_not_be_shared(response: HttpResponse) -> HttpResponse:
    """Have no cache in front keep an answer that says nothing of it; some keep what they are not told about."""
    if settings.FRONT_CACHES and not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True)
    return response


def _page_of(response: HttpResponse) -> Iterable[str]:
    """Return a tag for the page of the editor's that was laid out: `article:8`, `section:3`."""
    page = (getattr(response, "context_data", None) or {}).get("page")
    if isinstance(page, Page):
        yield f"{page._meta.model_name.removesuffix('page')}:{page.pk}"
