"""A part of a page that is the same for every reader is laid out once, until something that it shows changes."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.http import HttpRequest
from django.template import Context, engines
from django.test import RequestFactory

from standfirst.lib import kept_parts
from standfirst.lib.kept_parts import STAMPS_BEFORE
from standfirst.lib.shown import noting_what_is_shown, shows
from standfirst.lib.stamps import EVERYTHING, stamps

THREAD = "thread:article-8"
TEMPLATE = '{% load kept %}{% kept "part" page %}{{ words }}{% endkept %}'


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_parts, "_parts", kept_parts._Parts())


@pytest.fixture
def words() -> Callable[[], int]:
    """What a part shows: of a discussion, how often it was laid out."""
    made = iter(range(1, 100))

    def read() -> int:
        shows(THREAD)
        return next(made)

    return read


Words = Callable[[], int]


def _request(**more: object) -> HttpRequest:
    request = RequestFactory().get("/", SERVER_NAME="localhost")
    for name, value in {STAMPS_BEFORE: stamps().now(), **more}.items():
        setattr(request, name, value)
    return request


def _read(words: Words, request: HttpRequest | None = None, page: int = 8) -> str:
    template = engines["django"].from_string(TEMPLATE).template
    return str(
        template.render(Context({"request": request or _request(), "page": page, "words": words}))
    )


def test_is_laid_out_once(words: Words):
    assert [_read(words), _read(words)] == ["1", "1"]


def test_what_it_hangs_on_tells_it_from_others(words: Words):
    assert [_read(words), _read(words, page=9), _read(words)] == ["1", "2", "1"]


@pytest.mark.parametrize("key", [THREAD, EVERYTHING])
def test_what_changed_is_laid_out_anew(words: Words, key: str):
    _read(words)
    stamps().change([key])
    assert _read(words) == "2"


def test_what_it_does_not_show_changes_nothing(words: Words):
    _read(words)
    stamps().change(["thread:article-9"])
    assert _read(words) == "1"


def test_what_a_request_had_read_before_a_change_is_no_news_after_it(words: Words):
    before = _request()
    stamps().change([EVERYTHING])
    _read(words, before)
    assert _read(words) == "2"


def test_a_page_around_it_shows_what_it_shows(words: Words):
    for _made_or_kept in range(2):
        with noting_what_is_shown() as shown:
            _read(words)
        assert shown.keys == {THREAD}


def test_ends_after_a_minute(words: Words, monkeypatch: pytest.MonkeyPatch):
    now = kept_parts.time.monotonic()
    _read(words)
    monkeypatch.setattr(kept_parts.time, "monotonic", lambda: now + 61)
    assert _read(words) == "2"


@pytest.fixture
def not_kept() -> dict[str, HttpRequest]:
    without = _request()
    delattr(without, STAMPS_BEFORE)
    return {"a preview": _request(is_preview=True), "in no server": without}


@pytest.mark.parametrize("name", ["a preview", "in no server"])
def test_is_laid_out_each_time(words: Words, not_kept: dict[str, HttpRequest], name: str):
    _read(words)
    assert _read(words, not_kept[name]) == "2"
    assert _read(words) == "1"


@pytest.mark.django_db(transaction=True)
def test_is_neither_kept_nor_read_within_a_transaction(words: Words):
    with transaction.atomic():
        _read(words)
    assert _read(words) == "2"
    with transaction.atomic():
        assert _read(words) == "3"


def test_the_oldest_goes_where_there_are_too_many(words: Words, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept_parts, "MOST_BYTES", 1_100)
    for page in (1, 2, 3):
        _read(words, page=page)
    assert [_read(words, page=3), _read(words, page=1)] == ["3", "4"]
