"""Takes over posts and pages: made empty first, so that bodies can link to each other, then filled, one transaction each."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import transaction
from wagtail.models import Page, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update

from standfirst.discussion.models import PassageQuestion, Thread
from standfirst.publishing.models import ArticlePage, Byline, HomePage, Picture, PlainPage
from standfirst.publishing.queries import newsroom

from .bodies import Beside, Block, Converted, Passage, convert_body
from .completing import as_waiting
from .house import add_below
from .kinds import Kinds
from .languages import language_of_articles
from .ledger import Kind, Ledger
from .places import OldPlaces
from .plan import Plan
from .plugins import words_for_search
from .records import Item
from .report import Report
from .rooms import Rooms
from .streams import StoredBlock, stored_body
from .words import beginning, line, lines

KINDS = {"post": Kind.ARTICLE, "page": Kind.PAGE}
NOT_TAKEN = {"trash": "in the trash", "auto-draft": "never written", "inherit": "an old version"}
DRAFTS = {"draft": "draft", "pending": "waiting for review", "private": "private"}
RECORDINGS = ("enclosure", "audio_file")
"""Where WordPress and the plugins for podcasts keep the address of a recording."""


@dataclass(frozen=True, slots=True)
class Publication:
    """Whether readers see a page, and since or from when."""

    is_live: bool
    published_at: datetime | None
    go_live_at: datetime | None = None
    why_draft: str = ""


def publication_of(item: Item, *, at: datetime) -> Publication:
    """Read a status: what was not for everybody's eyes there is a draft here."""
    if item.password:
        return Publication(is_live=False, published_at=None, why_draft="behind a password")
    if item.status == "publish" and item.published_at:
        return Publication(is_live=True, published_at=item.published_at)
    if item.status == "future" and item.published_at and item.is_dated:
        if item.published_at <= at:
            return Publication(is_live=True, published_at=item.published_at)
        return Publication(
            is_live=False, published_at=None, go_live_at=item.published_at, why_draft="scheduled"
        )
    if item.status in {"publish", "future"}:
        return Publication(is_live=False, published_at=None, why_draft="without a date")
    why = DRAFTS.get(item.status, f"status “{item.status[:40]}”")
    return Publication(is_live=False, published_at=None, why_draft=why)


