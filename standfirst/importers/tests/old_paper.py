"""A WordPress paper to move in from: a real export cut short, and small ones written for one question each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision

from standfirst.discussion.models import Comment, PassageQuestion, Thread
from standfirst.importers.models import ImportedObject
from standfirst.importers.wordpress import Wishes, import_wordpress
from standfirst.importers.wordpress.report import Report
from standfirst.publishing.models import ArticlePage, NewsroomSettings, Picture

DATA = Path(__file__).parent / "data"
EXPORT = DATA / "harbour-ledger.wxr.xz"
UPLOADS = DATA / "uploads"
MOVED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SPACES = (
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"'
)
BASE = "http://old.example"


def move_in(
    file: Path = EXPORT,
    media: Path | None = UPLOADS,
    *more_files: Path,
    dry_run: bool = False,
    at: datetime = MOVED_AT,
    sections: Sequence[str] = (),
    kinds: tuple[str, ...] = (),
    types: tuple[str, ...] = (),
) -> Report:
    return import_wordpress(
        files=[file, *more_files],
        media=media,
        is_dry_run=dry_run,
        at=at,
        tell=lambda words: None,
        wishes=Wishes(sections, kinds, types),
    )


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


@dataclass
class OldComment:
    id: int
    parent: int = 0
    words: str = "Words."
    approved: str = "1"
    type: str = "comment"
    author: str = "Alice"
    mail: str = "alice@example.test"
    url: str = ""
    date: str = "2026-01-02 03:04:05"
    meta: dict[str, str] = field(default_factory=dict)

    def xml(self) -> str:
        fields = {
            "id": str(self.id), "author": cdata(self.author), "author_email": cdata(self.mail), "author_url": cdata(self.url),
            "date_gmt": cdata(self.date), "content": cdata(self.words), "approved": cdata(self.approved), "type": cdata(self.type),
            "parent": str(self.parent), "user_id": "0",
        }  # fmt: skip
        inside = "".join(
            f"<wp:comment_{name}>{value}</wp:comment_{name}>" for name, value in fields.items()
        )
        return f"<wp:comment>{inside}{meta_xml(self.meta, 'comment')}</wp:comment>\n"


@dataclass
class OldItem:
    id: int
    type: str = "post"
    status: str = "publish"
    title: str = "A title"
    slug: str = ""
    body: str = "<p>Words.</p>"
    excerpt: str = ""
    author: str = "vera"
    parent: int = 0
    date: str = "2026-01-02 03:04:05"
    modified: str = ""
    open: bool = True
    password: str = ""
    sticky: bool = False
    terms: tuple[tuple[str, str, str], ...] = ()
    meta: dict[str, str] = field(default_factory=dict)
    file: str = ""
    comments: list[OldComment] = field(default_factory=list)

    def xml(self) -> str:
        slug = self.slug or f"item-{self.id}"
        terms = "".join(
            f'<category domain="{domain}" nicename="{name}">{cdata(words)}</category>'
            for domain, name, words in self.terms
        )
        file = (
            f"<wp:attachment_url>{cdata(f'{BASE}/wp-content/uploads/{self.file}')}</wp:attachment_url>"
            if self.file
            else ""
        )
        return (
            f"<item><title>{cdata(self.title)}</title><link>{escape(BASE)}/{escape(slug)}/</link><dc:creator>{cdata(self.author)}</dc:creator>"
            f"<content:encoded>{cdata(self.body)}</content:encoded><excerpt:encoded>{cdata(self.excerpt)}</excerpt:encoded>"
            f"<wp:post_id>{self.id}</wp:post_id><wp:post_date_gmt>{self.date}</wp:post_date_gmt>"
            f"<wp:post_modified_gmt>{self.modified or self.date}</wp:post_modified_gmt>"
            f"<wp:comment_status>{'open' if self.open else 'closed'}</wp:comment_status><wp:post_name>{cdata(slug)}</wp:post_name>"
            f"<wp:status>{self.status}</wp:status><wp:post_parent>{self.parent}</wp:post_parent><wp:post_type>{self.type}</wp:post_type>"
            f"<wp:post_password>{cdata(self.password)}</wp:post_password><wp:is_sticky>{int(self.sticky)}</wp:is_sticky>{terms}{file}"
            f"{meta_xml(self.meta, 'post')}{''.join(comment.xml() for comment in self.comments)}</item>\n"
        )


def meta_xml(meta: dict[str, str], kind: str) -> str:
    return "".join(
        f"<wp:{kind}meta><wp:meta_key>{cdata(key)}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:{kind}meta>"
        for key, value in meta.items()
    )


def export_xml(*items: OldItem, head: str = "", version: str = "1.2", declaration: str = "") -> str:
    channel = (
        f"<title>The Old Paper</title><link>{BASE}</link><language>en-GB</language><wp:wxr_version>{version}</wp:wxr_version>"
        f"<wp:base_site_url>{BASE}</wp:base_site_url><wp:base_blog_url>{BASE}</wp:base_blog_url>{head}"
    )
    author = (
        "<wp:author><wp:author_id>5</wp:author_id><wp:author_login>vera</wp:author_login>"
        "<wp:author_display_name>Vera Brandt</wp:author_display_name></wp:author>"
    )
    body = "".join(item.xml() for item in items)
    return f'<?xml version="1.0" encoding="UTF-8"?>{declaration}<rss version="2.0" {SPACES}><channel>{channel}{author}{body}</channel></rss>'


def write_export(folder: Path, *items: OldItem, head: str = "") -> Path:
    file = folder / "export.xml"
    file.write_text(export_xml(*items, head=head), encoding="utf-8")
    return file


def article(number: int) -> ArticlePage:
    """The article that stands for an item."""
    return ArticlePage.objects.get(
        pk=ImportedObject.objects.get(kind="article", foreign_id=str(number)).object_id
    )


def state() -> dict[str, list[Any]]:
    """Everything an import may write, by names instead of row numbers, which a rolled-back run uses up."""
    paths = dict(Page.objects.values_list("pk", "url_path"))
    links = {f"/imported/pictures/{row.pk}/": row.file.name for row in Picture.objects.all()}
    threads = {thread.pk: paths[thread.article_id] for thread in Thread.objects.all()}
    comments = []
    for row in Comment.objects.order_by("pk").values():
        comments.append(
            {
                **row,
                "thread_id": threads[row["thread_id"]],
                "question_id": row["question_id"] is not None,
            }
        )
    return {
        "pages": list(
            Page.objects.order_by("path").values_list(
                "url_path", "title", "live", "first_published_at", "last_published_at", "go_live_at", "has_unpublished_changes", "path"
            )
        ),
        "articles": [
            (paths[row.pk], row.standfirst, row.changed_at, str(row.body.raw_data), row.lead_picture and row.lead_picture.file.name,
             [byline.author.title for byline in row.bylines.all()], sorted(topic.title for topic in row.topics.all()))
            for row in ArticlePage.objects.order_by("path")
        ],
        "revisions": sorted((paths[int(row.object_id)], row.created_at) for row in Revision.objects.all()),
        "pictures": sorted(Picture.objects.values_list("title", "description", "caption", "credit", "file", "file_hash", "created_at")),
        "threads": sorted((threads[row.pk], row.state, row.comment_count, str(row.last_comment_at)) for row in Thread.objects.all()),
        "questions": sorted(PassageQuestion.objects.values_list("key", "question", "quote", "prefix", "suffix")),
        "comments": comments,
        "redirects": sorted((row.old_path, paths.get(row.redirect_page_id, ""), links.get(row.redirect_link, row.redirect_link), row.is_permanent) for row in Redirect.objects.all()),
        "memory": sorted(ImportedObject.objects.values_list("kind", "foreign_id", "is_complete", "digest")),
        "newsroom": list(NewsroomSettings.objects.values_list("name", "language")),
        "files": sorted(_files("")),
    }  # fmt: skip


def _files(folder: str) -> list[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    names = [f"{folder}/{name}".strip("/") for name in files]
    return names + [name for inner in folders for name in _files(f"{folder}/{inner}".strip("/"))]
