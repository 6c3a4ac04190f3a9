"""What the paper tells the rest of the house: that an article came out."""

from typing import Any

from django.utils import timezone
from wagtail.signals import page_published

from standfirst.outbox.services import record_once

from .models import ArticlePage


def tell_of_article(sender: type[ArticlePage], instance: ArticlePage, **_rest: Any) -> None:  # noqa: ANN401
    """Record that an article came out, the first time that it does."""
    if instance.live:
        record_once("article-published", about=instance.pk, at=timezone.now())


def listen() -> None:
    """Hear Wagtail, which publishes now, on schedule and after approval, all by one signal."""
    page_published.connect(tell_of_article, sender=ArticlePage, dispatch_uid="article-published")
