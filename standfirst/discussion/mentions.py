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
    spoke = latest.values_list("name", "pk", "user_id", "guest_key", "mail")[:_LOOKS_BACK]
    found: dict[str, tuple[int, object]] = {}
    typed, shared = named_in.lower(), set()
    for name, number, *who in spoke:
        small = name.lower()
        if f"@{small}" not in typed:
            continue
        if found.setdefault(small, (number, _person(*who)))[1] != _person(*who):
            shared.add(small)
    return {
        name: reverse("discussion:comment", args=[number])
        for name, (number, _who) in found.items()
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


def _person(user_id: int | None, guest_key: str | None, mail: str) -> object:
    """What tells two people of one name apart: account, else browser, else mail address."""
    return user_id or guest_key or mail.lower()
