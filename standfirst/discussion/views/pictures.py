"""Pictures in comments, for whoever may see the comment."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from standfirst.discussion import guests
from standfirst.discussion.finding import find_comment
from standfirst.discussion.models import CommentPicture
from standfirst.discussion.readers import reader_of
from standfirst.lib.access import anyone

# A picture that is taken down is gone from readers' own stores within the hour.
_KEPT = 3600


@anyone
@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """The file; it goes where its comment goes, so it is not served past this door.

    Raises:
        Http404: there is none, or its comment is not shown to who asks.
    """
    found = get_object_or_404(CommentPicture, name=name)
    reader = reader_of(request)
    comment = find_comment(request, found.comment_id, reader=reader)
    if not (comment.is_approved or reader.wrote(comment) or reader.is_moderator):
        raise Http404
    with default_storage.open(found.file) as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    if comment.is_approved:
        patch_cache_control(response, max_age=_KEPT)
    return guests.for_who_asked(response, is_private=not comment.is_approved)
