"""What caches in front may keep, and what they are told to forget."""

import json
from collections.abc import Collection
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory
from wagtail.contrib.frontend_cache.utils import get_backends

from standfirst.delivery.front_cache.headers import may_be_shared, may_not_be_shared
from standfirst.delivery.front_cache.purging import AGAIN_AFTER, Purger
from standfirst.delivery.page_store.middleware import ASKED, KEPT, KeptPages
from standfirst.discussion.models import Thread
from standfirst.lib.errors import Unavailable
from standfirst.lib.services import env_front_caches
from standfirst.lib.stamps import stamps
from standfirst.publishing.testing import make_article
from tests.recording import Answer, recording


class _Cache:
    """Takes what it is told, unless it is away."""

    def __init__(self) -> None:
        self.told: list[list[str]] = []
        self.is_away = False

    def purge_tags(self, tags: Collection[str]) -> None:
        if self.is_away:
            raise Unavailable("away")
        self.told.append(sorted(tags))


@pytest.fixture
def front(settings: LazySettings) -> None:
    settings.FRONT_CACHES = {"cache-1": {}}


@pytest.fixture
def purger() -> Purger:
    it = Purger([_Cache()])
    it.purge(now=0.0)
    it.purge(now=AGAIN_AFTER)
    it._caches[0].told.clear()
    return it


def _told(purger: Purger, *, now: float) -> list[list[str]]:
    purger.purge(now=now)
    told = list(purger._caches[0].told)
    purger._caches[0].told.clear()
    return told


@pytest.mark.usefixtures("front")
def test_a_page_that_is_kept_says_what_it_shows():
    response = may_be_shared(HttpResponse(), keys=["thread:article-8"])
    assert response["Surrogate-Key"] == "everything thread:article-8"
    assert response["Cache-Tag"] == "everything,thread:article-8"
    said = set(response["Cache-Control"].split(", "))
    assert said == {"public", "max-age=0", "s-maxage=60"}


@pytest.mark.usefixtures("front")
def test_what_says_nothing_of_it_is_for_one_reader():
    assert may_not_be_shared(HttpResponse())["Cache-Control"] == "private"
    said = HttpResponse(headers={"Cache-Control": "public, max-age=60"})
    assert may_not_be_shared(said)["Cache-Control"] == "public, max-age=60"


@pytest.mark.django_db
@pytest.mark.usefixtures("front")
def test_a_page_of_the_editors_is_named():
    article = make_article()
    response = TemplateResponse(RequestFactory().get("/"), "x.html", {"page": article})
    assert f"article:{article.pk}" in may_be_shared(response, keys=[])["Surrogate-Key"].split()


@pytest.mark.usefixtures("front")
@pytest.mark.parametrize(
    ("scope", "is_kept"), [({ASKED: True}, True), ({ASKED: True}, False), ({}, True)]
)
def test_only_what_the_page_store_keeps_is_shared(scope: dict[str, object], is_kept: bool):
    def site(request: HttpRequest) -> HttpResponse:
        request.is_kept = is_kept
        return HttpResponse()

    request = RequestFactory().get("/")
    request.scope = dict(scope)
    said = KeptPages(site)(request)["Cache-Control"]
    assert ("public" in said, "private" in said) == (
        KEPT in request.scope,
        KEPT not in request.scope,
    )
    assert (KEPT in request.scope) == (bool(scope) and is_kept)


def test_without_a_cache_in_front_nothing_is_said():
    assert dict(may_be_shared(HttpResponse("", content_type="a/b"), keys=["x"]).headers) == {
        "Content-Type": "a/b"
    }


@pytest.mark.django_db
def test_begins_with_everything():
    it = Purger([_Cache()])
    assert list(it.purge(now=0.0)) == ["everything"]


@pytest.mark.django_db
def test_what_changed_is_told_and_told_once_more(purger: Purger):
    Thread.objects.create(key="article-8")
    stamps().change(["thread:article-8"])
    stamps().change(["thread:article-8", "threads"])
    assert _told(purger, now=10.0) == [["thread:article-8", "threads"]]
    assert _told(purger, now=10.0 + AGAIN_AFTER / 2) == []
    assert _told(purger, now=10.0 + AGAIN_AFTER) == [["thread:article-8", "threads"]]
    assert _told(purger, now=100.0) == []


