from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext

from standfirst.lib.names import printable
from standfirst.lib.shown import shows
from standfirst.publishing.models import ArticlePage

from .finding import find_article
from .models import Comment
from .queries import latest_comments, thread_of

_MOST = 30


class DiscussionFeed(Feed):  # type: ignore[type-arg]  # it takes none when it runs
    """The newest comments under one article."""

    feed_type = Atom1Feed
    access = "anyone"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> ArticlePage:  # noqa: ANN401
        shows(f"thread:{kwargs['key']}")
        return find_article(request, kwargs["key"])

    def title(self, article: ArticlePage) -> str:
        return printable(gettext("Discussion: %(title)s") % {"title": article.title})

    def link(self, article: ArticlePage) -> str:
        return f"{article.get_url()}#discussion"

    def items(self, article: ArticlePage) -> list[Comment]:
        return latest_comments(thread=thread_of(article), most=_MOST)

    def item_title(self, comment: Comment) -> str:
        name = printable(comment.name) or gettext("Anonymous")
        if comment.parent is None or not comment.parent.is_approved:
            return name
        to = printable(comment.parent.name) or gettext("Anonymous")
        return gettext("%(name)s to %(to)s") % {"name": name, "to": to}

    def item_description(self, comment: Comment) -> str:
        return printable(comment.html)

    def item_link(self, comment: Comment) -> str:
        return reverse("discussion:comment", args=[comment.pk])

    def item_author_name(self, comment: Comment) -> str:
        return printable(comment.name) or gettext("Anonymous")

    def item_pubdate(self, comment: Comment) -> datetime:
        return comment.created_at

    def item_updateddate(self, comment: Comment) -> datetime:
        return comment.created_at
