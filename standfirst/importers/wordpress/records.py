"""What a WordPress export says, as plain values: nothing here knows our own models."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Site:
    """The paper that the file was written by."""

    title: str
    base_url: str
    language: str


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who could write there; `login` is what items name their author by."""

    id: int
    login: str
    name: str
    mail: str
    biography: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A category or a tag; the exporter names each category twice, once as a term."""

    taxonomy: str
    slug: str
    name: str
    parent: str = ""
    description: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A post, page, attachment or something else that WordPress keeps as one.

    Dates are UTC, or None where the file holds none; `is_dated` says whether `published_at` is the item's own date or the
    next best in it. `guid` is what the site's feeds call it. `terms` are (taxonomy, slug, name) in the file's order.
    """

    id: int
    type: str
    status: str
    title: str = ""
    link: str = ""
    slug: str = ""
    author: str = ""
    published_at: datetime | None = None
    modified_at: datetime | None = None
    is_dated: bool = True
    guid: str = ""
    excerpt: str = ""
    content: str = ""
    parent: int = 0
    menu_order: int = 0
    password: str = ""
    is_sticky: bool = False
    comments_open: bool = True
    attachment_url: str = ""
    terms: tuple[tuple[str, str, str], ...] = ()
    meta: dict[str, str] = field(default_factory=dict)
    type_there: str = ""

    @property
    def type_in_file(self) -> str:
        """The type that the file says, where the item is taken for another."""
        return self.type_there or self.type


@dataclass(frozen=True, slots=True)
class Comment:
    """One reader's comment, or a ping; it belongs to the item that was read before it."""

    id: int
    author: str
    mail: str
    url: str
    ip: str
    created_at: datetime | None
    content: str
    approved: str
    type: str
    parent: int
    user_id: int
    meta: dict[str, str] = field(default_factory=dict)


Record = Site | Author | Term | Item | Comment
