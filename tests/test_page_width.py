"""No page is wider than its window, whatever readers typed: the longest name, word, link, code and number of every field.

The pages are asked of the views, and shown by a browser: no server has to be started for that.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Route, sync_playwright

from standfirst.accounts.models import User
from standfirst.accounts.roles import TREASURER
from standfirst.accounts.second_step import SIGNED_IN_AT
from standfirst.accounts.testing import make_user
from standfirst.discussion.guests import guest_key_of, signed
from standfirst.discussion.models import CommentRevision, IgnoredReader, PassageQuestion, Vote
from standfirst.discussion.services import recount
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding.acts import CHANGED, note_act
from standfirst.funding.models import (
    Case,
    Gift,
    ProviderObject,
    Receipt,
    RefundRequest,
    RegularGift,
    Supporter,
)
from standfirst.funding.services.cases import open_case
from standfirst.funding.services.spending import record_spending
from standfirst.funding.testing import NOW, TODAY, make_campaign, make_gift
from standfirst.lib.money import Money
from standfirst.notifications.models import Kind
from standfirst.notifications.testing import make_follow
from standfirst.publishing.testing import make_article, make_author, make_section
from tests.journeys.conftest import CHROMIUM, QUIET

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        os.environ.get("STANDFIRST_TEST_DATABASE") == "postgresql",
        reason="as wide whichever database it comes from",
    ),
]
WIDTHS = (320, 390, 1280)
# How much wider the page is than the window, and what sticks out of its own box, over what stands beside it.
OVER = """() => {
  const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
  const scrolls = "pre, .scroller, nav.sections, .visually-hidden, textarea, input, select, svg, option";
  const sticksOut = (place) => !place.closest(scrolls) && getComputedStyle(place).overflowX === "visible" && place.clientWidth && place.scrollWidth > place.clientWidth + 1;
  const out = [...document.querySelectorAll("body *")].filter((place) => sticksOut(place) && ![...place.children].some(sticksOut));
  return over || out.length ? `${over}: ` + out.slice(0, 3).map((place) => place.outerHTML.slice(0, 160)).join(" ") : "";
}"""

# What of the desk and of tables is cut off at the window's edge, or scrolls out of sight on a phone. The editor hides what is
# wider than its main part, so that the page itself is never too wide.
CUT = """() => {
  const shows = (place) => place.getClientRects().length && !place.closest(".w-sr-only, .visually-hidden, thead, script, template, option");
  const edge = document.documentElement.clientWidth + 1;
  const isCut = (place) => shows(place) && place.getBoundingClientRect().right > edge;
  const scrolls = (place) => place.scrollWidth > place.clientWidth + 1;
  const out = [...document.querySelectorAll("main .books *, main .books-list *, main .accounts *")].filter(isCut);
  out.push(...[...document.querySelectorAll(".books-scroll, .books-list, .accounts .scroller")].filter(scrolls));
  return out.slice(0, 3).map((place) => place.outerHTML.slice(0, 160)).join(" ");
}"""


def long(length: int) -> str:
    """A name or a word without a space."""
    return ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 9)[:length]  # fmt: skip


LINK = "https://example.org/" + "a" * 400
WORDS = f"""{long(400)} {LINK}

{"9" * 300} [{long(300)}]({LINK}) `{"x" * 300}` **{long(200)}** www.example.org/{"b" * 300} @{long(80)}

```
{"code " * 60}{"y" * 300}
```

123456789. {long(300)}
   - {long(300)}

{"".join("  " * level + f"- {long(90)}" + chr(10) for level in range(9))}
> {"> " * 18}{long(300)}

