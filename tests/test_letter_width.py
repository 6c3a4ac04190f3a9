"""No letter is wider than its window, whatever stands in it: each HTML letter is filled with long words and shown by a browser."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import sync_playwright

import standfirst
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding.testing import NOW
from standfirst.notifications.telling import set_in_letter
from standfirst.publishing.letters import Button
from standfirst.publishing.models import NewsroomSettings
from standfirst.publishing.testing import make_article
from tests.journeys.conftest import CHROMIUM, QUIET
from tests.test_page_width import WIDTHS, WORDS, long

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        os.environ.get("STANDFIRST_TEST_DATABASE") == "postgresql",
        reason="as wide whichever database it comes from",
    ),
]
LINK = "https://example.org/" + "a" * 598
EVERYWHERE = {"subject": long(200), "reason": long(300), "button": Button(long(90), LINK), "words": long(300), "note": LINK}  # fmt: skip


def filled(comment_html: str) -> dict[str, dict[str, Any]]:
    """What stands in each letter, by its template."""
    item = SimpleNamespace(
        name=long(80), text=long(300), html=comment_html, headline=long(250), at=NOW, is_reply=True,
        quote=long(300), address=LINK, title=long(250), title_address=LINK,
    )  # fmt: skip
    article = SimpleNamespace(text=LINK, headline=long(250), at=NOW, address=LINK)
    rows = [SimpleNamespace(label=long(90), value=LINK), SimpleNamespace(label="Sum", value=long(90), is_sum=True)]  # fmt: skip
    sheet = SimpleNamespace(kicker=long(90), words=[long(300), LINK], rows=rows, fine=[LINK])
    name = SimpleNamespace(address=LINK, title=long(250))
    return {
        "accounts/mail/code.html": {"code": "ABCD-EFGH"},
        "accounts/mail/notice.html": {},
        "mail/proof.html": {"title": long(250)},
        "funding/mail/difference.html": {},
        "mail/supporter.html": {"sheet": sheet},
        "mail/way_on.html": {},
        "mail/follow_confirm.html": {"follow": {"kind": "thread"}, "name": name},
        "mail/news.html": {
            "items": [item, article],
            "first": item,
            "more": 2,
            "stop": LINK,
            "manage": LINK,
        },
    }


def every_letter() -> set[str]:
    """Return the templates that are set as letters."""
    found = Path(standfirst.__file__).parent.glob("*/templates/**/*.html")
    return {
        str(path).split("/templates/")[1]
        for path in found
        if '{% extends "mail/letter.html" %}' in path.read_text()
    }


def too_wide(letters: dict[str, str]) -> dict[str, int]:
    """Return how wide letters are that are wider than a window."""
    wide = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        shown = browser.new_page()
        for template, letter in letters.items():
            shown.set_content(letter)
            for width in WIDTHS:
                shown.set_viewport_size({"width": width, "height": 900})
                over = shown.evaluate("document.documentElement.scrollWidth")
                if over > width:
                    wide[f"{template} at {width}"] = over
        browser.close()
    return wide


def test_no_letter_is_wider_than_its_window():
    article = make_article()
    NewsroomSettings.objects.update_or_create(
        site=article.get_site(), defaults={"name": long(90), "tagline": long(90)}
    )
    values = filled(set_in_letter(make_comment(make_thread(article), f"{LINK}\n\n{WORDS}")))
    assert set(values) == every_letter()
    letters = {
        template: render_to_string(template, EVERYWHERE | of_letter)
        for template, of_letter in values.items()
    }
    # What drives the browser has a loop, and the database must not be asked where one runs.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(too_wide, letters).result() == {}
