"""Moves a WordPress site in: read it through, make the rooms, fill them, keep the old addresses."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection, transaction

from standfirst.importers.models import ForeignSite, ImportRun
from standfirst.lib.errors import Refused
from standfirst.publishing.models import ArticlePage

from .comments import Discussion, Discussions
from .completing import complete_pages
from .files import MediaFolder
from .filing import Filing
from .house import front_page, name_the_paper
from .kinds import Kinds, read_kinds, read_types
from .ledger import Kind, Ledger, TakenComments
from .library import Library
from .numbers import Registry, first_free_number, reserve_numbers
from .oddities import Oddities
from .opening import Stream
from .pages import KINDS, Pages
from .people import GUEST
from .places import OldPlaces
from .plan import PATTERN, STATES, Plan, is_taken, read_files, read_plan
from .records import Comment, Item
from .redirects import redirect_old_addresses
from .report import Report
from .rooms import Rooms
from .wishes import Wishes

log = logging.getLogger("standfirst.importers")
Tell = Callable[[str], None]


def import_wordpress(
    *,
    files: Sequence[Path],
    media: Path | None,
    is_dry_run: bool,
    at: datetime,
    tell: Tell,
    wishes: Wishes | None = None,
) -> Report:
    """Take over what a WordPress export, of one file or of several, holds and is not here yet.

    Each file is read through first: one that is damaged or hostile changes nothing. Each page and each batch of comments is
    a transaction of its own with its memory, so a run that was killed is ended by the next, and a second one changes nothing.

    Args:
        media: a copy of wp-content/uploads; without it, no pictures are taken.
        at: stands in for dates that the file does not have.
        tell: hears how far it has got, often.
        wishes: what only the newsroom knows.

    A file or a folder that cannot be taken raises a Refused, which says in one line what to do.
    """
    wishes = wishes or Wishes()
    folder, kinds_of_work = MediaFolder(media), read_kinds(wishes.kinds)
    streams = [Stream(file) for file in files]
    oddities = [Oddities() for _ in streams]
    plan = read_plan(streams, tell, oddities, types=read_types(wishes.types))
    names = ", ".join(file.name for file in files)
    report = Report(
        source=f"{plan.site.title or 'WordPress'} ({plan.site.base_url}), from {names}",
        is_dry_run=is_dry_run,
    )
    kinds_of_articles = Kinds(plan, kinds_of_work)
    _describe(plan, report)
    for file, odd in zip(files, oddities, strict=True):
        report.oddities.update(odd.as_counter(file.name if len(files) > 1 else ""))
    _read_without_mapping()
    with _rolled_back() if is_dry_run else nullcontext():
        move = _Move(
            plan,
            folder,
            report,
            kinds=kinds_of_articles,
            at=at,
            tell=tell,
            sections=wishes.sections,
        )
        move.run(streams)
    return report


def _read_without_mapping() -> None:
    """Keep SQLite from mapping its file: a run that touches every page once would carry all of it as memory."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")