class Pages:
    """Makes and fills the pages of one import."""

    def __init__(
        self,
        plan: Plan,
        ledger: Ledger,
        home: HomePage,
        rooms: Rooms,
        report: Report,
        *,
        kinds: Kinds,
    ) -> None:
        self._plan, self._ledger, self._home, self._rooms, self._report = (
            plan,
            ledger,
            home,
            rooms,
            report,
        )
        self._kinds = kinds
        sticky = [
            item
            for item in plan.of_type("post")
            if item.is_sticky and item.status == "publish" and item.published_at
        ]
        self._on_top = max(sticky, key=lambda item: str(item.published_at), default=None)

    @cached_property
    def _language(self) -> tuple[str, str]:
        # Asked for when the paper has its own, which may come from the file.
        return language_of_articles(self._plan.site.language, paper=newsroom().language)

    def make(self, item: Item, *, at: datetime) -> None:
        """Make an item's empty page, seen by nobody, unless there is one or there should be none."""
        kind = KINDS[item.type]
        known = self._ledger.find(kind, item.id)
        if known is not None:
            if known.is_complete:
                self._report.already_here[kind.value] += 1
                if known.digest != self._plan.digests[item.id]:
                    self._report.remarks[
                        f"{kind.value} that the file has changed since: left as it is here"
                    ] += 1
            return
        if item.status in NOT_TAKEN:
            self._report.left_out[f"{item.type} {NOT_TAKEN[item.status]}"] += 1
            return
        self._make_above(item, at=at)
        with transaction.atomic(), disable_reference_index_auto_update():
            page = self._article(item) if kind == Kind.ARTICLE else self._plain_page(item)
            self._ledger.note(
                kind, item.id, page.pk, digest=self._plan.digests[item.id], is_complete=False
            )

    def fill(self, item: Item, places: OldPlaces, *, at: datetime) -> None:
        """Give an item's page its body, its dates and its readers, once."""
        kind = KINDS[item.type]
        row = self._ledger.find(kind, item.id)
        if row is None or row.is_complete:
            return
        with transaction.atomic():
            model = ArticlePage if kind == Kind.ARTICLE else PlainPage
            page = model.objects.filter(pk=row.object_id).first()
            waiting = self._fill(page, item, places, at=at) if page is not None else ""
            self._ledger.note(kind, item.id, row.object_id, digest=row.digest, waiting=waiting)
        if page is not None:
            self._report.taken[kind.value] += 1
        if waiting:
            self._report.remarks[
                f"{kind.value} that shows or links to what is not here: a later run completes it"
            ] += 1

    def _article(self, item: Item) -> ArticlePage:
        section, topics = self._rooms.filing(item)
        article = ArticlePage(
            title=_title(item),
            slug=item.slug,
            standfirst=lines(item.excerpt),
            kind=self._kinds.of(item),
            language=self._language[0],
            live=False,
        )
        self._report.remarks[self._language[1]] += 1
        self._report.remarks[f"article of the kind “{article.get_kind_display()}”"] += 1
        writers = self._rooms.writers(item)
        article.bylines = [
            Byline(author=author, sort_order=place) for place, author in enumerate(writers)
        ]
        add_below(section, article)
        if topics:
            article.topics.set(topics)
            article.save(clean=False)
        return article

    def _plain_page(self, item: Item) -> PlainPage:
        above: Page = self.page_above(item) or self._home
        return add_below(above, PlainPage(title=_title(item), slug=item.slug, live=False))

    def page_above(self, item: Item) -> PlainPage | None:
        """Return the page that an item stands below, of this file or of another of the same site."""
        if not item.parent or item.type != "page" or self._is_in_circle(item):
            return None
        number = self._ledger.number(Kind.PAGE, item.parent)
        page: PlainPage | None = PlainPage.objects.filter(pk=number).first() if number else None
        return page

    def _make_above(self, item: Item, *, at: datetime) -> None:
        """Make the page above another first, whatever their order in the file."""
        above = self._plan.items.get(item.parent)
        if above is None or {item.type, above.type} != {"page"} or self._is_in_circle(item):
            return
        if self._ledger.find(Kind.PAGE, above.id) is None and above.status not in NOT_TAKEN:
            self.make(above, at=at)

    def _is_in_circle(self, item: Item) -> bool:
        seen = {item.id}
        above = self._plan.items.get(item.parent)
        while above is not None:
            if above.id in seen or len(seen) > 50:
                return True
            seen.add(above.id)
            above = self._plan.items.get(above.parent)
        return False

    def _fill(
        self, page: ArticlePage | PlainPage, item: Item, places: OldPlaces, *, at: datetime
    ) -> str:
        """Return what is to be kept of the item while something that it shows has not come yet."""
        missing = places.missing
        converted = self.write_body(page, item, places)
        self._count(converted)
        if isinstance(page, ArticlePage):
            _open_discussion(page, item, converted.passages)
        self._tell_search_engines(page, item)
        self._publish(page, item, at=at)
        is_alone = item.type == "page" and item.parent and self.page_above(item) is None
        return as_waiting(item) if places.missing > missing or is_alone else ""

    def write_body(self, page: ArticlePage | PlainPage, item: Item, places: OldPlaces) -> Converted:
        """Convert an item's body into its page's, which is not saved."""
        featured = self._featured(item, places) if isinstance(page, ArticlePage) else None
        recordings = (item.meta.get(key, "").split("\n")[0].strip() for key in RECORDINGS)
        beside = Beside(item.id, item.meta.get("footnotes", ""), tuple(filter(None, recordings)))
        converted = convert_body(item.content, places, featured=featured, beside=beside)
        for credit in converted.credits:
            Picture.objects.filter(pk=credit.picture, credit="").update(credit=credit.name[:200])
        page.body = json.dumps(self._stream(item, converted, page))
        if isinstance(page, ArticlePage):
            page.lead_picture_id = featured or (converted.lead.id if converted.lead else None)
            page.lead_caption, page.lead_alt = converted.lead_caption, converted.lead_alt
        if not line(item.title, longest=255):
            page.title = page.draft_title = _first_words(converted) or page.title
        return converted

    def _tell_search_engines(self, page: ArticlePage | PlainPage, item: Item) -> None:
        said = words_for_search(item.meta, title=_title(item), excerpt=lines(item.excerpt))
        page.seo_title, page.search_description = said.title, said.description
        page.hide_from_search = said.is_hidden
        self._report.taken["title or description for search engines"] += bool(
            said.title or said.description
        )
        self._report.remarks["page that search engines are asked to leave out"] += said.is_hidden

    def _featured(self, item: Item, places: OldPlaces) -> int | None:
        number = item.meta.get("_thumbnail_id", "").strip()
        if not (number.isascii() and number.isdigit() and len(number) < 16):
            return None
        picture = places.picture(int(number), "")
        if picture is None:
            self._report.left_out["featured picture without a file"] += 1
        return picture.id if picture else None

    def _stream(
        self, item: Item, converted: Converted, page: ArticlePage | PlainPage
    ) -> list[StoredBlock]:
        blocks = list(converted.blocks)
        if converted.lead and not isinstance(page, ArticlePage):
            lead = {
                "picture": converted.lead.id,
                "caption": converted.lead_caption,
                "alt": converted.lead_alt,
                "link": "",
                "size": "text",
            }
            blocks.insert(0, Block("picture", lead))
        stored, written = stored_body(blocks, f"{self._plan.site.base_url}/?p={item.id}")
        for what, count in written.items():
            self._report.left_out[f"in bodies: {what}"] += count
        return stored

    def _publish(self, page: ArticlePage | PlainPage, item: Item, *, at: datetime) -> None:
        publication = publication_of(item, at=at)
        modified = (
            max(item.modified_at or at, publication.published_at or item.published_at or at)
            if item.modified_at
            else publication.published_at
        )
        page.first_published_at = publication.published_at
        page.last_published_at = modified if publication.is_live else None
        page.go_live_at = publication.go_live_at
        page.live, page.has_unpublished_changes = publication.is_live, not publication.is_live
        if isinstance(page, ArticlePage) and publication.is_live:
            page.old_feed_id = item.guid[:500]
        if publication.is_live and not item.is_dated:
            words = f"{KINDS[item.type].value} whose date is none: the next best date stands in"
            self._report.remarks[words] += 1
        page.save(clean=False)
        revision = page.save_revision(clean=False, approved_go_live_at=publication.go_live_at)
        written = modified or item.modified_at or item.published_at or at
        Revision.objects.filter(pk=revision.pk).update(created_at=written)
        Page.objects.filter(pk=page.pk).update(
            live_revision=revision if publication.is_live else None,
            latest_revision_created_at=written,
            has_unpublished_changes=not publication.is_live,
        )
        if not publication.is_live:
            self._report.remarks[
                f"{KINDS[item.type].value} that readers do not see: {publication.why_draft}"
            ] += 1
        if item.is_sticky:
            self._put_on_top(page, item)

    def _put_on_top(self, page: ArticlePage | PlainPage, item: Item) -> None:
        """Of several sticky posts the newest leads the front page, which has one place for them."""
        chosen = self._on_top is not None and self._on_top.id == item.id
        if chosen and HomePage.objects.filter(pk=self._home.pk, lead_article=None).update(
            lead_article=page.pk
        ):
            self._report.remarks["sticky article: it leads the front page"] += 1
        else:
            self._report.remarks[
                "sticky article that does not lead: the front page has one place"
            ] += 1

    def _count(self, converted: Converted) -> None:
        self._report.blocks_found.update(converted.found)
        self._report.blocks_made.update(converted.made)
        for what, count in converted.left_out.items():
            self._report.left_out[f"in bodies: {what}"] += count
        if converted.passages:
            self._report.taken["passage question"] += len(converted.passages)


def _title(item: Item) -> str:
    return line(item.title, longest=255) or f"Untitled ({item.id})"


def _first_words(converted: Converted) -> str:
    """Return what a text without a title is called here: it was an aside, and began with something."""
    texts = (
        block.value["text"]
        if isinstance(block.value, dict) and "text" in block.value
        else block.value
        for block in converted.blocks
    )
    return next(
        (words for text in texts if isinstance(text, str) and (words := beginning(text))), ""
    )


def _open_discussion(article: ArticlePage, item: Item, passages: list[Passage]) -> None:
    if item.comments_open and not passages:
        return  # a thread is there from its first comment on
    state = Thread.State.OPEN if item.comments_open else Thread.State.CLOSED
    thread, _ = Thread.objects.get_or_create(
        key=f"article-{article.pk}", defaults={"article": article, "state": state}
    )
    seen: set[str] = set()
    for passage in passages:
        key = passage.key[:90]
        while key in seen:
            key = f"{key[:88]}-2" if not key.endswith("-2") else f"{key}x"
        seen.add(key)
        PassageQuestion.objects.create(
            thread=thread,
            key=key,
            question=passage.question[:500],
            quote=passage.quote,
            prefix=passage.prefix,
            suffix=passage.suffix,
        )