\t{"A paragraph that begins with a tab. " * 9}"""


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("a" * 60 + "@ledger.example", display_name=long(50))


@pytest.fixture
def paths(alice: User) -> list[str]:
    """Pages of every kind that hold what readers typed."""
    author = make_author(long(200))
    section = make_section(long(60))
    article = make_article(long(250), section=section, authors=(author,), standfirst=long(300))
    thread = make_thread(article, state="closed", closed_note=long(300))
    question = PassageQuestion.objects.create(
        thread=thread, key="q", question=long(500), quote=long(300), is_by_newsroom=False
    )
    parent = own = make_comment(thread, WORDS, name=long(80), guest_key=guest_key_of("bob"))
    for depth in range(6):
        parent = make_comment(thread, WORDS, parent=parent, name=long(80), question=question if not depth else None)  # fmt: skip
    mine = make_comment(thread, WORDS, name=long(50), user=alice, up=987_654_321, down=987_654_321, is_picked=True)  # fmt: skip
    make_comment(thread, WORDS, name=long(80), user=alice, state="held", held_for="links")
    answered = make_comment(thread, name=long(80), state="removed", removed_reason=long(300))
    make_comment(thread, "So", parent=answered, name=long(80))
    recount(thread)
    CommentRevision.objects.create(
        comment=mine, words=WORDS, html=mine.html, written_at=NOW, changes=f"<del>{long(300)}</del>"
    )
    Vote.objects.create(comment=own, user=alice, is_up=True, at=NOW)
    IgnoredReader.objects.create(user=alice, guest_key="charlie", name=long(80), at=NOW)
    for kind, target in ((Kind.THREAD, thread.key), (Kind.AUTHOR, str(author.pk)), (Kind.SECTION, str(section.pk))):  # fmt: skip
        make_follow(alice, kind, target)
    campaign = make_campaign(
        title=long(120), ask=long(300), goal=10**14, milestones=(10**12, 10**13)
    )
    campaign.milestones.update(words=long(200))
    gift = make_gift(campaign, 10**13, long(200))
    Gift.objects.filter(pk=gift.pk).update(
        show_name=True, show_amount=True, shown_as=long(200), note=long(300), in_honour_of=long(200)
    )
    discussion = [f"/discussion/comments/{mine.pk}/{act}/" for act in ("branch", "reply", "edit", "delete", "history")]  # fmt: skip
    discussion += [f"/discussion/comments/{own.pk}/{act}" for act in ("branch/", "reply/?quote")]
    discussion += [f"/discussion/{thread.key}/", f"/discussion/{thread.key}/write/", f"/discussion/questions/{question.pk}/"]  # fmt: skip
    account = [f"/account/{place}" for place in ("", "name/", "mail/", "data/", "comments/", "votes/", "ignored/")]  # fmt: skip
    support = ["/support/", f"/support/{campaign.slug}/", f"/support/{campaign.slug}/embed/", "/support/thanks/", "/support/money/", "/support/proof/", "/support/mine/"]  # fmt: skip
    search = f"/search/?q={long(200)}"
    return [article.url, author.url, section.url, "/", *discussion, *account, "/follows/", *support, search]  # fmt: skip


@pytest.fixture
def pages(paths: list[str], alice: User) -> dict[str, bytes]:
    """What the views answer to a reader who signed in, and to one who has not."""
    guest, reader = Client(), Client()
    guest.cookies["standfirst_guest"] = signed("bob")
    reader.force_login(alice)
    session = reader.session
    session[SIGNED_IN_AT] = time.time()
    session.save()
    own = ("/account", "/follows", "/discussion/comments/", "/support/mine/")
    answers = {f"reader {path}": reader.get(path, follow=True) for path in paths}
    answers |= {f"guest {path}": guest.get(path) for path in paths if not path.startswith(own)}
    assert {path for path, answer in answers.items() if answer.status_code != 200} == set()
    return {path: answer.content for path, answer in answers.items()} | {
        "nothing": guest.get(f"/{long(300)}/").content
    }


def answer(route: Route) -> None:
    """Take styles and scripts from the folders of the code."""
    path = urlsplit(route.request.url).path
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    route.fulfill(path=Path(found)) if isinstance(found, str) else route.fulfill(body="")


def too_wide(
    pages: dict[str, bytes], script: str = OVER, widths: tuple[int, ...] = WIDTHS
) -> dict[str, str]:
    """Return by how much pages are wider than a window, and what sticks out."""
    wide = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        shown = browser.new_page()
        shown.route("**/*", answer)
        shown.goto("http://testserver/")
        for path, page in pages.items():
            shown.set_content(page.decode())
            # The editor's menu slides to the side when the window becomes narrow.
            shown.add_style_tag(content="* { transition: none !important }")
            for width in widths:
                shown.set_viewport_size({"width": width, "height": 900})
                if over := shown.evaluate(script):
                    wide[f"{path[:80]} at {width}"] = over
        browser.close()
    return wide


def test_no_page_is_wider_than_its_window(pages: dict[str, bytes]):
    # What drives the browser has a loop, and the database must not be asked where one runs.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(too_wide, pages).result() == {}


@pytest.fixture
def desk() -> dict[str, bytes]:
    """The treasurer's pages, and the public books, of long names and large amounts."""
    bob, treasurer = make_user("bob", TREASURER), Client()
    treasurer.force_login(bob)
    campaign = make_campaign(title=long(120), goal=10**14)
    gift = make_gift(campaign, 10**13, long(200))
    Supporter.objects.update(mail=f"{'a' * 64}@{'b' * 60}.{'c' * 60}.example")
    Gift.objects.update(way="stripe", note=long(300), shown_as=long(200), in_honour_of=long(200))
    amount = Money(10**13, "USD")
    regular = RegularGift.objects.create(
        campaign=campaign, every="month", amount=10**13, currency="USD", state="active",
        begun_at=NOW, next_on=TODAY, supporter=gift.supporter,
    )  # fmt: skip
    Gift.objects.update(regular=regular)
    receipt = Receipt.objects.create(year=2026, number=999_999, gift=gift, issued_at=NOW)
    asked = {"amount": 10**12, "asked_by": bob, "asked_at": NOW}
    RefundRequest.objects.create(gift=gift, reason=long(200), state="waiting", **asked)
    record_spending(amount=amount, purpose=long(200), on=TODAY, at=NOW, campaign=campaign)
    ProviderObject.objects.create(provider="stripe", name=f"pi_{'3' * 60}", gift=gift)
    open_case(kind=Case.Kind.STRANGER, about=f"pi_{'3' * 60}", words=long(300), gift=gift, at=NOW)
    note_act(gift.supporter, CHANGED, bob, {"mail": [long(200), long(150)]})
    addresses = [
        *map(reverse, ("funding_desk", "funding_supporters", "funding_cases", "funding_refunds")),
        *map(reverse, ("funding_spending", "funding_books", "gift:index", "regulargift:index")),
        reverse("funding_supporter", args=[gift.supporter.pk]),
        reverse("funding_change", args=[gift.supporter.pk]),
        reverse("funding_stop", args=[regular.pk]),
        reverse("funding_gift", args=[gift.reference]),
        reverse("funding_receipt", args=[receipt.pk]),
        reverse("funding:money"),
    ]
    answers = {address: treasurer.get(address) for address in addresses}
    assert {address for address, shown in answers.items() if shown.status_code != 200} == set()
    return {address: shown.content for address, shown in answers.items()}


def test_on_a_phone_the_treasurer_sees_every_column_and_button(desk: dict[str, bytes]):
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(too_wide, desk, CUT, (320, 390)).result() == {}
