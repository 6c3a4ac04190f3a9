"""People of a thread whom a comment names: `@Alice Adler` leads to what she last said there."""

import re
from collections.abc import Iterable, Mapping

from django.urls import reverse

from .models import Comment, Thread

# How far back in a thread a name is looked for, in comments.
_LOOKS_BACK = 1000
_LINK = re.compile(r'<a href="/discussion/comments/(\d{1,18})/"[^>]*>@')


def people_of(thread: Thread, *, named_in: str) -> Mapping[str, str]:
    """Return, by name in small letters, where those last spoke in `thread` whom `named_in` may mention.

    A name that two people have, or nobody, stays what it is: text; but an account's name is not a guest's, who is
    marked as one. One query where there is an @.
    """
    if "@" not in named_in or thread.pk is None:
        return {}
    latest = thread.comments.approved().exclude(name="").order_by("-created_at", "-pk")
    spoke = latest.only("name", "thread_id", "user_id", "guest_key", "mail")[:_LOOKS_BACK]
    typed = named_in.lower()
    last: dict[str, dict[object, Comment]] = {}
    for comment in spoke:
        name = comment.name.lower()
        if f"@{name}" in typed:
            last.setdefault(name, {}).setdefault(_person(comment), comment)
    return {
        name: reverse("discussion:comment", args=[meant[0].pk])
        for name, people in last.items()
        if len(meant := _meant(people.values())) == 1
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


def _meant(namesakes: Iterable[Comment]) -> list[Comment]:
    """Those with an account, if there are any; else all."""
    return [comment for comment in namesakes if comment.user_id] or list(namesakes)


def _person(comment: Comment) -> object:
    """What tells two people of one name apart: account, else browser, else mail address."""
    return comment.user_id or comment.guest_key or comment.mail.lower()