@contextmanager
def _rolled_back() -> Iterator[None]:
    """Do everything and undo it: a dry run cannot report anything else than the real one."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class _Move:
    """One import on its way."""

    def __init__(
        self,
        plan: Plan,
        media: MediaFolder,
        report: Report,
        *,
        kinds: Kinds,
        at: datetime,
        tell: Tell,
        sections: Sequence[str],
    ) -> None:
        self._plan, self._report, self._at, self._tell = plan, report, at, tell
        self._started = at
        self._home = front_page()
        self._site, _ = ForeignSite.objects.get_or_create(
            system=ForeignSite.System.WORDPRESS, address=plan.site.base_url[:500]
        )
        self._ledger = Ledger(self._site)
        self._library = Library(media, self._ledger, report)
        filing = Filing(plan, self._ledger, sections)
        self._rooms = Rooms(plan, self._ledger, self._home, report, filing)
        self._pages = Pages(plan, self._ledger, self._home, self._rooms, report, kinds=kinds)

    def run(self, streams: Sequence[Stream]) -> None:
        """Do everything that is not done yet, in an order in which whatever is pointed at is there first."""
        taken = TakenComments(self._site)
        run, is_new = ImportRun.objects.get_or_create(
            site=self._site,
            file_digest=self._plan.digest,
            defaults={
                "file_name": ", ".join(stream.path.name for stream in streams)[:255],
                "started_at": self._at,
                "first_free_number": first_free_number(self._plan),
            },
        )
        is_first, was_killed = run.finished_at is None, run.finished_at is None and not is_new
        self._at = run.started_at
        registry = Registry(taken, run.first_free_number)
        discussions = Discussions(
            plan=self._plan,
            ledger=self._ledger,
            registry=registry,
            report=self._report,
            at=self._at,
            tell=self._tell,
        )
        if not self._report.is_dry_run:
            reserve_numbers(registry.next_free)
        if is_first:
            name_the_paper(self._plan.site)
        self._make_everything()
        places = OldPlaces(self._plan, self._ledger, self._library, self._home)
        self._tell("writing: what earlier runs left open")
        complete_pages(self._pages, self._ledger, places, self._report)
        self._fill_everything(streams, places, discussions, recount=was_killed)
        self._library.name_missing_credits()
        self._report.unresolved_links = sorted(places.unresolved)
        self._tell("writing: redirects")
        redirect_old_addresses(self._plan, self._ledger, self._home, self._report)
        if is_first:
            ImportRun.objects.filter(pk=run.pk).update(
                finished_at=self._started, report=self._report.as_data()
            )

    def _make_everything(self) -> None:
        self._rooms.take_all()
        for item in self._plan.items.values():
            if item.type == "attachment":
                self._tell(f"writing: pictures and files ({item.id})")
                self._each(item, partial(self._library.take, item, self._plan.digests[item.id]))
        for item in self._plan.items.values():
            if item.type in KINDS:
                self._tell(f"writing: pages ({item.id})")
                self._each(item, partial(self._pages.make, item, at=self._at))

    def _each(self, item: Item, act: Callable[[], object]) -> None:
        """Do one item; where it fails, the others are moved in, and the next run tries it again.

        A database that is away rises, and so does a Refused.
        """
        try:
            act()
        except Exception as error:
            if isinstance(error, (OperationalError, InterfaceError, Refused)):
                raise
            log.exception("item_not_imported", extra={"item": item.id})
            words = f"{item.type[:40]} {item.id} that failed ({type(error).__name__})"
            self._report.left_out[words] += 1

    def _fill_everything(
        self,
        streams: Sequence[Stream],
        places: OldPlaces,
        discussions: Discussions,
        *,
        recount: bool,
    ) -> None:
        discussion: Discussion | None = None
        kind = ""
        for record in map(self._plan.as_taken, read_files(streams)):
            if isinstance(record, Item):
                if discussion is not None:
                    discussion.finish(recount=recount)
                kind, discussion = record.type, self._fill(record, places, discussions)
            elif isinstance(record, Comment):
                self._comment(record, kind, discussion)
        if discussion is not None:
            discussion.finish(recount=recount)

    def _fill(self, item: Item, places: OldPlaces, discussions: Discussions) -> Discussion | None:
        """Fill an item's page, and open the discussion that its comments go to."""
        if item.type in KINDS:
            self._each(item, partial(self._pages.fill, item, places, at=self._at))
        number = self._ledger.number(Kind.ARTICLE, item.id)
        return discussions.of(item, number, places) if number and self._is_here(number) else None

    def _comment(self, comment: Comment, kind: str, discussion: Discussion | None) -> None:
        if discussion is not None:
            discussion.add(comment)
        elif is_taken(comment):
            words = f"comment on what has no discussion here ({kind[:40]})"
            self._report.left_out[words] += 1

    def _is_here(self, article: int) -> bool:
        """An article that was deleted here takes its discussion with it."""
        return bool(ArticlePage.objects.filter(pk=article).exists())


def _describe(plan: Plan, report: Report) -> None:
    """Count what the file holds, by the file's own words."""
    report.in_file["author"] = len(plan.authors)
    report.votes, report.voted = plan.votes, plan.voted
    for taxonomy, _ in plan.terms:
        name = {"category": "category", "post_tag": "tag"}.get(
            taxonomy, f"term of “{taxonomy[:40]}”"
        )
        report.in_file[name] += 1
    for item in plan.items.values():
        report.in_file[f"item: {item.type_in_file[:40]}, {item.status[:40]}"] += 1
        if item.type == PATTERN:
            report.remarks["synced pattern: its words are in the bodies that show it"] += 1
        elif item.type not in {*KINDS, "attachment", GUEST}:
            report.left_out[f"{item.type[:40]}: no counterpart"] += 1
    for state, count in plan.comments.items():
        report.in_file[f"comment, {state}"] += count
        if state not in set(STATES.values()):
            report.left_out[f"comment, {state}"] += count
    for words, count in (
        (
            "reply whose parent is not in the file: at the top level",
            sum(shape.orphans for shape in plan.shapes.values()),
        ),
        (
            "reply too deep for our threads: beside what it answers",
            sum(shape.flattened for shape in plan.shapes.values()),
        ),
        (
            "circle of replies: cut open at its first",
            sum(shape.cycles for shape in plan.shapes.values()),
        ),
    ):
        report.remarks[words] += count
