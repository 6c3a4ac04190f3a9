"""The dearest form that a stranger can send costs little: whichever address takes it.

All addresses are taken from the resolver. A new one that a stranger may send to fails
`test_every_address_is_listed` until it stands in FORMS, with the dearest body that it takes, or
among those that take none.
"""

import resource
import time
from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from standfirst.accounts.models import User
from standfirst.discussion.models import DiscussionSettings
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding.testing import make_campaign
from standfirst.publishing.testing import make_article

MOST_SECONDS = 2.0  # of processor time, with the processes that it begins
MOST_MEMORY = 100  # MB that the process grows by at its largest

# What words cost most as Markdown, as addresses, as names and in comparing.
LONG = [
    "[" * 200_000,
    "a b " * 50_000,
    "*a _a " * 30_000,
    "> " * 100_000,
    "a@" * 100_000,
    "\u0301" * 100_000,
    "<" * 200_000,
    "`" * 100_000 + "a",
]
WORDS = [words[:4_990] for words in LONG]

# The pattern of an address: one of its kind, and the fields that its form reads.
FORMS: dict[str, tuple[str, list[str]]] = {
    "account/name/": ("/account/name/", ["display_name", "name"]),
    "account/mail/": ("/account/mail/", ["mail_address"]),
    "account/mail/code/": ("/account/mail/code/", ["code"]),
    "account/": ("/account/", []),
    "account/data/": ("/account/data/", []),
    "account/data/export/": ("/account/data/export/", []),
    "account/data/erase/": ("/account/data/erase/", ["code", "sure", "password"]),
    "account/password/": ("/account/password/", ["password", "again"]),
    "account/sign-out/": ("/account/sign-out/", []),
    "account/sign-out/everywhere/": ("/account/sign-out/everywhere/", []),
    "account/sign-in/": ("/account/sign-in/", ["mail_address", "next"]),
    "account/sign-in/code/": ("/account/sign-in/code/", ["code"]),
    "account/sign-in/password/": (
        "/account/sign-in/password/",
        ["mail_address", "password", "next"],
    ),
    "account/sign-in/passkey/": ("/account/sign-in/passkey/", ["credential", "next"]),
    "account/sign-in/second-step/": ("/account/sign-in/second-step/", ["code", "credential"]),
    "account/sign-in/again/": ("/account/sign-in/again/", ["password", "code", "next"]),
    "account/second-step/": ("/account/second-step/", ["code"]),
    "account/passkeys/add/": ("/account/passkeys/add/", ["name", "credential"]),
    "account/passkeys/<int:pk>/remove/": ("/account/passkeys/7/remove/", []),
    "account/app/add/": ("/account/app/add/", ["code"]),
    "account/app/remove/": ("/account/app/remove/", ["code"]),
    "account/recovery-codes/": ("/account/recovery-codes/", []),
    "account/recovery-codes/new/": ("/account/recovery-codes/new/", []),
    "account/ignored/": ("/account/ignored/", ["ignored"]),
    "account/votes/": ("/account/votes/", ["comment"]),
    "documents/authenticate_with_password/<int:restriction_id>/": (
        "/documents/authenticate_with_password/7/",
        ["password", "return_url"],
    ),
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": (
        "/_util/authenticate_with_password/7/7/",
        ["password", "return_url"],
    ),
    "_util/login/": ("/_util/login/", ["username", "password", "next"]),
    "discussion/comments/<int:number>/vote/": ("/discussion/comments/{comment}/vote/", ["value"]),
    "discussion/comments/<int:number>/ignore/": (
        "/discussion/comments/{comment}/ignore/",
        ["again"],
    ),
    "discussion/comments/<int:number>/edit/": (
        "/discussion/comments/{comment}/edit/",
        ["words", "preview"],
    ),
    "discussion/comments/<int:number>/delete/": (
        "/discussion/comments/{comment}/delete/",
        ["sure"],
    ),
    "discussion/preview/": (
        "/discussion/preview/?thread={article}",
        ["words", "name", "mail", "description", "key", "writer"],
    ),
    "discussion/sign-in/": (
        "/discussion/sign-in/?next=/discussion/{article}/write/",
        ["words", "name", "mail"],
    ),
    "discussion/prove/<str:token>/": ("/discussion/prove/{token}/", []),
    "discussion/claim/": ("/discussion/claim/", []),
    "discussion/<slug:key>/questions/": (
        "/discussion/{article}/questions/",
        ["quote", "question", "prefix_words", "suffix_words"],
    ),
    "discussion/<slug:key>/comments/": (
        "/discussion/{article}/comments/",
        ["words", "name", "mail", "description", "key", "writer", "picture"],
    ),
    "follows/": ("/follows/", ["act", "follow", "frequency"]),
    "follows/ask/": ("/follows/ask/", ["kind", "target", "frequency", "mail"]),
    "follows/confirm/<str:token>/": ("/follows/confirm/{token}/", []),
    "follows/stop/<str:token>/": ("/follows/stop/{token}/", []),
    "follows/<str:token>/": ("/follows/{token}/", ["act", "follow", "frequency"]),
    "support/proof/<str:token>/": ("/support/proof/{token}/", []),
    "support/mine/": ("/support/mine/", ["act", "amount", "gift"]),
    "support/mine/<str:token>/": ("/support/mine/{token}/", ["act", "amount", "gift"]),
    "support/mine/link/": ("/support/mine/link/", ["mail"]),
    "support/mine/address/<str:token>/": ("/support/mine/address/{token}/", []),
    "support/mine/card/<int:number>/": ("/support/mine/card/7/", []),
    "support/mine/<str:token>/card/<int:number>/": ("/support/mine/{token}/card/7/", []),
    "support/reminder/": ("/support/reminder/", ["act", "next", "place"]),
    "support/<slug:slug>/give/": (
        "/support/{campaign}/give/",
        ["how", "once", "own", "mail", "name", "honour", "note", "article"],
    ),
    "funding/webhooks/stripe": ("/funding/webhooks/stripe", ["id", "type"]),
    "funding/demo/<slug:reference>/": ("/funding/demo/none/", ["do", "card"]),
    "funding/demo/<slug:reference>/card/": ("/funding/demo/none/card/", ["do", "card"]),
}

