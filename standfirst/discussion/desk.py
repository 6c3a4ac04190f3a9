"""The comments as moderators have them before them, inside the admin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from standfirst.lib.access import role
from standfirst.lib.errors import Refused

from . import services
from .lines import figure
from .models import MODERATE, Comment, Thread
from .queries import for_moderators

_ON_A_PAGE = 50
_ALL = "all"

# What a moderator may press, and what happens then; `words` are what was typed beside it.
Act = Callable[[Comment, str], object]
ACTS: dict[str, Act] = {
    "approve": lambda comment, words: services.approve(comment=comment),
    "remove": lambda comment, words: services.remove(comment=comment, reason=words),
    "restore": lambda comment, words: services.restore(comment=comment),
    "spam": lambda comment, words: services.mark_spam(comment=comment),
    "pin": lambda comment, words: services.pin(comment=comment),
    "unpin": lambda comment, words: services.pin(comment=comment, pinned=False),
    "pick": lambda comment, words: services.pick(comment=comment),
    "unpick": lambda comment, words: services.pick(comment=comment, picked=False),
    "close": lambda comment, words: services.close_branch(comment=comment),
    "open": lambda comment, words: services.close_branch(comment=comment, closed=False),
    "close-thread": lambda comment, words: services.close_thread(thread=comment.thread, note=words),
    "open-thread": lambda comment, words: services.open_thread(thread=comment.thread),
}
_LABELS = {
    "approve": gettext_lazy("Approve"),
    "remove": gettext_lazy("Remove"),
    "restore": gettext_lazy("Restore"),
    "spam": gettext_lazy("Spam"),
    "pin": gettext_lazy("Pin"),
    "unpin": gettext_lazy("Unpin"),
    "pick": gettext_lazy("Editor’s pick"),
    "unpick": gettext_lazy("No pick"),
    "close": gettext_lazy("Close for replies"),
    "open": gettext_lazy("Open for replies"),
    "close-thread": gettext_lazy("Close discussion"),
    "open-thread": gettext_lazy("Open discussion"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A comment and what can be done with it."""

    comment: Comment
    names: list[str]

    @property
    def acts(self) -> list[tuple[str, str]]:
        """Each act's name and label."""
        return [(name, str(_LABELS[name])) for name in self.names]


def acts_for(comment: Comment) -> list[str]:
    """Return the names of what makes sense with `comment` as it is."""
    if comment.state == Comment.State.HELD:
        return ["approve", "remove", "spam"]
    if comment.state == Comment.State.DELETED:
        return []
    if not comment.is_approved:
        return ["restore"]
    acts = ["remove", "spam"]
    if comment.is_pinned or comment.parent_id is None:
        acts.append("unpin" if comment.is_pinned else "pin")
    acts.append("unpick" if comment.is_picked else "pick")
    acts.append("open" if comment.is_closed else "close")
    closed = comment.thread.state == Thread.State.CLOSED
    acts.append("open-thread" if closed else "close-thread")
    return acts


@role(MODERATE)
@require_safe
def comments(request: HttpRequest) -> HttpResponse:
    """The list: those in one state, or all; what waits is what one sees first.

    Raises:
        Http404: there is no such state.
    """
    state = request.GET.get("state", Comment.State.HELD)
    if state not in {*Comment.State.values, _ALL}:
        raise Http404
    words = request.GET.get("q", "").strip()
    found = for_moderators(state="" if state == _ALL else state, words=words)
    page = Paginator(found, _ON_A_PAGE).get_page(request.GET.get("p"))
    context: dict[str, Any] = {
        "page_title": _("Comments"),
        "header_icon": "comment",
        "rows": [Row(comment, acts_for(comment)) for comment in page],
        "found": page,
        "count": figure(page.paginator.count),
        "state": state,
        "states": [*Comment.State.choices[1:], Comment.State.choices[0], (_ALL, _("All"))],
        "words": words,
        "back": request.GET.urlencode(),
    }
    return render(request, "discussion/admin/comments.html", context)


@role(MODERATE)
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Do one act to one comment and go back to the list as it was.

    Raises:
        Http404: there is no such act, or no such comment.
    """
    comment = get_object_or_404(Comment.objects.select_related("thread"), pk=number)
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    try:
        ACTS[name](comment, request.POST.get("words", "").strip()[:300])
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{_LABELS[name]}: {comment}")
    back = QueryDict(request.POST.get("back", "")).urlencode()
    return redirect(f"{reverse('discussion_comments')}?{back}")
