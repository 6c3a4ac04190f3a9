from dataclasses import dataclass

from django.http import QueryDict

from standfirst.publishing.models import KindOfWork, SectionPage

from .queries.search import Narrowed, Order
from .words import Asked


@dataclass(frozen=True, slots=True)
class SearchForm:
    """A search as it was sent; what it does not know is taken as not chosen."""

    asked: Asked
    narrowed: Narrowed

    @classmethod
    def read(cls, sent: QueryDict, sections: list[SectionPage], language: str) -> "SearchForm":
        by_slug = {section.slug: section for section in sections}
        kind, order = sent.get("kind", ""), sent.get("order", "")
        narrowed = Narrowed(
            section=by_slug.get(sent.get("section", "")),
            kind=kind if kind in KindOfWork.values else "",
            order=Order(order) if order in set(Order) else Order.RELEVANCE,
        )
        return cls(Asked.of(sent.get("q", ""), language), narrowed)

    def query(self, **instead: str) -> str:
        """Return the search as the query of an address, ending in `&`, with some of it changed."""
        section = self.narrowed.section
        said = {
            "q": self.asked.typed,
            "section": section.slug if section else "",
            "kind": self.narrowed.kind,
            "order": self.narrowed.order if self.narrowed.order is not Order.RELEVANCE else "",
        }
        chosen = QueryDict(mutable=True)
        chosen.update({name: value for name, value in (said | instead).items() if value})
        return chosen.urlencode() + "&"