# Anybody may open these, and only a reader is listened to.
FOR_READERS = {"discussion/<slug:key>/questions/", "support/mine/"}
# What is only read; judged below.
TAKES_NONE: dict[str, str] = {
    "health/": "/health/",
    "health/ready/": "/health/ready/",
    "metrics": "/metrics",
    "admin/login/": "/admin/login/",
    "account/data/erased/": "/account/data/erased/",
    "account/closed/": "/account/closed/",
    "account/comments/": "/account/comments/",
    "documents/^(\\d+)/(.*)$": "/documents/7/a.pdf",
    "imported/pictures/<int:number>/": "/imported/pictures/7/",
    "discussion/comments/<int:number>/": "/discussion/comments/{comment}/",
    "discussion/comments/<int:number>/reply/": "/discussion/comments/{comment}/reply/",
    "discussion/comments/<int:number>/branch/": "/discussion/comments/{comment}/branch/",
    "discussion/questions/<int:number>/": "/discussion/questions/7/",
    "discussion/comments/<int:number>/history/": "/discussion/comments/{comment}/history/",
    "discussion/pictures/<slug:name>.webp": "/discussion/pictures/none.webp",
    "discussion/<slug:key>/": "/discussion/{article}/",
    "discussion/<slug:key>/write/": "/discussion/{article}/write/",
    "discussion/<slug:key>/comment/<int:number>/": "/discussion/{article}/comment/7/",
    "discussion/<slug:key>/feed.atom": "/discussion/{article}/feed.atom",
    "follows/asked/": "/follows/asked/",
    "follows/forgotten/": "/follows/forgotten/",
    "support/": "/support/",
    "support/paid/<slug:reference>/": "/support/paid/none/",
    "support/transfer/<str:reference>/": "/support/transfer/none/",
    "support/left/<slug:reference>/": "/support/left/none/",
    "support/proof/": "/support/proof/",
    "support/mine/link/sent/": "/support/mine/link/sent/",
    "support/mine/receipts/<int:number>/": "/support/mine/receipts/7/",
    "support/mine/<str:token>/receipts/<int:number>/": "/support/mine/{token}/receipts/7/",
    "support/thanks/": "/support/thanks/",
    "support/money/": "/support/money/",
    "support/money/accounts.csv": "/support/money/accounts.csv",
    "support/<slug:slug>/": "/support/{campaign}/",
    "support/<slug:slug>/meter.json": "/support/{campaign}/meter.json",
    "support/<slug:slug>/embed/": "/support/{campaign}/embed/",
    "support/<slug:slug>/feed.atom": "/support/{campaign}/feed.atom",
    "theme.css": "/theme.css",
    "^feed\\.(?P<kind>rss|atom|json)$": "/feed.rss",
    "^(?P<path>[^.]+)/feed\\.(?P<kind>rss|atom|json)$": "/harbour/feed.rss",
    "sitemap.xml": "/sitemap.xml",
    "sitemap-<int:number>.xml": "/sitemap-7.xml",
    "sitemap-news.xml": "/sitemap-news.xml",
    "archive/": "/archive/",
    "archive/<year:year>/": "/archive/2026/",
    "archive/<year:year>/<two:month>/": "/archive/2026/01/",
    "archive/<year:year>/<two:month>/<two:day>/": "/archive/2026/01/02/",
    "live/<slug:key>/": "/live/{article}/",
    "search/": "/search/",
    "oembed/": "/oembed/",
    "robots.txt": "/robots.txt",
    "favicon.ico": "/favicon.ico",
    "site.webmanifest": "/site.webmanifest",
    "^((?:[\\w\\-]+/)*)$": "/",
}


