"""People of a thread whom a comment names: `@Alice Adler` leads to what she last said there."""

import re
from collections.abc import Mapping

from django.urls import reverse

from .models import Comment, Thread

# How far back in a thread a name is looked for, in comments.
_LOOKS_BACK = 1000
_LINK = re.compile(r'<a href="/discussion/comments/(\d{1,18})/"[^>]*>@')


def people_of(thread: Thread, *, named_in: str) -> Mapping[str, str]:
    """Return, by name in small letters, where those last spoke in `thread` whom `named_in` may mention.

    A name that two people have, or nobody, stays what it is: text. One query where there is an @.
    """
    if "@" not in named_in or thread.pk is None:
        return {}
    latest = thread.comments.approved().exclude(name="").order_by("-created_at", "-pk")
    spoke = latest.only("name", "thread_id", "user_id", "guest_key", "mail")[:_LOOKS_BACK]
    typed = named_in.lower()
    last: dict[str, Comment] = {}
    shared: set[str] = set()
    for comment in spoke:
        name = comment.name.lower()
        if f"@{name}" not in typed:
            continue
        if _person(last.setdefault(name, comment)) != _person(comment):
            shared.add(name)
    return {
        name: reverse("discussion:comment", args=[comment.pk])
        for name, comment in last.items()
        if name not in shared
    }


def mentioned_by(comment: Comment) -> list[int]:
    """Return the numbers of the comments of the same thread that a comment's mentions lead to.

    One query where it mentions anybody.
    """
    numbers = {int(number) for number in _LINK.findall(comment.html)}
    if not numbers:
        return []
    there = Comment.objects.approved().filter(thread=comment.thread_id, pk__in=numbers)
    return list(there.order_by("pk").values_list("pk", flat=True))


def _person(comment: Comment) -> object:
    """What tells two people of one name apart: account, else browser, else mail address."""
    return comment.user_id or comment.guest_key or comment.mail.lower()
