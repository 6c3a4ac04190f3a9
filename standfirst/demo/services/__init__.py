"""Lays the invented paper out on an empty site."""

from datetime import datetime

from django.db import transaction

from standfirst.demo.shelf import read_table
from standfirst.publishing.models import ArticlePage

from .discussions import lay_out_threads
from .fund import lay_out_campaign
from .house import lay_out_settings
from .pages import lay_out_pages
from .people import SignIn, hire
from .shelves import lay_out_documents, lay_out_pictures

__all__ = ["SignIn", "lay_out"]


def lay_out(*, at: datetime) -> tuple[SignIn, ...]:
    """Put the demonstration newsroom on the site and return who may sign in, with new passwords.

    All dates count back from `at`: the newest article is hours old, the oldest two months. A site
    that has an article is left as it is, and the answer is empty.
    """
    if ArticlePage.objects.exists():
        return ()
    newsroom = read_table("newsroom", at=at)
    with transaction.atomic():
        people, sign_ins = hire(newsroom["people"])
        pictures = lay_out_pictures(uploader=people["Vera Lindqvist"], at=at)
        documents = lay_out_documents(newsroom["documents"], uploader=people["Vera Lindqvist"])
        paper = lay_out_pages(
            newsroom, pictures=pictures, documents=documents, owner=people["Vera Lindqvist"], at=at
        )
        lay_out_settings(newsroom, policies=paper.policies)
        lay_out_threads(articles=paper.articles, people=people, at=at)
        lay_out_campaign(at=at)
    return sign_ins
