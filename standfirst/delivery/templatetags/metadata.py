"""What the head of every page says to machines: `{% metadata page %}`."""

from django import template
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from standfirst.delivery.head import COMMENTS_WRITTEN, head_of
from standfirst.discussion.talk import comment_count
from standfirst.lib.kept_parts import keep
from standfirst.publishing.models import ArticlePage, NewsroomSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def metadata(context: Context, page: Page | str | None = None, number: int = 1) -> SafeString:
    """Description, address, cards, feeds and linked data of `page`, or of a view without one.

    `number` is the page of the list that is shown on it.
    """
    request = context.get("request")
    if request is None:
        return SafeString()  # The page for when all else fails is rendered without one.
    own = page.specific if isinstance(page, Page) else None
    if own is None or own.pk is None:
        return _laid_out(request, own, number)
    said = keep(request, ("head", own.pk, number), lambda: _laid_out(request, own, number))
    if isinstance(own, ArticlePage):
        # How many there are changes more often than all else.
        said = mark_safe(said.replace(COMMENTS_WRITTEN, str(comment_count(own))))  # noqa: S308 - a number
    return said


def _laid_out(request: HttpRequest, page: Page | None, number: int) -> SafeString:
    newsroom = NewsroomSettings.for_request(request)
    head = head_of(page, newsroom=newsroom, path=request.path, number=number)
    return render_to_string("delivery/metadata.html", {"head": head})
