"""Answers for what another system showed under an address of its own."""

import mimetypes

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from standfirst.lib.access import anyone
from standfirst.publishing.models import Picture
from standfirst.publishing.sizes import sizes_of

from .models import ImportedObject

# As large as a page shows any; the file itself may be as a camera wrote it.
_SHOWN = "max-2000x2000"
_STAY = 24 * 3600  # seconds; an editor may put another file in its place


@anyone
@require_safe
def picture(request: HttpRequest, number: int) -> FileResponse:
    """Show a picture that anybody could see at its old address; those uploaded here are none of its business.

    Raises:
        Http404: it is none of those, or is no more.
    """
    is_imported = ImportedObject.objects.filter(
        kind=ImportedObject.Kind.PICTURE, object_id=number
    ).exists()
    found = Picture.objects.filter(pk=number).first() if is_imported else None
    size = next(iter(sizes_of(found, [_SHOWN])), None) if found else None
    if size is None:
        raise Http404
    try:
        file = size.file.open("rb")
    except OSError as error:
        raise Http404 from error
    kind = mimetypes.guess_type(size.file.name)[0] or "application/octet-stream"
    headers = {"Cache-Control": f"public, max-age={_STAY}"}
    return FileResponse(file, content_type=kind, headers=headers)
