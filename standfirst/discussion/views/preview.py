"""What words will look like, before they are sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from standfirst.discussion import guests
from standfirst.discussion.finding import find_article
from standfirst.discussion.forms import CommentForm
from standfirst.discussion.models import DiscussionSettings
from standfirst.discussion.queries import thread_of
from standfirst.discussion.services import PostRefused, checked_words, render_in
from standfirst.lib.access import anyone
from standfirst.lib.http import own_forms_only
from standfirst.lib.pace import Limit, Limits, asker_of, count

from .writing import write_page

LIMITS = Limits(network=Limit(120, 60))


class TooManyPreviews(PostRefused):
    """More than anybody types."""

    code, field = "too-many-previews", "words"


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
            words = _checked(request, form.cleaned_data["words"])
            html = mark_safe(render_in(thread, words))  # noqa: S308 - sanitised by the renderer
        except PostRefused as refusal:
            status = 429 if isinstance(refusal, TooManyPreviews) else 422
            form.add_refusal(refusal)
    if "X-Part" in request.headers:
        part: dict[str, object] = {"html": html, "errors": form.errors.get("words", [])}
        response = render(request, "discussion/parts/preview.html", part, status=status)
        return guests.for_who_asked(response, is_private=True)
    return write_page(request, thread, form=form, preview=html, status=status)


def _checked(request: HttpRequest, typed: str) -> str:
    if count("preview", LIMITS, asker=asker_of(request)).is_too_often:
        raise TooManyPreviews(
            _("These are very many previews. Please wait a minute; your words stay here.")
        )
    rules = DiscussionSettings.for_request(request)
    return checked_words(typed, longest=rules.longest)
