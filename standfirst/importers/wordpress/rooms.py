"""Takes over the people and the filing: authors, categories as sections, tags as topics."""

from collections.abc import Callable
from html import escape

from django.db import transaction

from standfirst.publishing.models import AuthorPage, HomePage, SectionPage, TopicPage

from .filing import DEFAULT, Filing
from .house import PageOfKind, add_below, author_index, topic_index
from .ledger import Kind, Ledger
from .people import BYLINE_TERMS, People, nicename
from .plan import Plan
from .records import Item, Term
from .report import Report
from .words import line, lines

DEFAULT_NAME = "News"
"""What WordPress calls “Uncategorized” is where a paper's news is, and no reader should see that word."""


class Rooms:
    """Finds, or makes, the page that stands for an author, a category or a tag."""

    def __init__(
        self, plan: Plan, ledger: Ledger, home: HomePage, report: Report, filing: Filing
    ) -> None:
        self._plan, self._ledger, self._home, self._report = plan, ledger, home, report
        self._people = People(plan)
        self._filing = filing

    def take_all(self) -> None:
        """Take over every author and tag that the file names, used or not, and what its categories become."""
        for author in (*self._plan.authors.values(), *self._people.guests):
            self._report.already_here["author"] += self._has(Kind.AUTHOR, author.login)
            self.author(author.login)
        for slug in self._filing.sections:
            self.section(slug)
        for term in self._plan.terms.values():
            self._term(term)
        for slug, count in self._filing.articles.items():
            self._report.remarks[f"article in the section {self.section(slug).title[:60]}"] += count

    def _term(self, term: Term) -> None:
        if term.taxonomy == "category":
            self._category(term)
        elif term.taxonomy == "post_tag":
            self._report.already_here["tag"] += self._has(Kind.TOPIC, term.slug)
            self.topic(term.slug, term.name)
        elif term.taxonomy not in BYLINE_TERMS:  # who of them wrote something comes with it
            self._report.left_out[f"term of “{term.taxonomy[:40]}”: no counterpart"] += 1

    def _category(self, term: Term) -> None:
        """Make of a category what it is here: a section, a topic, or nothing where no article is in it."""
        slug = term.slug
        if slug == DEFAULT != self._filing.default:
            self._report.remarks[
                f"category “{term.name}”: its articles are in “{self._filing.default}”"
            ] += 1
            if not self._has(Kind.SECTION, slug):
                self._ledger.note(Kind.SECTION, slug, self.section(self._filing.default).pk)
        elif slug not in self._filing.sections:
            self._report.already_here["category"] += self._has(Kind.TOPIC, slug)
            if self._filing.topics[slug]:
                self.topic(slug, term.name)
            else:
                self._report.remarks["category without an article: it is left out"] += 1

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

    def section(self, slug: str) -> SectionPage:
        """Return the section of a category; it is in the menu once readers find something in it."""
        term = self._plan.terms.get(("category", slug)) or Term(
            "category", slug, self._filing.name_of(slug)
        )
        is_default = slug == DEFAULT and term.name.lower() == DEFAULT

        def make() -> SectionPage:
            if there := self._section_called(DEFAULT_NAME if is_default else term.name):
                self._report.remarks[
                    "category whose section was here before: its articles go there"
                ] += 1
                return there
            title, name = (DEFAULT_NAME, DEFAULT_NAME) if is_default else (term.name, slug)
            if is_default:
                self._report.remarks[
                    f"category “{term.name}”: its section is called {DEFAULT_NAME}"
                ] += 1
            page = SectionPage(
                title=line(title, longest=255) or slug,
                slug=name,
                intro=lines(term.description),
            )
            return add_below(self._home, page)

        page = self._page(SectionPage, Kind.SECTION, slug, "category that is a section", make)
        if self._filing.articles[slug] and not page.show_in_menus and not page.latest_revision_id:
            page.show_in_menus = True
            page.save(update_fields=["show_in_menus"])
        return page

    def _section_called(self, name: str) -> SectionPage | None:
        """Return a section of that name that the newsroom made."""
        sections = SectionPage.objects.child_of(self._home).filter(
            title__iexact=line(name, longest=255)
        )
        ours = self._ledger.numbers(Kind.SECTION)
        return next(
            (section for section in sections.order_by("path") if section.pk not in ours), None
        )

    def topic(self, slug: str, name: str) -> TopicPage:
        """Return the topic of a tag, or of a category that is no section; readers see it once an article has it."""
        term = (
            self._plan.terms.get(("post_tag", slug))
            or self._plan.terms.get(("category", slug))
            or Term("", slug, name)
        )

        def make() -> TopicPage:
            return add_below(
                topic_index(self._home),
                TopicPage(
                    title=line(term.name, longest=255) or slug,
                    slug=slug,
                    intro=lines(term.description),
                    live=False,
                ),
            )

        what = "tag" if ("post_tag", slug) in self._plan.terms else "category that is a topic"
        page = self._page(TopicPage, Kind.TOPIC, slug, what, make)
        if self._filing.is_seen(slug) and not page.live and not page.has_unpublished_changes:
            page.live = True
            page.save(update_fields=["live"])
        return page

    def filing(self, item: Item) -> tuple[SectionPage, list[TopicPage]]:
        """Return an article's section and its topics."""
        filed = self._filing.of(item)
        return self.section(filed.section), [self.topic(*named) for named in filed.topics]

    def _has(self, kind: Kind, foreign_id: str) -> bool:
        return self._ledger.find(kind, foreign_id[:200]) is not None

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
