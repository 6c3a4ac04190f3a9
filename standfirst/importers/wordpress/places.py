"""Answers where things of the old site are now, for links and pictures in bodies."""

from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from standfirst.importers.addresses import as_asked
from standfirst.publishing.models import HomePage

from .bodies import PictureRef
from .files import host_of, name_in
from .ledger import Kind, Ledger
from .library import Library
from .plan import Plan

NUMBERED = ("p", "page_id")


class OldPlaces:
    """The old site's addresses, as far as something of ours stands for them."""

    def __init__(self, plan: Plan, ledger: Ledger, library: Library, home: HomePage) -> None:
        self._root = home.url_path.rstrip("/")
        self._base = plan.site.base_url
        own = host_of(plan.site.base_url)
        self._hosts = {own, ""}
        self._file_hosts = {
            own,
            "",
            *(host_of(item.attachment_url) for item in plan.of_type("attachment")),
        }
        self._subdomains = f".{own}"
        self._ledger, self._library = ledger, library
        self.missing = 0
        self._paths: dict[str, int] = {}
        self._attachments: dict[str, int] = {}
        for item in plan.items.values():
            if item.type == "attachment":
                self._attachments.setdefault(path_of(item.link), item.id)
            number = ledger.number(Kind.ARTICLE, item.id) or ledger.number(Kind.PAGE, item.id)
            if number is not None:
                self._paths.setdefault(path_of(item.link), number)

        self._patterns = plan.patterns
        self._attached: dict[int, list[int]] = {}
        for item in sorted(plan.of_type("attachment"), key=lambda item: (item.menu_order, item.id)):
            self._attached.setdefault(item.parent, []).append(item.id)
        in_file = set(self._paths.values())
        self._earlier = {
            number
            for kind in (Kind.ARTICLE, Kind.PAGE)
            for number in ledger.numbers(kind)
            if number not in in_file
        }

    def picture(self, wordpress_id: int | None, url: str) -> PictureRef | None:
        """Find a picture by its attachment, by the page it had there, or by the address of any of its sizes."""
        found = self._library.picture(wordpress_id) if wordpress_id else None
        number = self._attachment(url) if found is None else None
        if number is not None:
            found = self._library.picture(number)
        if found is None:
            is_file = number is not None and self._library.document(number) is not None
            self.missing += bool(wordpress_id) or (self._names_a_file(url) and not is_file)
        return found

    def document(self, url: str) -> int | None:
        """Find a document by the address of its file."""
        number = self._attachment(url)
        found = self._library.document(number) if number is not None else None
        is_known = found is not None or (number and self._library.picture(number) is not None)
        self.missing += self._names_a_file(url) and not is_known
        return found

    def file(self, wordpress_id: int) -> int | None:
        """Find a document by its attachment."""
        found = self._library.document(wordpress_id)
        self.missing += found is None
        return found

    def page(self, url: str) -> int | None:
        """Find the page that stands for an address; one that names a place within the page stays an address."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        if (
            not url
            or parts.fragment
            or host_of(url) not in self._hosts
            or parts.scheme not in {"", "http", "https"}
        ):
            return None
        asked = parse_qs(parts.query)
        for key in NUMBERED:
            if key in asked:
                number = asked[key][0]
                return self._ledger.number(Kind.ARTICLE, number) or self._ledger.number(
                    Kind.PAGE, number
                )
        if parts.query or not parts.path.startswith("/"):
            return None
        path = path_of(url)
        found = self._paths.get(path) or self._of_earlier_runs(path)
        self.missing += found is None and not name_in(url) and path != "/"
        return found

    def pattern(self, wordpress_id: int) -> str | None:
        """Return the body of a synced pattern, which many bodies show."""
        found = self._patterns.get(wordpress_id)
        self.missing += found is None
        return found

    def attached(self, item: int) -> list[PictureRef]:
        """Return the pictures that were uploaded to an item, in their order."""
        found = map(self._library.picture, self._attached.get(item, ()))
        return [picture for picture in found if picture is not None]

    def title(self, page: int) -> str:
        """Return what a page of ours is called."""
        return Page.objects.filter(pk=page).values_list("title", flat=True).first() or ""

    def absolute(self, url: str) -> str:
        """Complete an address that the old site wrote relative to itself."""
        return urljoin(f"{self._base}/", url)

    def _of_earlier_runs(self, path: str) -> int | None:
        """Find the page that stands for an address which another file of the same site had."""
        normal = as_asked(path)
        number = (
            Redirect.objects.filter(old_path=normal).values_list("redirect_page", flat=True).first()
            or Page.objects.filter(url_path=f"{self._root}{unquote(path)}/")
            .values_list("pk", flat=True)
            .first()
        )
        return number if number in self._earlier else None

    def _names_a_file(self, url: str) -> bool:
        return bool(name_in(url)) and self._is_of_ours(url)

    def _is_of_ours(self, url: str) -> bool:
        host = host_of(url)
        return host in self._file_hosts or host.endswith(self._subdomains)

    def _attachment(self, url: str) -> int | None:
        if not self._is_of_ours(url):
            return None
        name = name_in(url)
        if not name:
            path = path_of(url)
            return self._attachments.get(path) if path.strip("/") else None
        return self._library.attachment(name)


def path_of(link: str) -> str:
    """Return an address's path, with its query where WordPress had no better name, without a slash at its end."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    path = parts.path.rstrip("/") or "/"
    return f"{path}?{parts.query}" if parts.query else path
