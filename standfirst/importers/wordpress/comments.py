"""Takes over comments: in batches, each with its memory in one transaction, so that a killed run loses and doubles nothing."""

from array import array
from collections.abc import Callable, Iterable
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from standfirst.discussion.models import Comment, PassageQuestion, Thread
from standfirst.discussion.scores import wilson
from standfirst.lib.html import plain_text

from .identities import MADE_UP
from .ledger import Ledger
from .numbers import Numbers, Registry
from .places import OldPlaces
from .plan import Plan, is_taken, state_of
from .records import Comment as OldComment
from .records import Item
from .report import Report
from .threads import NONE
from .values import votes
from .words import comment_html, line, with_links_here

BATCH = 1000
IN_PLACE, GONE = 1, 2


class Discussion:
    """Writes one article's comments in the order of the file, where a reply may come before what it answers."""

    def __init__(
        self,
        item: Item,
        article: int,
        numbers: Numbers,
        house: "Discussions",
        places: OldPlaces,
    ) -> None:
        self._places_of_links = places
        self._item, self._article, self._numbers, self._house = item, article, numbers, house
        self._shape = numbers.shape
        self._thread: Thread | None = Thread.objects.filter(key=f"article-{article}").first()
        self._questions = (
            list(PassageQuestion.objects.filter(thread=self._thread).order_by("pk"))
            if self._thread
            else []
        )
        self._places = bytearray(len(self._shape))
        self._late = array("q")
        self._some_are_gone = False
        self._waiting: list[tuple[int, OldComment]] = []
        self.written = 0

    def add(self, comment: OldComment) -> None:
        """Take a comment over, sooner or later."""
        if not is_taken(comment):
            return
        at = self._shape.position(comment.id)
        self._waiting.append((at, comment))
        if len(self._waiting) >= BATCH:
            self._write()

    def finish(self, *, recount: bool) -> None:
        """Write what waits, put replies under what they answer, and count what was counted before anything was lost."""
        self._write()
        self._put_late_ones_in_place()
        if self._thread is not None and (self.written or recount):
            recount_thread(self._thread)

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, []
        rows: list[Comment] = []
        noted: list[tuple[int, int]] = []
        known = {at for at, comment in waiting if comment.id in self._house.registry.taken}
        still_here = set(
            Comment.objects.filter(pk__in=[self._numbers.ours[at] for at in known]).values_list(
                "pk", flat=True
            )
        )
        for at, comment in waiting:
            if self._places[at]:
                self._house.report.left_out["comment whose number came twice"] += 1
            elif at in known:
                self._know(at, is_here=self._numbers.ours[at] in still_here)
            elif row := self._row(at, comment):
                rows.append(row)
                noted.append((comment.id, self._numbers.ours[at]))
        if not rows:
            return
        with transaction.atomic():
            thread = self._open_thread()
            for row in rows:
                row.thread = thread
            Comment.objects.bulk_create(rows, batch_size=BATCH)
            self._house.ledger.note_comments(noted)
        self.written += len(rows)
        for row in rows:
            self._house.report.taken[f"comment, {row.state}"] += 1
        self._house.tell(len(rows))

    def _know(self, at: int, *, is_here: bool) -> None:
        """Note a comment of an earlier run; one that was deleted here since stays deleted."""
        self._house.report.already_here["comment"] += 1
        if is_here:
            self._settle(at)
        else:
            self._pass_over(at)

    def _pass_over(self, at: int) -> None:
        self._places[at] = GONE
        self._some_are_gone = True

    def _settle(self, at: int) -> bool:
        """Say whether everything above a comment is in place, so that it can be put under it at once."""
        parent = self._shape.parents[at]
        settled = parent == NONE or self._places[parent] == IN_PLACE
        if settled:
            self._places[at] = IN_PLACE
        else:
            self._late.append(at)
        return settled

    def _row(self, at: int, old: OldComment) -> Comment | None:
        """Return a comment as ours; none of one without words, whose answers move up to what it answered."""
        words = old.content.strip()
        html = comment_html(words)
        if not unescape(plain_text(html)).strip():
            self._house.report.left_out["comment without words: its answers stay"] += 1
            self._pass_over(at)
            return None
        up, down = votes(old.meta)
        ours = self._numbers.ours[at]
        parent, root, depth = self._above(at) if self._settle(at) else (None, None, 1)
        return Comment(
            pk=ours,
            parent_id=parent,
            root_id=root,
            depth=depth,
            name=line(old.author, longest=80),
            mail=_mail(old.mail),
            website=_website(old.url),
            words=words,
            html=with_links_here(html, self._places_of_links.address),
            state=state_of(old),
            created_at=old.created_at or self._item.published_at or self._house.at,
            up=up,
            down=down,
            score=up - down,
            best=wilson(up, down),
            reply_count=self._shape.replies[at],
            is_pinned=old.type == "wpdiscuz_sticky",
            is_closed=old.meta.get("wpdiscuz_closed", "").strip() == "1",
            question=self._question(old),
            old_number=old.id if ours != old.id < MADE_UP else None,
            key=uuid5(NAMESPACE_URL, f"{self._house.plan.site.base_url}/#comment-{old.id}"),
        )

    def _above(self, at: int) -> tuple[int | None, int | None, int]:
        """Return a comment's parent, root and depth; what was deleted here is passed over."""
        parents, ours = self._shape.parents, self._numbers.ours
        if parents[at] == NONE:
            return None, None, 1
        if not self._some_are_gone:
            return ours[parents[at]], ours[self._shape.root[at]], self._shape.depth[at]
        chain: list[int] = []
        above = parents[at]
        while above != NONE:
            if self._places[above] != GONE:
                chain.append(above)
            above = parents[above]
        return (ours[chain[0]], ours[chain[-1]], len(chain) + 1) if chain else (None, None, 1)

    def _question(self, old: OldComment) -> PassageQuestion | None:
        """Find the passage that an inline feedback answers.

        wpDiscuz keeps its questions in a table that WordPress does not export; the comment names only the row. Rows are
        numbered in the order in which the marks were saved, so the number counts marks over the whole site; where that
        does not fit, it counts those of the article.
        """
        form = old.meta.get("wpdiscuz_feedback_form_id", "").strip()
        if not form:
            return None
        number = int(form) if form.isascii() and form.isdigit() and len(form) < 10 else 0
        self._house.report.remarks["comment that is inline feedback"] += 1
        for place in (number - self._house.marks_before[self._item.id], number):
            if 1 <= place <= len(self._questions):
                return self._questions[place - 1]
        self._house.report.remarks[
            "inline feedback whose passage is not known: an ordinary comment"
        ] += 1
        return None

    def _open_thread(self) -> Thread:
        if self._thread is None:
            self._thread, _ = Thread.objects.get_or_create(
                key=f"article-{self._article}", defaults={"article_id": self._article}
            )
        return self._thread

    def _put_late_ones_in_place(self) -> None:
        """Hang replies that came before what they answer; one that hangs already is left alone."""
        late = sorted(set(self._late), key=self._shape.depth.__getitem__)
        for start in range(0, len(late), BATCH):
            with transaction.atomic():
                for at in late[start : start + BATCH]:
                    parent, root, depth = self._above(at)
                    alone = Comment.objects.filter(pk=self._numbers.ours[at], parent=None)
                    if parent is not None:
                        alone.update(parent_id=parent, root_id=root, depth=depth)


