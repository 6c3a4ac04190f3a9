"""Full addresses of pages and files; machines keep them, so they never depend on who asked."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from wagtail.models import Page, Site


def absolute(address: str) -> str:
    """Return `address` with the paper's scheme and host before it, if it has none of its own."""
    return iri_to_uri(urljoin(settings.SITE_URL + "/", address))


def host() -> str:
    """Return the paper's host name."""
    return urlsplit(settings.SITE_URL).hostname or ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Page tree paths (`/home/harbour/wall/`) to addresses and back, without a query per page."""

    root: str

    @classmethod
    def of_site(cls) -> "Addresses":
        """Return those of the site; asks the database only when Wagtail has forgotten the root."""
        return cls(Site.get_site_root_paths()[0].root_path)

    def page(self, page: Page) -> str:
        """Return the address of `page`."""
        return self.at(page.url_path)

    def at(self, url_path: str) -> str:
        """Return the address of the page at `url_path`."""
        return absolute("/" + url_path.removeprefix(self.root))

    def url_path(self, path: str) -> str:
        """Return where in the tree the page is that answers at `path` (`/harbour/wall/`)."""
        inner = path.strip("/")
        return f"{self.root}{inner}/" if inner else self.root
