"""What is done inside a site that is measured, by processes of its own: `python -m bench._inside ASK`.

Prints its answer as JSON. The site's folder and database come with the environment.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from bench import _books, _papers
from standfirst.cli.django import set_up


def lay_out() -> dict[str, Any]:
    """Make a live article, signed; take the limit on posts off; return the key of its thread.

    All clients of a bench share one address, which the limit would take for one sender.
    """
    from wagtail.models import Site  # noqa: PLC0415 - Django is set up by now

    from standfirst.discussion.models import DiscussionSettings  # noqa: PLC0415
    from standfirst.publishing.testing import make_article, make_author  # noqa: PLC0415

    authors = tuple(make_author(name) for name in ("Ines Maartens", "Tom Okafor", "Lea Brandt"))
    article = make_article(authors=authors)
    rules = DiscussionSettings.for_site(Site.objects.get(is_default_site=True))
    rules.most_in_ten_minutes = 0
    rules.save()
    return {"key": f"article-{article.pk}"}


def sign_in() -> dict[str, Any]:
    """Make a reader who is signed in; return the cookie of their browser."""
    from django.conf import settings  # noqa: PLC0415 - Django is set up by now
    from django.test import Client  # noqa: PLC0415

    from standfirst.accounts.testing import make_user  # noqa: PLC0415

    client = Client()
    client.force_login(make_user("alice"))
    name = settings.SESSION_COOKIE_NAME
    return {"cookie": f"{name}={client.cookies[name].value}"}


def stored() -> dict[str, Any]:
    """Return the words of all comments by number, and how many counters are wrong."""
    from standfirst.discussion.models import Comment, Thread  # noqa: PLC0415
    from standfirst.discussion.services import recount  # noqa: PLC0415

    wrong = 0
    for thread in Thread.objects.all():
        kept = thread.comment_count, thread.last_comment_at
        wrong += recount(thread)
        wrong += kept != (thread.comment_count, thread.last_comment_at)
    words = dict(Comment.objects.order_by("pk").values_list("pk", "words"))
    return {"words": words, "wrong_counters": wrong}


def follow() -> dict[str, Any]:
    """Let somebody follow the discussion, at once, with an address that is proven."""
    from standfirst.discussion.models import Thread  # noqa: PLC0415
    from standfirst.notifications.testing import make_follow  # noqa: PLC0415
    from standfirst.publishing.models import ArticlePage  # noqa: PLC0415

    article = ArticlePage.objects.get()
    Thread.objects.get_or_create(key=f"article-{article.pk}", defaults={"article": article})
    make_follow("alice@paper.example", target=f"article-{article.pk}")
    return {}


def told() -> dict[str, Any]:
    """Return of each shown comment by its words the Message-ID of its letter, "due", or "" where nobody will be told."""
    from standfirst.discussion.models import Comment  # noqa: PLC0415
    from standfirst.notifications.models import Notice  # noqa: PLC0415
    from standfirst.outbox.models import Due  # noqa: PLC0415

    news = Notice.objects.filter(event__name="comment-shown").values_list(
        "event__about", "mailing__state", "mailing__message_id"
    )
    letters = {
        number: message_id if state == "sent" else "due" for number, state, message_id in news
    }
    waiting = Due.objects.filter(event__name="comment-shown").values_list("event__about", flat=True)
    letters |= dict.fromkeys(set(waiting) - letters.keys(), "due")
    shown = Comment.objects.approved().values_list("pk", "words")
    return {words: letters.get(number, "") for number, words in shown}


ASKS: dict[str, Callable[[], dict[str, Any]]] = {
    "lay_out": lay_out,
    "sign_in": sign_in,
    "stored": stored,
    **_books.ASKS,
    **_papers.ASKS,
    "follow": follow,
    "told": told,
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.settings")
    set_up()
    print(json.dumps(ASKS[sys.argv[1]]()))
