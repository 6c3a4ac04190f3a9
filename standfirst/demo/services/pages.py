"""The paper's pages: sections, topics, authors, articles and the plain ones."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from wagtail.models import Page, Revision

from standfirst.accounts.models import User
from standfirst.demo.markup import References, read_blocks
from standfirst.demo.shelf import Sheet, read_sheets
from standfirst.publishing.models import (
    ArticlePage,
    AuthorIndexPage,
    AuthorPage,
    Byline,
    HomePage,
    PlainPage,
    RelatedArticle,
    SectionPage,
    TopicIndexPage,
    TopicPage,
)

LEAD = "sea-wall-costs-two-thirds-more"
FOUNDED = timedelta(days=400)


@dataclass
class Paper:
    """What was laid out, by slug; policies by the name of their setting."""

    owner: User
    at: datetime
    sections: dict[str, SectionPage] = field(default_factory=dict)
    topics: dict[str, TopicPage] = field(default_factory=dict)
    authors: dict[str, AuthorPage] = field(default_factory=dict)
    plain: dict[str, PlainPage] = field(default_factory=dict)
    articles: dict[str, ArticlePage] = field(default_factory=dict)
    policies: dict[str, PlainPage] = field(default_factory=dict)

    def number_of(self, slug: str) -> int:
        """The number of the article or plain page of that slug."""
        page = self.articles.get(slug) or self.plain[slug]
        return int(page.pk)


def lay_out_pages(
    newsroom: dict[str, Any],
    *,
    pictures: dict[str, int],
    documents: dict[str, int],
    owner: User,
    at: datetime,
) -> Paper:
    """Put all pages below the front page and publish them.

    Pages come first and bodies second, because bodies link to pages.
    """
    paper = Paper(owner, at)
    home = HomePage.objects.get()
    _lay_out_frame(paper, home, newsroom)
    zone = newsroom["time_zone"]
    articles = read_sheets("articles", at=at, zone=zone)
    plain = read_sheets("pages", at=at, zone=zone)
    for sheet in sorted(articles, key=lambda sheet: -sheet.head["hours_ago"]):
        paper.articles[sheet.slug] = _add_article(paper, sheet, pictures)
    for sheet in plain:
        page = _add(paper, home, PlainPage(title=sheet.head["title"], slug=sheet.slug))
        paper.plain[sheet.slug] = paper.policies[sheet.head["policy"]] = page
    references = References(paper.number_of, pictures.__getitem__, documents.__getitem__)
    for sheet in plain:
        page = paper.plain[sheet.slug]
        page.body = json.dumps(read_blocks(sheet.body, references, at=at))
        _publish(page, at=at - FOUNDED)
    for sheet in articles:
        _write_article(paper, sheet, references)
    home.title, home.draft_title = newsroom["name"], newsroom["name"]
    home.lead_article, home.owner = paper.articles[LEAD], owner
    _publish(home, at=at - FOUNDED)
    return paper


def _lay_out_frame(paper: Paper, home: HomePage, newsroom: dict[str, Any]) -> None:
    for row in newsroom["sections"]:
        paper.sections[row["slug"]] = _add_published(paper, home, SectionPage(**row))
    topics = _add_published(paper, home, TopicIndexPage(title="Topics", slug="topics"))
    for row in newsroom["topics"]:
        paper.topics[row["slug"]] = _add_published(paper, topics, TopicPage(**row))
    authors = _add_published(paper, home, AuthorIndexPage(title="Authors", slug="authors"))
    for row in newsroom["authors"]:
        fields = {name: value for name, value in row.items() if name != "name"}
        author = AuthorPage(title=row["name"], **fields)
        paper.authors[row["slug"]] = _add_published(paper, authors, author)


def _add_article(paper: Paper, sheet: Sheet, pictures: dict[str, int]) -> ArticlePage:
    head, counted_from = sheet.head, sheet.counted_from
    changed = head.get("changed_hours_ago")
    article = ArticlePage(
        slug=sheet.slug,
        title=head["title"],
        standfirst=head["standfirst"],
        kind=head["kind"],
        dateline=head.get("dateline", ""),
        lead_picture_id=pictures[head["picture"]],
        changed_at=None if changed is None else counted_from - timedelta(hours=changed),
    )
    published_at = counted_from - timedelta(hours=head["hours_ago"])
    added: ArticlePage = _add(paper, paper.sections[head["section"]], article, at=published_at)
    return added


def _write_article(paper: Paper, sheet: Sheet, references: References) -> None:
    article, head = paper.articles[sheet.slug], sheet.head
    article.body = json.dumps(read_blocks(sheet.body, references, at=sheet.counted_from))
    article.sources = json.dumps([_source(row, paper.at) for row in head.get("sources", [])])
    article.topics = [paper.topics[slug] for slug in head["topics"]]
    article.bylines = [
        Byline(author=paper.authors[slug], sort_order=place)
        for place, slug in enumerate(head["authors"])
    ]
    article.related_articles = [
        RelatedArticle(to=paper.articles[slug], sort_order=place)
        for place, slug in enumerate(head["related"])
    ]
    _publish(article, at=article.changed_at or article.first_published_at)


def _source(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    """A source as the stream field keeps it; days are counted back from `at`."""
    days = {"said_days_ago": "said_on", "archived_days_ago": "archived_on"}
    value = {
        days.get(name, name): (at - timedelta(days=entry)).date().isoformat()
        if name in days
        else entry
        for name, entry in row.items()
    }
    return {"type": "source", "value": value}


def _add(paper: Paper, parent: Page, page: Any, *, at: datetime | None = None) -> Any:  # noqa: ANN401 - pages carry no type
    page.owner, page.live = paper.owner, False
    page.first_published_at = at or paper.at - FOUNDED
    return parent.add_child(instance=page)


def _add_published(paper: Paper, parent: Page, page: Any) -> Any:  # noqa: ANN401 - pages carry no type
    added = _add(paper, parent, page)
    _publish(added, at=paper.at - FOUNDED)
    return added


def _publish(page: Page, *, at: datetime) -> None:
    """Publish the page as it stands, as if it had happened at that time."""
    revision = page.save_revision(user=page.owner, log_action=False)
    revision.publish(user=page.owner, log_action=False, skip_permission_checks=True)
    Revision.objects.filter(pk=revision.pk).update(created_at=at)
    Page.objects.filter(pk=page.pk).update(last_published_at=at, latest_revision_created_at=at)
    page.refresh_from_db()
