"""Answers for addresses that another system had and that no single redirect can name."""

import re
from collections.abc import Callable
from itertools import islice
from urllib.parse import urlencode, urlsplit

from django.http import (
    HttpRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from standfirst.publishing.models import ArticlePage

from .addresses import as_asked
from .file_names import forms_of
from .models import ForeignSite

Handler = Callable[[HttpRequest], HttpResponseBase]
# From what stands before the ending, and the ending.
Answer = Callable[[str, re.Match[str]], str]

DAY = re.compile(
    r"\A(?P<day>/(?:19|20)\d\d(?:/(?:0[1-9]|1[0-2])(?:/(?:0[1-9]|[12]\d|3[01]))?)?)/?\Z"
)
DAY_IN_DIGITS = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])?(0[1-9]|[12]\d|3[01])?")
NUMBERED = ("p", "page_id", "attachment_id", "cat", "tag", "author")


def old_addresses(get_response: Handler) -> Handler:
    """Redirect WordPress' numbered addresses, feeds, sizes of pictures, pages of lists and days, in one hop."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if (
            request.method in {"GET", "HEAD"}
            and request.GET
            and request.path in {"/", "/index.php"}
            and (found := _numbered(request))
        ):
            return HttpResponsePermanentRedirect(found)
        response = get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        found = derived_address(request.path) if ForeignSite.objects.exists() else ""
        return HttpResponsePermanentRedirect(found) if found else response

    return handle


def _numbered(request: HttpRequest) -> str:
    """Return where an address leads whose query says everything."""
    for key in NUMBERED:
        value = request.GET.get(key, "")
        if value and len(value) < 200 and "\x00" not in value:
            return _redirected(f"/?{urlencode({key: value})}")
    return _asked(request.GET) if ForeignSite.objects.exists() else ""


def _asked(asked: QueryDict) -> str:
    if words := asked.get("s", ""):
        return f"/search/?{urlencode({'q': words})}"
    if "feed" in asked:
        return "/feed.rss"
    for key, folder in (("author_name", "author"), ("category_name", "category")):
        if name := asked.get(key, "").strip("/"):
            return _place(f"/{folder}/{name}")
    day = asked.get("m", "") or "".join(
        asked.get(key, "").zfill(2) for key in ("year", "monthnum", "day") if key in asked
    )
    if found := DAY_IN_DIGITS.fullmatch(day):
        return f"/archive/{'/'.join(part for part in found.groups() if part)}/"
    return ""


def derived_address(path: str) -> str:
    """Return where `path`, an address that another system made of one of its own, leads now; else ""."""
    for written in dict.fromkeys((path, path.lower())):
        # Theirs took capitals and small letters for the same.
        if written != path and (found := _place(written)):
            return found
        for pattern, answer in PATTERNS:
            # Each says how an address begins or ends, so that it is looked for in a few characters.
            if (match := pattern.search(written)) and (
                found := answer(written[: match.start()], match)
            ):
                return found
    return ""


def _place(path: str) -> str:
    """Return where an address leads that a redirect names, or that a page of ours has."""
    if found := _redirected(path):
        return found
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    root = site.root_page.url_path.rstrip("/") if site else ""
    page = Page.objects.live().filter(url_path=f"{root}{path.rstrip('/')}/").first()
    return (page.url or "") if page else ""


def _redirected(path: str) -> str:
    redirect = _redirect(path)
    return (redirect.link or "") if redirect else ""


def _redirect(path: str) -> Redirect | None:
    normal = as_asked(path)
    return (
        Redirect.objects.filter(old_path=normal)
        .select_related("redirect_page")
        .order_by("pk")
        .first()
    )


def _feed(owner: str, found: re.Match[str]) -> str:
    if owner in {"", "/comments"}:
        return "/feed.rss"
    if any(owner == urlsplit(site.address).path for site in ForeignSite.objects.all()):
        return "/feed.rss"
    redirect = _redirect(owner)
    if redirect is None or redirect.redirect_page is None or not redirect.link:
        return _place(owner) or _archive(owner)
    if ArticlePage.objects.filter(pk=redirect.redirect_page_id).exists():
        return f"/discussion/article-{redirect.redirect_page_id}/feed.atom"
    return f"{redirect.link}feed.rss"


def _owner(owner: str, found: re.Match[str]) -> str:
    return (_place(owner) or _archive(owner)) if owner else "/"


def _article(owner: str, found: re.Match[str]) -> str:
    return _place(owner) if owner else ""


def _rest(start: str, found: re.Match[str]) -> str:
    return _place(found["rest"]) or derived_address(found["rest"])


def _sitemap(start: str, found: re.Match[str]) -> str:
    return "/sitemap-news.xml" if "news" in found[0] else "/sitemap.xml"


def _original(start: str, found: re.Match[str]) -> str:
    # The name itself has been looked for.
    larger = islice(forms_of(start + found["ending"]), 1, None)
    return next(filter(None, map(_redirected, larger)), "")


def _day(start: str, found: re.Match[str]) -> str:
    return _archive(found[0])


def _archive(path: str) -> str:
    found = DAY.match(path)
    return f"/archive{found['day']}/" if found else ""


PATTERNS: tuple[tuple[re.Pattern[str], Answer], ...] = (
    (re.compile(r"/feed(?:/(?:rss|rss2|atom|rdf|feed))?/?\Z"), _feed),
    (re.compile(r"/(?:page/\d{1,6}|comment-page-\d{1,6}|amp|embed|trackback)/?\Z"), _owner),
    (re.compile(r"(?<=/)(?P<ending>[^/]+\.[A-Za-z0-9]{2,5})\Z"), _original),
    (DAY, _day),
    (
        re.compile(
            r"\A/(?:wp-sitemap|sitemap_index|[\w-]{1,40}-sitemap\d{0,4}|sitemap-[a-z][\w-]{0,40})[\w-]{0,60}\.xml(?:\.gz)?\Z"
        ),
        _sitemap,
    ),
    (re.compile(r"\A(?:/index\.php)++(?P<rest>/.+)\Z", re.DOTALL | re.IGNORECASE), _rest),
    # The second page of an article.
    (re.compile(r"/\d{1,2}/?\Z"), _article),
)
