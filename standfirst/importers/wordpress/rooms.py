"""Takes over the people and the filing: authors, categories as sections, tags as topics."""

from collections import Counter
from collections.abc import Callable
from html import escape

from django.db import transaction

from standfirst.publishing.models import AuthorPage, HomePage, SectionPage, TopicPage

from .house import PageOfKind, add_below, author_index, topic_index
from .ledger import Kind, Ledger
from .people import BYLINE_TERMS, People, nicename
from .plan import Plan
from .records import Item, Term
from .report import Report
from .words import line, lines

DEFAULT = "uncategorized"
DEFAULT_NAME = "News"
"""What WordPress calls “Uncategorized” is where a paper's news is, and no reader should see that word."""


class Rooms:
    """Finds, or makes, the page that stands for an author, a category or a tag."""

    def __init__(self, plan: Plan, ledger: Ledger, home: HomePage, report: Report) -> None:
        self._plan, self._ledger, self._home, self._report = plan, ledger, home, report
        self._used = _used(plan)
        self._people = People(plan)

    def take_all(self) -> None:
        """Take over every author, category and tag that the file names, used or not."""
        for author in self._plan.authors.values():
            self._report.already_here["author"] += self._has(Kind.AUTHOR, author.login)
            self.author(author.login)
        for guest in self._people.guests:
            self._report.already_here["author"] += self._has(Kind.AUTHOR, guest.login)
            self.author(guest.login)
        for term in self._plan.terms.values():
            if term.taxonomy in BYLINE_TERMS:
                continue  # who of them wrote something comes with it
            if term.taxonomy == "category":
                self._report.already_here["category"] += self._has(Kind.SECTION, term.slug)
                self.section(term.slug)
            elif term.taxonomy == "post_tag":
                self._report.already_here["tag"] += self._has(Kind.TOPIC, term.slug)
                self.topic(term.slug, term.name)
            else:
                self._report.left_out[f"term of “{term.taxonomy[:40]}”: no counterpart"] += 1

    def writers(self, item: Item) -> list[AuthorPage]:
        """Return the pages of all who wrote an item, in the order of its byline."""
        logins = self._people.writers(item)
        if len(logins) > 1:
            self._report.remarks["article by several people"] += 1
        for login in logins:
            if not self._people.is_listed(login):
                words = "byline of somebody whom the file does not list: called by their login"
                self._report.remarks[words] += 1
        return list({page.pk: page for page in map(self.author, logins)}.values())

    def author(self, login: str) -> AuthorPage:
        """Return the page of an author; items may name one that the file does not list."""
        author = self._people.author(login)

        def make() -> AuthorPage:
            # A login may be a mail address, which is nobody's business.
            slug = author.name if "@" in login else nicename(login) or login
            page = AuthorPage(title=line(author.name, longest=255) or login, slug=slug)
            if author.biography:
                page.biography = f"<p>{escape(author.biography, quote=False)}</p>"
            return add_below(author_index(self._home), page)

        return self._page(AuthorPage, Kind.AUTHOR, login, "author", make)

    def section(self, slug: str, name: str = "") -> SectionPage:
        """Return the section of a category; one without any article stays a draft."""
        term = self._plan.terms.get(("category", slug)) or Term("category", slug, name or slug)
        is_default = slug == DEFAULT and term.name.lower() == DEFAULT

        def make() -> SectionPage:
            is_used = bool(self._used["category", slug])
            if there := self._section_called(
                DEFAULT_NAME if is_default else term.name, is_default=is_default
            ):
                self._report.remarks[
                    "category whose section was here before: its articles go there"
                ] += 1
                return there
            title, name = (DEFAULT_NAME, DEFAULT_NAME) if is_default else (term.name, slug)
            if not is_used:
                self._report.remarks["category without an article: its section is a draft"] += 1
            if is_default:
                self._report.remarks[
                    f"category “{term.name}”: its section is called {DEFAULT_NAME}"
                ] += 1
            page = SectionPage(
                title=line(title, longest=255) or slug,
                slug=name,
                intro=lines(term.description),
                show_in_menus=is_used,
                live=is_used,
            )
            return add_below(self._home, page)

        return self._page(SectionPage, Kind.SECTION, slug, "category", make)

    def _section_called(self, name: str, *, is_default: bool) -> SectionPage | None:
        """Return a section of that name that the newsroom made, or, for what has no category, one of the file's own."""
        if is_default:
            for (taxonomy, slug), term in self._plan.terms.items():
                if (
                    taxonomy == "category"
                    and slug != DEFAULT
                    and term.name.strip().lower() == name.lower()
                ):
                    return self.section(slug)
        sections = SectionPage.objects.child_of(self._home).filter(
            title__iexact=line(name, longest=255)
        )
        ours = self._ledger.numbers(Kind.SECTION)
        return next(
            (section for section in sections.order_by("path") if section.pk not in ours), None
        )

    def topic(self, slug: str, name: str) -> TopicPage:
        """Return the topic of a tag, or of a category that is not an article's first."""
        term = (
            self._plan.terms.get(("post_tag", slug))
            or self._plan.terms.get(("category", slug))
            or Term("", slug, name)
        )

        def make() -> TopicPage:
            is_used = bool(self._used["post_tag", slug] or self._used["category", slug])
            return add_below(
                topic_index(self._home),
                TopicPage(
                    title=line(term.name, longest=255) or slug,
                    slug=slug,
                    intro=lines(term.description),
                    live=is_used,
                ),
            )

        what = "tag" if ("post_tag", slug) in self._plan.terms else "category that is a topic too"
        return self._page(TopicPage, Kind.TOPIC, slug, what, make)

    def filing(self, item: Item) -> tuple[SectionPage, list[TopicPage]]:
        """Return an article's section, the deepest of its categories, and its topics: the others, and its tags."""
        categories = [(slug, name) for domain, slug, name in item.terms if domain == "category"]
        chosen = max(
            categories, key=lambda pair: self._depth(pair[0]), default=(DEFAULT, "Uncategorized")
        )
        others = [pair for pair in categories if pair != chosen]
        tags = [(slug, name) for domain, slug, name in item.terms if domain == "post_tag"]
        topics = [self.topic(slug, name) for slug, name in dict([*others, *tags]).items()]
        return self.section(*chosen), topics

    def _has(self, kind: Kind, foreign_id: str) -> bool:
        return self._ledger.find(kind, foreign_id[:200]) is not None

    def _depth(self, slug: str) -> int:
        seen: set[str] = set()
        while slug and slug not in seen:
            seen.add(slug)
            term = self._plan.terms.get(("category", slug))
            slug = term.parent if term else ""
        return len(seen)

    def _page(
        self,
        model: type[PageOfKind],
        kind: Kind,
        foreign_id: str,
        what: str,
        make: Callable[[], PageOfKind],
    ) -> PageOfKind:
        foreign_id = foreign_id[:200]
        known = self._ledger.number(kind, foreign_id)
        page: PageOfKind | None = model.objects.filter(pk=known).first() if known else None
        if page is not None:
            return page
        with transaction.atomic():
            page = make()
            self._ledger.note(kind, foreign_id, page.pk)
        self._report.taken[what] += 1
        return page


def _used(plan: Plan) -> Counter[tuple[str, str]]:
    used: Counter[tuple[str, str]] = Counter()
    for item in plan.of_type("post"):
        if item.status not in {"trash", "auto-draft", "inherit"}:
            used.update((domain, slug) for domain, slug, _ in item.terms)
            if not any(domain == "category" for domain, _, _ in item.terms):
                used["category", DEFAULT] += 1
    return used
