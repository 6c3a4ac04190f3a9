"""Answers where things of the old site are now, for links and pictures in bodies."""

from urllib.parse import unquote, urljoin, urlsplit

from django.db.models import Q
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from standfirst.discussion.models import Comment
from standfirst.importers.addresses import as_asked
from standfirst.publishing.models import ArticlePage, HomePage

from .bodies import PictureRef
from .files import host_of, name_in
from .ledger import Kind, Ledger
from .library import Library
from .own_links import DISCUSSION, OwnLink, read_own_link
from .plan import Plan
from .threads import NONE


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
        self.unresolved: set[str] = set()
        self._plan = plan
        self._items: dict[int, int] = {}
        self._paths: dict[str, int] = {}
        self._attachments: dict[str, int] = {}
        for item in plan.items.values():
            if item.type == "attachment":
                self._attachments.setdefault(path_of(item.link), item.id)
            number = ledger.number(Kind.ARTICLE, item.id) or ledger.number(Kind.PAGE, item.id)
            if number is not None:
                self._paths.setdefault(_key(path_of(item.link)), number)
                self._items[number] = item.id

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
        """Find the page that an address leads to, or to a place or a comment of."""
        link = self._own(url)
        if link is None:
            return None
        if link.item:
            return self._ledger.number(Kind.ARTICLE, link.item) or self._ledger.number(
                Kind.PAGE, link.item
            )
        if not link.is_known:
            return None
        found = next(
            filter(None, (self._paths.get(_key(path)) for path in link.paths())), None
        ) or next(filter(None, map(self._of_earlier_runs, link.paths())), None)
        self.missing += found is None and not name_in(url) and link.path != "/"
        return found

    def within(self, url: str) -> str:
        """Return where a comment of ours is, or a place on a page, that an address leads to; "" of one that means a whole page.

        A place that is not here is noted: the link leads to its page.
        """
        link = self._own(url)
        if link is None or not (link.comment or link.place):
            return ""
        page = self.page(url)
        if page is None or not self._address(page):
            return ""
        if link.comment and self._has_comment(page, link.comment):
            return reverse("discussion:old_comment", args=[f"article-{page}", link.comment])
        if link.place and (place := self._place(page, link.place)):
            return f"{self._address(page)}#{place}"
        self.unresolved.add(self.absolute(url))
        return ""

    def address(self, url: str) -> str:
        """Return where anything that an address of the old site leads to is here, for words that hold no more than addresses."""
        if found := self.within(url):
            return found
        page = self.page(url)
        if page is None:
            self.stays(url)
        return self._address(page) if page is not None else ""

    def stays(self, url: str) -> None:
        """Note that a link to the old site stays one, since nothing here stands for what it leads to."""
        link = self._own(url)
        if link and (link.path != "/" or link.item or not link.is_known) and not name_in(url):
            self.unresolved.add(self.absolute(url))

    def _own(self, url: str) -> OwnLink | None:
        try:
            return read_own_link(url) if url and host_of(url) in self._hosts else None
        except ValueError:
            return None

    def _has_comment(self, page: int, comment: int) -> bool:
        shape = self._plan.shapes.get(self._items.get(page, 0))
        if shape is not None and shape.position(comment) != NONE:
            return True
        numbered = Q(pk=comment) | Q(old_number=comment)
        return Comment.objects.filter(numbered, thread__key=f"article-{page}").exists()

    def _place(self, page: int, name: str) -> str:
        if name in DISCUSSION and ArticlePage.objects.filter(pk=page).exists():
            return "discussion"
        return self._plan.anchors.get(self._items.get(page, 0), {}).get(name, "")

    def _address(self, page: int) -> str:
        path = Page.objects.filter(pk=page).values_list("url_path", flat=True).first()
        return str(iri_to_uri((path or "").removeprefix(self._root)))

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
        if not self._earlier:
            return None
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


def _key(path: str) -> str:
    """Return a path as WordPress compares them."""
    return unquote(path).lower()


def path_of(link: str) -> str:
    """Return an address's path, with its query where WordPress had no better name, without a slash at its end."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    path = parts.path.rstrip("/") or "/"
    return f"{path}?{parts.query}" if parts.query else path