def _addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, address)
        else:
            yield address, pattern


def _open_to_strangers() -> dict[str, str]:
    """Every address for somebody who has no role here, and its access rule; an account is had for the asking."""
    rules = {
        address: getattr(pattern.callback, "access", "anyone")
        for address, pattern in _addresses(get_resolver())
        if not address.startswith("admin/")
        or pattern.callback.__module__.startswith("standfirst.accounts")
    }
    return {address: rule for address, rule in rules.items() if rule in {"anyone", "reader"}}


def test_every_address_is_listed():
    assert _open_to_strangers().keys() == FORMS.keys() | TAKES_NONE.keys()


@pytest.fixture
def places(db: None) -> dict[str, str]:
    article = make_article()
    DiscussionSettings.objects.create(
        site=article.get_site(), pictures_allowed=True, readers_may_ask=True, most_in_ten_minutes=0
    )
    comment = make_comment(make_thread(article), words="Who signed it?")
    return {
        "article": f"article-{article.pk}",
        "comment": str(comment.pk),
        "campaign": make_campaign().slug,
        "token": "x:" * 500,
    }


@pytest.fixture(scope="module")
def picture() -> bytes:
    """As many pixels as are taken, in as many bytes as they come to when they are easy to pack."""
    file = BytesIO()
    Image.new("RGBA", (4000, 3000), "red").save(file, "PNG")
    return file.getvalue()


def _spent() -> float:
    parts = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in parts)


def _largest() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.parametrize("form", FORMS)
def test_the_dearest_body_costs_little(
    client: Client, places: dict[str, str], picture: bytes, form: str
):
    address, fields = FORMS[form]
    if _open_to_strangers()[form] == "reader" or form in FOR_READERS:
        client.force_login(User.objects.create_user("alice@example.org"))
    for text in [*WORDS, *LONG[:4]]:
        values: dict[str, object] = dict.fromkeys(fields, text)
        if "picture" in fields:
            values |= {"picture": SimpleUploadedFile("a.png", picture), "writer": "", "name": ""}
            values |= {"mail": ""}
        spent, largest = _spent(), _largest()
        answer = client.post(address.format(**places), values, HTTP_ORIGIN="http://testserver")
        assert answer.status_code < 500
        assert _spent() - spent < MOST_SECONDS, f"{text[:8]!r} x {len(text)}"
        assert _largest() - largest < MOST_MEMORY, f"{text[:8]!r} x {len(text)}"


@pytest.mark.parametrize("address", TAKES_NONE)
def test_what_is_only_read_reads_no_form(client: Client, places: dict[str, str], address: str):
    body = b"words=" + b"a" * 1_000_000
    began = time.process_time()
    answer = client.post(
        TAKES_NONE[address].format(**places),
        body,
        content_type="application/x-www-form-urlencoded",
        HTTP_ORIGIN="http://testserver",
    )
    assert answer.status_code < 500
    assert time.process_time() - began < MOST_SECONDS