class Discussions:
    """What the discussions of one import share."""

    def __init__(
        self,
        *,
        plan: Plan,
        ledger: Ledger,
        registry: Registry,
        report: Report,
        at: datetime,
        tell: Callable[[str], None],
    ) -> None:
        self.plan, self.ledger, self.registry, self.report, self.at = (
            plan,
            ledger,
            registry,
            report,
            at,
        )
        self._tell, self._count, self._total = (
            tell,
            0,
            sum(len(shape) for shape in plan.shapes.values()),
        )
        self._numbers = {item: registry.assign(shape) for item, shape in plan.shapes.items()}
        self.marks_before: dict[int, int] = {}
        marks = 0
        for item in sorted(plan.passages):
            self.marks_before[item] = marks
            marks += plan.passages[item]

    def of(self, item: Item, article: int, places: OldPlaces) -> Discussion | None:
        """Return the discussion of an article; none where the file has no comments for it."""
        numbers = self._numbers.get(item.id)
        return Discussion(item, article, numbers, self, places) if numbers else None

    def tell(self, count: int) -> None:
        """Say how far it has got."""
        self._count += count
        self._tell(f"writing: {self._count:,} of {self._total:,} comments")


def recount_thread(thread: Thread) -> None:
    """Count a thread's replies and comments from its rows, and correct what differs.

    A reply has a higher number than what it answers, so that going down the numbers meets every reply before its parent.
    """
    below: dict[int, int] = {}
    total, last = 0, None
    wrong: list[tuple[int, int]] = []
    rows = (
        Comment.objects.filter(thread=thread)
        .order_by("-pk")
        .values_list("pk", "parent_id", "state", "reply_count", "created_at")
    )
    for number, parent, state, noted, created_at in rows.iterator(chunk_size=5000):
        replies = below.pop(number, 0)
        is_shown = state == Comment.State.APPROVED
        if parent is not None and (replies or is_shown):
            below[parent] = below.get(parent, 0) + replies + is_shown
        if is_shown:
            total, last = total + 1, max(last or created_at, created_at)
        if replies != noted:
            wrong.append((number, replies))
    with transaction.atomic():
        _correct(wrong)
        Thread.objects.filter(pk=thread.pk).update(comment_count=total, last_comment_at=last)


def _correct(wrong: Iterable[tuple[int, int]]) -> None:
    for number, replies in wrong:
        Comment.objects.filter(pk=number).update(reply_count=replies)


def _mail(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if len(text) <= 254 else ""


def _website(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    is_safe = (
        parts.scheme in {"http", "https"} and parts.hostname and not set(text) & set(" \"'<>`\n\t")
    )
    return text if is_safe and len(text) <= 300 else ""
