"""Answers for addresses that another system had and that no single redirect can name."""

import re
from collections.abc import Callable
from itertools import islice
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from wagtail.contrib.redirects.models import Redirect

from standfirst.publishing.models import ArticlePage

from .addresses import as_asked
from .file_names import forms_of
from .models import ForeignSite

Handler = Callable[[HttpRequest], HttpResponseBase]
# From what stands before the ending, and the ending.
Answer = Callable[[str, re.Match[str]], str]

NUMBERED = ("p", "page_id", "attachment_id", "cat", "tag", "author")


def old_addresses(get_response: Handler) -> Handler:
    """Redirect WordPress' numbered addresses, feeds, sizes of pictures, pages of lists and days, in one hop."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if (
            request.method in {"GET", "HEAD"}
            and request.GET
            and request.path == "/"
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
    for key in NUMBERED:
        value = request.GET.get(key, "")
        if value and len(value) < 200 and "\x00" not in value:
            return _redirected(f"/?{urlencode({key: value})}")
    if (words := request.GET.get("s", "")) and ForeignSite.objects.exists():
        return f"/search/?{urlencode({'q': words})}"
    return "/feed.rss" if "feed" in request.GET and ForeignSite.objects.exists() else ""


def derived_address(path: str) -> str:
    """Return where `path`, an address that another system made of one of its own, leads now; else ""."""
    for pattern, answer in PATTERNS:
        # Each says how an address ends, so that it is looked for in a few characters.
        if found := pattern.search(path):
            return answer(path[: found.start()], found)
    return ""


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
    redirect = _redirect(owner)
    if redirect is None or redirect.redirect_page is None or not redirect.link:
        return ""
    if ArticlePage.objects.filter(pk=redirect.redirect_page_id).exists():
        return f"/discussion/article-{redirect.redirect_page_id}/feed.atom"
    return f"{redirect.link}feed.rss"


def _owner(owner: str, found: re.Match[str]) -> str:
    return _redirected(owner) if owner else "/"


def _original(start: str, found: re.Match[str]) -> str:
    # The name itself has been looked for.
    larger = islice(forms_of(start + found["ending"]), 1, None)
    return next(filter(None, map(_redirected, larger)), "")


def _day(start: str, found: re.Match[str]) -> str:
    return f"/archive{found['day']}/"


PATTERNS: tuple[tuple[re.Pattern[str], Answer], ...] = (
    (re.compile(r"/feed(?:/(?:rss|rss2|atom|rdf|feed))?/?\Z"), _feed),
    (re.compile(r"/(?:page/\d{1,6}|comment-page-\d{1,6}|amp|embed|trackback)/?\Z"), _owner),
    (re.compile(r"(?<=/)(?P<ending>[^/]+\.[A-Za-z0-9]{2,5})\Z"), _original),
    (
        re.compile(
            r"\A(?P<day>/(?:19|20)\d\d(?:/(?:0[1-9]|1[0-2])(?:/(?:0[1-9]|[12]\d|3[01]))?)?)/?\Z"
        ),
        _day,
    ),
)
