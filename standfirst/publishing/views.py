from hashlib import md5

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve
from wagtail.models import CollectionViewRestriction

from standfirst.lib.access import anyone

from .group_restrictions import group_proof_missing
from .models import NewsroomSettings


@anyone
@require_safe
@cache_control(public=True, no_cache=True)
def theme(request: HttpRequest) -> HttpResponse:
    """The newsroom's own accents; asked for again each time, and answered by its ETag."""
    newsroom = NewsroomSettings.for_request(request)
    accents = {
        "--accent-on-light": newsroom.accent_on_light,
        "--accent-on-dark": newsroom.accent_on_dark,
    }
    lines = "".join(f"{name}:{value};" for name, value in accents.items() if value)
    return HttpResponse(f":root{{{lines}}}\n", content_type="text/css; charset=utf-8")


@anyone
@require_safe
def document(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """A document, for whoever may read its collection: Wagtail asks that, and answers.

    Of a closed collection, no cache keeps anything: some keep what ends in ".pdf", and do not look who asks.

    Its answer names the coding "None" where there is none, and an empty mark of the version where a
    document was kept without one; caches would take both at their word.
    """
    restrictions = _restrictions_of(number)
    response = group_proof_missing(request, restrictions) or serve(request, number, name)
    if restrictions:
        patch_cache_control(response, private=True, no_store=True)
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    if response.get("ETag") == '""':
        modified, length = response.get("Last-Modified", ""), response.get("Content-Length", "")
        response["ETag"] = quote_etag(
            md5(f"{modified} {length}".encode(), usedforsecurity=False).hexdigest()
        )
    return response


def _restrictions_of(number: str) -> list[CollectionViewRestriction]:
    """Return for whom the collection of a document is, or one above it; empty for everybody."""
    document = get_document_model().objects.filter(pk=number).select_related("collection").first()
    return list(document.collection.get_view_restrictions()) if document else []
