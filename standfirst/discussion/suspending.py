"""Who wrote a comment is suspended, or readmitted, beside that comment in the moderators' list."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from standfirst.accounts import services
from standfirst.accounts.models import CHANGE_STANDING, StandingChange, User
from standfirst.lib.access import role
from standfirst.lib.errors import Refused
from standfirst.lib.names import clean_name
from standfirst.lib.reasons import ReasonRefused

from .desk import Asked, ask_again, list_place
from .models import Comment

_ACTS = ("suspend", "readmit")


@role(CHANGE_STANDING)
@require_POST
def writer(request: HttpRequest, number: int) -> HttpResponse:
    """Suspend or readmit whoever wrote a comment: the reader's account, or guests under its mail address.

    Raises:
        Http404: there is no such act or comment, or nothing to know its writer by.
    """
    comment = get_object_or_404(Comment.objects.select_related("user"), pk=number)
    act, words = request.POST.get("act", ""), clean_name(request.POST.get("words", ""))
    if act not in _ACTS or not (comment.user or comment.mail):
        raise Http404
    assert isinstance(request.user, User)  # noqa: S101 - `role` let nobody else in
    try:
        change = _change(comment, act, words, by=request.user, at=timezone.now())
    except ReasonRefused as refused:
        return ask_again(request, Asked(str(refused), suspending=number, words=words))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{change} ({comment.user or comment.mail})")
    return redirect(f"{list_place(request)}#case-{number}")


def _change(comment: Comment, act: str, words: str, *, by: User, at: datetime) -> StandingChange:
    if comment.user and act == "suspend":
        return services.suspend(reader=comment.user, reason=words, by=by, at=at)
    if comment.user:
        return services.readmit(reader=comment.user, by=by, at=at)
    if act == "suspend":
        return services.suspend_guest(mail=comment.mail, reason=words, by=by, at=at)
    return services.readmit_guest(mail=comment.mail, by=by, at=at)
