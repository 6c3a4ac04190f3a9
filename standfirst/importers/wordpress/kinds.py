"""Which kind of work an article is: none is claimed unless the newsroom says which categories are of one.

Also which of their post types are articles or pages.
"""

from collections.abc import Iterable, Mapping

from standfirst.publishing.models import KindOfWork

from .plan import Plan
from .records import Item
from .refusals import UnknownWish

# `live` is a page that is still being written, which no old article is.
KINDS_OF_WORK = [kind.value for kind in KindOfWork if kind is not KindOfWork.LIVE]
TYPES = {"article": "post", "page": "page"}


def read_kinds(wishes: Iterable[str]) -> dict[str, KindOfWork]:
    """Read `opinion=commentary,letters` as which kind the articles of a category are.

    Raises:
        UnknownWish: it names no kind of work.
    """
    kinds: dict[str, KindOfWork] = {}
    for wish in wishes:
        kind = ""
        for part in wish.split(","):
            before, sign, after = part.rpartition("=")
            kind, category = (before.strip().lower(), after) if sign else (kind, part)
            if kind not in KINDS_OF_WORK and after.strip().lower() in KINDS_OF_WORK:
                # The other way round it can mean nothing else.
                kind, category = after.strip().lower(), before
            if kind not in KINDS_OF_WORK or not category.strip():
                raise UnknownWish(
                    f"--kind {wish}: write a kind of work and the categories that are of it, for example "
                    f"--kind opinion=commentary,letters. The kinds are {', '.join(KINDS_OF_WORK)}."
                )
            kinds[category.strip().casefold()] = KindOfWork(kind)
    return kinds


def read_types(wishes: Iterable[str]) -> dict[str, str]:
    """Read `event=article` as which of WordPress' own types a type of a plugin is taken for.

    Raises:
        UnknownWish: it is to become something that we do not make.
    """
    types: dict[str, str] = {}
    for wish in wishes:
        for part in wish.split(","):
            theirs, _, ours = (word.strip() for word in part.partition("="))
            if not theirs or ours not in TYPES:
                raise UnknownWish(
                    f"--type {wish}: write one of their post types and what it becomes, article or page, for example --type event=article."
                )
            types[theirs] = TYPES[ours]
    return types


class Kinds:
    """Answers which kind of work an article is, by its categories and those above them."""

    def __init__(self, plan: Plan, kinds: Mapping[str, KindOfWork]) -> None:
        """Look which categories are meant.

        Raises:
            UnknownWish: the file has no such category.
        """
        self._plan, self._by_slug = plan, dict[str, KindOfWork]()
        terms = {
            slug: term for (taxonomy, slug), term in plan.terms.items() if taxonomy == "category"
        }
        for wanted, kind in kinds.items():
            slugs = [
                slug
                for slug, term in terms.items()
                if wanted in {slug.casefold(), term.name.casefold()}
            ]
            if not slugs:
                known = ", ".join(sorted(terms)[:30]) or "none"
                raise UnknownWish(
                    f"--kind: the file has no category “{wanted}”. Its categories are: {known}."
                )
            self._by_slug.update(dict.fromkeys(slugs, kind))

    def of(self, item: Item) -> KindOfWork:
        """Return an item's kind: that of the first of its categories that has one."""
        for domain, slug, _ in item.terms:
            above = set[str]()
            while domain == "category" and slug and slug not in above:
                if slug in self._by_slug:
                    return self._by_slug[slug]
                above.add(slug)
                term = self._plan.terms.get(("category", slug))
                slug = term.parent if term else ""
        return KindOfWork.ARTICLE