@pytest.mark.django_db
def test_a_new_thread_that_shares_its_stamp_with_another_is_told(purger: Purger):
    # As many threads as make it certain that two share a stamp.
    keys = [f"article-{number}" for number in range(9000)]
    Thread.objects.bulk_create(Thread(key=key) for key in keys[:4500])
    stamps().change(["thread:article-1"])
    assert "thread:article-1" in _told(purger, now=10.0)[0]
    Thread.objects.bulk_create(Thread(key=key) for key in keys[4500:])
    for key in keys[4500:4510]:
        stamps().change([f"thread:{key}"])
        assert f"thread:{key}" in _told(purger, now=11.0)[0]


@pytest.mark.django_db
def test_a_cache_that_is_away_is_told_later(purger: Purger):
    purger._caches[0].is_away = True
    stamps().change(["everything"])
    with pytest.raises(Unavailable):
        purger.purge(now=10.0)
    purger._caches[0].is_away = False
    assert _told(purger, now=11.0) == [["everything"]]


def _cache(value: str, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - Wagtail's own
    monkeypatch.setenv("STANDFIRST_FRONT_CACHES", value)
    (backend,) = get_backends(env_front_caches("STANDFIRST_FRONT_CACHES")).values()
    return backend


def test_varnish_is_sent_a_purge_with_the_tags(monkeypatch: pytest.MonkeyPatch):
    with recording() as (address, asked):
        _cache(address, monkeypatch).purge_tags({"threads", "thread:article-8"})
    assert [(it.method, it.path) for it in asked] == [("PURGE", "/")]
    assert asked[0].headers["surrogate-key"] == "thread:article-8 threads"


def test_fastly_is_asked_by_surrogate_key(monkeypatch: pytest.MonkeyPatch):
    cache = _cache("fastly://se%2Fcret@AbC123", monkeypatch)
    assert cache.address == "https://api.fastly.com/service/AbC123"
    with recording() as (address, asked):
        cache.address = address
        cache.purge_tags({f"thread:{number}" for number in range(31)})
    assert [it.path for it in asked] == ["/purge", "/purge"]
    assert asked[0].headers["fastly-key"] == "se/cret"
    assert len(asked[0].headers["surrogate-key"].split()) == 30


@pytest.mark.parametrize("is_taken", [True, False])
def test_cloudflare_is_asked_by_tag_and_may_say_no(is_taken: bool, monkeypatch: pytest.MonkeyPatch):
    cache = _cache("cloudflare://secret@zone", monkeypatch)
    assert cache.cloudflare_purge_endpoint_url.endswith("/zones/zone/purge_cache")
    said = json.dumps({"success": is_taken}).encode()
    with recording(lambda asked: Answer(said)) as (address, asked):
        cache.cloudflare_purge_endpoint_url = address
        if is_taken:
            cache.purge_tags({"everything"})
        else:
            with pytest.raises(Unavailable):
                cache.purge_tags({"everything"})
    assert asked[0].headers["authorization"] == "Bearer secret"
    assert json.loads(asked[0].body) == {"tags": ["everything"]}


@pytest.mark.django_db
def test_cloudfront_is_asked_by_path(monkeypatch: pytest.MonkeyPatch):
    article = make_article()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "us-east-1")
    answer = Answer(b"<Invalidation><Id>I</Id></Invalidation>", status=201)
    with recording(lambda asked: answer) as (address, asked):
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        cache = _cache("cloudfront://E1ABC", monkeypatch)
        cache.purge_tags({f"thread:article-{article.pk}", "threads"})
        cache.purge_tags({"everything", "threads"})
        cache.purge_tags({"threads"})
    assert len(asked) == 2
    assert "/distribution/E1ABC/invalidation" in asked[0].path
    body = asked[0].body.decode()
    assert f"{article.slug}/</Path>" in body
    assert f"<Path>/discussion/article-{article.pk}/*</Path>" in body
    assert "<Path>/*</Path>" in asked[1].body.decode()


def test_a_cache_that_does_not_answer_is_unavailable(monkeypatch: pytest.MonkeyPatch):
    with recording() as (address, _asked):
        cache = _cache(address, monkeypatch)
    with pytest.raises(Unavailable):
        cache.purge_tags({"everything"})


@pytest.mark.parametrize(
    "value",
    ["varnish", "http://", "http://user:pass@varnish", "fastly://service", "cloudflare://@zone",
     "cloudfront://token@x", "ftp://x", "http://varnish:6081/path"],
)  # fmt: skip
def test_what_is_no_cache_is_refused_without_its_secret(
    value: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STANDFIRST_FRONT_CACHES", f"http://127.0.0.1:6081, {value}")
    with pytest.raises(ImproperlyConfigured, match="entry 2 is not") as refused:
        env_front_caches("STANDFIRST_FRONT_CACHES")
    assert "pass" not in str(refused.value)
