"""An article: what kind of work it is, who made it, and what it rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from standfirst.delivery.content import body_words
from standfirst.delivery.pictures import SharedPicture
from standfirst.delivery.text import one_line, words_of
from standfirst.publishing.models import ArticlePage, AuthorPage, KindOfWork, TopicPage

from . import Node, node
from .newsroom import House, organisation
from .people import byline
from .pictures import image

KINDS = {
    KindOfWork.ARTICLE: "NewsArticle",
    KindOfWork.REPORT: "ReportageNewsArticle",
    KindOfWork.ANALYSIS: "AnalysisNewsArticle",
    KindOfWork.OPINION: "OpinionNewsArticle",
    KindOfWork.INVESTIGATION: "ReportageNewsArticle",
    KindOfWork.EXPLAINER: "BackgroundNewsArticle",
    KindOfWork.LIVE: "LiveBlogPosting",
}
SOURCES = {"document": "DigitalDocument", "conversation": "Conversation", "data": "Dataset"}
COMMENTS = "\x1acomments\x1a"
"""Stands for the number of comments, which is filled in last. No text of ours holds such a character."""
# Where the discussion starts on the article's page.
DISCUSSION = "#discussion"


@dataclass(frozen=True, slots=True)
class Story:
    """An article with everything around it, fetched."""

    page: ArticlePage
    address: str
    section: str
    authors: Sequence[tuple[AuthorPage, str]]
    topics: Sequence[TopicPage]
    picture: SharedPicture | None
    language: str


def news_article(story: Story, house: House) -> Node:
    """Return the article; the narrow kind stands beside the one that every reader knows."""
    page = story.page
    kind = KindOfWork(page.kind)
    raw = page.body.raw_data
    said = {
        "@id": f"{story.address}#article",
        "url": story.address,
        "mainEntityOfPage": story.address,
        "headline": one_line(page.title),
        "description": one_line(page.search_description or page.standfirst),
        "genre": str(page.kind_label),
        "dateline": page.dateline,
        "datePublished": _time(page.first_published_at),
        "dateModified": _time(page.updated_at or page.first_published_at),
        "author": [byline(author, address) for author, address in story.authors]
        or {"@id": house.number},
        "image": image(story.picture, ask_at=house.policies.get("about", "")),
        "articleSection": story.section,
        "keywords": [topic.title for topic in story.topics],
        "wordCount": len(body_words(raw).split()),
        "inLanguage": story.language,
        "isAccessibleForFree": True,
        "publisher": organisation(house),
        "citation": [_citation(source["value"]) for source in page.sources.raw_data],
        "commentCount": COMMENTS,
        "discussionUrl": story.address + DISCUSSION,
    }
    if kind is KindOfWork.LIVE:
        said |= _live(page, raw, story.address)
    return node(list(dict.fromkeys(["NewsArticle", KINDS[kind]])), said)


def breadcrumbs(crumbs: Iterable[tuple[str, str]]) -> Node:
    """Return the way from the front page down: names and addresses."""
    steps = [
        node("ListItem", {"position": place, "name": one_line(name), "item": address})
        for place, (name, address) in enumerate(crumbs, 1)
    ]
    return node("BreadcrumbList", {"itemListElement": steps})


def _live(page: ArticlePage, raw: Iterable[Mapping[str, Any]], address: str) -> dict[str, Any]:
    updates = [it for it in raw if it["type"] == "update"]
    newest = sorted(updates, key=lambda it: it["value"]["at"], reverse=True)
    return {
        "coverageStartTime": _time(page.first_published_at),
        "liveBlogUpdate": [_update(it, address) for it in newest],
    }


def _update(block: Mapping[str, Any], address: str) -> Node:
    value = block["value"]
    return node(
        "BlogPosting",
        {
            "headline": value["title"],
            "articleBody": words_of(value["text"]),
            "datePublished": value["at"],
            "url": f"{address}#update-{block.get('id', '')}",
        },
    )


def _citation(source: Mapping[str, Any]) -> Node:
    return node(
        SOURCES.get(source.get("kind", ""), "CreativeWork"),
        {
            "name": source.get("who"),
            "description": source.get("note"),
            "dateCreated": source.get("said_on"),
            "url": source.get("url"),
            "archivedAt": source.get("archived_url"),
        },
    )


def _time(at: datetime | None) -> str | None:
    return localtime(at).isoformat() if at else None
