"""What words will look like, before they are sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from standfirst.discussion import guests
from standfirst.discussion.finding import find_article
from standfirst.discussion.forms import CommentForm
from standfirst.discussion.models import DiscussionSettings
from standfirst.discussion.queries import thread_of
from standfirst.discussion.services import PostRefused, TooManyPreviews, preview_comment
from standfirst.lib.access import anyone
from standfirst.lib.http import own_forms_only

from .writing import write_page, writer_of


@anyone
@own_forms_only
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The form's page with the words as they would be shown; for script, only these."""
    thread = thread_of(find_article(request, request.GET.get("thread", "")))
    form = CommentForm(request.POST)
    html, status = "", 200
    if form.is_valid() or "words" in form.cleaned_data:
        try:
            html = preview_comment(
                thread=thread,
                typed=form.cleaned_data["words"],
                writer=writer_of(request, guests.token_of(request)),
                rules=DiscussionSettings.for_request(request),
                at=timezone.now(),
            )
        except PostRefused as refusal:
            status = 429 if isinstance(refusal, TooManyPreviews) else 422
            form.add_refusal(refusal)
    html = mark_safe(html)  # noqa: S308 - sanitised by the renderer
    if "X-Part" in request.headers:
        errors = [*form.non_field_errors(), *form.errors.get("words", [])]
        part: dict[str, object] = {"html": html, "errors": errors}
        response = render(request, "discussion/parts/preview.html", part, status=status)
        return guests.for_who_asked(response, is_private=True)
    return write_page(request, thread, form=form, preview=html, status=status)
