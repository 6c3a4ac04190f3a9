"""Who wrote what: WordPress names one author, and plugins for several names (Co-Authors Plus and its kin) keep the others as terms."""

import re
import unicodedata
from collections.abc import Iterator

from .plan import Plan
from .records import Author, Item
from .words import line

BYLINE_TERMS = frozenset({"author", "byline"})
GUEST = "guest-author"
PREFIX = "cap-"


def nicename(login: str) -> str:
    """Return the name that WordPress makes of a login for the address of its page: `tom-achter` of `tom.achter`."""
    plain = unicodedata.normalize("NFKD", login).encode("ascii", "ignore").decode().lower()
    dashed = re.sub(r"[.\s]+", "-", re.sub(r"[^a-z0-9_.\s-]", "", plain))
    return re.sub(r"-+", "-", dashed).strip("-")


class People:
    """Everybody whom the file names as a writer, by login.

    `guests` have no account; `other_names` are the logins of guests who have one, by its login.
    """

    def __init__(self, plan: Plan) -> None:
        self._authors = dict(plan.authors)
        self._keys: dict[str, str] = {}
        for login in plan.authors:
            self._name(login, login, nicename(login))
        self.guests: list[Author] = []
        self.other_names: dict[str, str] = {}
        for item in plan.of_type(GUEST):
            guest, login = _guest(item), item.meta.get("cap-linked_account", "").strip()
            if login in plan.authors:
                self.other_names[guest.login] = login
            else:
                login = guest.login
                self.guests.append(guest)
                self._authors.setdefault(login, guest)
            self._name(login, guest.login, nicename(guest.login), item.slug.removeprefix(PREFIX))
        for author in list(self._authors.values()):
            self._name(author.login, author.name)

    def author(self, login: str) -> Author:
        """Return somebody by login, also one whom the file does not list."""
        name = _spoken(login, login) if "@" in login else login
        return self._authors.get(login) or Author(0, login, name, "")

    def writers(self, item: Item) -> list[str]:
        """Return the logins of those who wrote an item: of all in its byline, else of whoever posted it."""
        named = [
            self._login(slug, name) for domain, slug, name in item.terms if domain in BYLINE_TERMS
        ]
        return list(dict.fromkeys(named)) or [login for login in (item.author,) if login]

    def is_listed(self, login: str) -> bool:
        """Say whether the file says more of somebody than their login."""
        return login in self._authors

    def _name(self, login: str, *keys: str) -> None:
        for key in keys:
            self._keys.setdefault(key.casefold(), login)

    def _login(self, slug: str, name: str) -> str:
        slug = slug.removeprefix(PREFIX)
        for key in (name, slug):
            if (login := self._keys.get(key.casefold())) is not None:
                return login
        self._authors[slug] = Author(0, slug, _spoken(name, slug), "")
        self._name(slug, slug, name)
        return slug


def _guest(item: Item) -> Author:
    login = item.meta.get("cap-user_login", "").strip() or item.slug.removeprefix(PREFIX)
    names = (item.meta.get("cap-display_name", ""), item.title, login)
    name = next(name for name in (*_lines(names), f"guest-{item.id}") if name)
    biography = line(item.meta.get("cap-description", ""), longest=2000)
    return Author(0, login or f"guest-{item.id}", name, "", biography)


def _lines(texts: tuple[str, ...]) -> Iterator[str]:
    return (line(text, longest=255) for text in texts)


def _spoken(name: str, slug: str) -> str:
    """A term that names nobody but a login: `lee-long` is Lee Long, for all that the file says."""
    # A login may be a mail address, which is nobody's business.
    name = line(name, longest=255).partition("@")[0] or slug
    if " " in name or name != name.lower():
        return name
    return " ".join(part.capitalize() for part in re.split(r"[-_.]+", name) if part) or slug
