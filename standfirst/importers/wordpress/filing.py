"""Decides which categories are sections, and where each article is filed: a section, and its topics.

WordPress has as many categories as its editors liked; a menu has room for a few. The rule is told in
docs/moving-in-from-wordpress.md, and `--sections` says otherwise.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from .fields import PRIMARY_CATEGORY
from .ledger import Kind, Ledger
from .plan import Plan
from .records import Item
from .refusals import UnknownCategory

MOST_SECTIONS = 8
DEFAULT = "uncategorized"
NEWS = "news"
NOT_FILED = frozenset({"trash", "auto-draft", "inherit"})
SEEN = frozenset({"publish", "future"})


@dataclass(frozen=True, slots=True)
class Filed:
    """Where an article stands, by the names of categories and tags; topics are (name, title)."""

    section: str
    topics: tuple[tuple[str, str], ...]


class Filing:
    """Knows the sections of one import, in the order of the menu, and files articles under them."""

    def __init__(self, plan: Plan, ledger: Ledger, wanted: Sequence[str]) -> None:
        """Choose the sections, `wanted` by the operator or by the rule; those of an earlier run stay."""
        self._plan, self._ledger = plan, ledger
        self._numbers = {
            str(term.id): slug
            for (taxonomy, slug), term in plan.terms.items()
            if taxonomy == "category" and term.id
        }
        # The first exporters listed none.
        self._named_by_items = {
            slug: name
            for item in reversed(plan.of_type("post"))
            for domain, slug, name in item.terms
            if domain == "category"
        }
        self._news = self._news_of_the_file()
        self.default = self._own_name(DEFAULT)
        self.sections = self._choose(wanted)
        self.articles: Counter[str] = Counter()
        self.topics: Counter[str] = Counter()
        self._seen_topics: Counter[str] = Counter()
        for item in plan.of_type("post"):
            if item.status not in NOT_FILED:
                self._note(item)
                if self.of(item).section not in self.sections:
                    self.sections.append(self.default)

    def of(self, item: Item) -> Filed:
        """File an article: under the first of its categories that is, or is below, a section; all others are topics."""
        order = self._in_order(item, self._categories_of(item))
        section = next(filter(None, map(self._section_above, order)), self.default)
        topics: dict[str, str] = {}
        for category in order:
            for slug in self.with_above(category):
                if slug != section:
                    topics.setdefault(slug, self.name_of(slug))
        topics.update((slug, name) for domain, slug, name in item.terms if domain == "post_tag")
        return Filed(section, tuple(topics.items()))

    def name_of(self, category: str) -> str:
        """Return what a category is called."""
        term = self._plan.terms.get(("category", category))
        return term.name if term else self._named_by_items.get(category, category)

    def is_seen(self, topic: str) -> bool:
        """Say whether readers find an article under a topic."""
        return bool(self._seen_topics[topic])

    def with_above(self, slug: str) -> list[str]:
        """Return a category and those above it, the nearest first."""
        found: list[str] = []
        while slug and slug not in found:
            found.append(slug)
            term = self._plan.terms.get(("category", slug))
            slug = term.parent if term else ""
        return found

    def _note(self, item: Item) -> None:
        filed = self.of(item)
        is_seen = _is_seen(item)
        self.articles[filed.section] += is_seen
        for slug, _ in filed.topics:
            self.topics[slug] += 1
            self._seen_topics[slug] += is_seen

    def _choose(self, wanted: Sequence[str]) -> list[str]:
        """Return the sections there are, and those wanted, or else the top categories with the most articles."""
        known = [
            self._own_name(slug)
            for slug in [*self._categories(), DEFAULT]
            if self._ledger.find(Kind.SECTION, slug[:200])
        ]
        more = self._named(wanted) if wanted else self._largest()
        room = len(more) if wanted else max(MOST_SECTIONS - len(set(known)), 0)
        return list(dict.fromkeys([*known, *[slug for slug in more if slug not in known][:room]]))

    def _named(self, wanted: Sequence[str]) -> list[str]:
        """Find categories by the last part of their address, or by their name.

        Raises:
            UnknownCategory: one is not in the file.
        """
        by_name: dict[str, str] = {}
        for slug in self._categories():
            for name in (slug, unquote(slug), self._plan.terms["category", slug].name):
                by_name.setdefault(name.casefold(), self._own_name(slug))
        for name in wanted:
            if name.casefold() not in by_name:
                known = ", ".join(sorted(map(unquote, self._categories()))[:40]) or "none"
                raise UnknownCategory(
                    f"--sections: the file has no category “{name}”. It has: {known}."
                )
        return [by_name[name.casefold()] for name in wanted]

    def _largest(self) -> list[str]:
        counted: Counter[str] = Counter()
        for item in self._plan.of_type("post"):
            if _is_seen(item):
                order = self._in_order(item, self._categories_of(item))
                first = next(iter(order), self.default)
                counted[self.with_above(first)[-1]] += 1
        return [slug for slug, _ in counted.most_common()]

    def _categories_of(self, item: Item) -> list[str]:
        slugs = (self._own_name(slug) for domain, slug, _ in item.terms if domain == "category")
        return list(dict.fromkeys(slugs))

    def _categories(self) -> list[str]:
        return [slug for taxonomy, slug in self._plan.terms if taxonomy == "category"]

    def _own_name(self, slug: str) -> str:
        """What WordPress calls “Uncategorized” is where a paper's news is, and it may have a category for that."""
        term = self._plan.terms.get(("category", slug))
        is_default = slug == DEFAULT and (term is None or term.name.lower() == DEFAULT)
        return self._news if is_default and self._news else slug

    def _news_of_the_file(self) -> str:
        """Return the category that is called News, by its address or else by its name; nothing without one.

        One of that name below another category is its news only.
        """
        if ("category", NEWS) in self._plan.terms:
            return NEWS
        terms = (self._plan.terms["category", slug] for slug in self._categories())
        named = (
            term.slug for term in terms if term.name.strip().lower() == NEWS and not term.parent
        )
        return next((slug for slug in named if slug != DEFAULT), "")

    def _in_order(self, item: Item, slugs: list[str]) -> list[str]:
        """Put first what an SEO plugin calls the primary category, or else the deepest."""
        primary = next(
            (
                self._own_name(slug)
                for key in PRIMARY_CATEGORY
                if (slug := self._numbers.get(item.meta.get(key, "").strip()))
            ),
            "",
        )
        if primary not in slugs:
            primary = max(slugs, key=lambda slug: len(self.with_above(slug)), default="")
        return sorted(slugs, key=lambda slug: slug != primary)

    def _section_above(self, slug: str) -> str:
        return next((each for each in self.with_above(slug) if each in self.sections), "")


def _is_seen(item: Item) -> bool:
    """Say whether readers see an article, or will: one without a date is a draft here."""
    is_dated = item.published_at is not None and (item.is_dated or item.status == "publish")
    return item.status in SEEN and is_dated and not item.password
