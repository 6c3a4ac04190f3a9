"""The first page of the admin says to each what waits for them, and leads there."""

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from standfirst.accounts.models import User
from standfirst.accounts.roles import EDITOR, MODERATOR, REPORTER, TREASURER
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding.models import Case, Reconciliation, RefundRequest
from standfirst.funding.testing import NOW, make_campaign, make_gift
from standfirst.publishing.models import NewsroomSettings
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


def start(client: Client, role: str) -> lxml.html.HtmlElement:
    client.force_login(make_user(role.lower(), role))
    return lxml.html.document_fromstring(client.get(reverse("wagtailadmin_home")).content)


def links(page: lxml.html.HtmlElement, panel: str) -> list[tuple[str, str]]:
    found = page.xpath(f"//section[@id='{panel}-section']//a[not(contains(@class, 'w-panel'))]")
    return [(" ".join(link.text_content().split()), link.get("href")) for link in found]


def test_a_treasurer_reads_what_waits_and_is_led_there(client: Client):
    campaign = make_campaign()
    gift = make_gift(campaign, 5_000)
    for key in ("a", "b"):
        Case.objects.create(about=key, kind=Case.Kind.OVER_REFUND, words="…", opened_at=NOW)
    RefundRequest.objects.create(
        gift=gift, amount=100, state="waiting", asked_at=NOW, asked_by=make_user("vera")
    )
    Reconciliation.objects.create(provider="stripe", currency="USD", ours=2, theirs=1, at=NOW)
    said = links(start(client, TREASURER), "funding")
    assert said[:3] == [
        (
            "The books and the payment provider do not agree: see which entries to explain",
            reverse("funding_entries"),
        ),
        ("2 cases to settle", reverse("funding_cases")),
        ("1 refund is waiting for your approval", reverse("funding_refunds")),
    ]
    assert said[3:] == [
        ("Overview", reverse("funding_desk")),
        ("Enter a gift", reverse("gift:add")),
    ]


def test_a_moderator_reads_how_many_comments_wait(client: Client):
    article = make_article("Wall")
    thread = make_thread(article)
    for words in "ab":
        make_comment(thread, words, state=Comment.State.HELD)
    page = start(client, MODERATOR)
    assert links(page, "comments") == [
        ("2 comments are waiting to be read", reverse("discussion_comments"))
    ]
    assert not links(page, "funding")


@pytest.mark.parametrize(
    ("role", "has_pages"),
    [(TREASURER, False), (MODERATOR, False), (REPORTER, True), (EDITOR, True)],
)
def test_who_has_no_pages_is_not_asked_to_search_them(
    client: Client, role: str, *, has_pages: bool
):
    page = start(client, role)
    assert bool(page.xpath("//main//form[@role='search']")) == has_pages
    assert bool(page.xpath("//section[@id='funding-section']")) == (role == TREASURER)


def test_who_may_see_all_sites_reads_the_name_of_the_paper_too(client: Client):
    make_article("Wall")
    client.force_login(User.objects.create_superuser("olav@ledger.example"))
    NewsroomSettings.objects.update_or_create(
        site=Site.objects.get(), defaults={"name": "The Ledger"}
    )
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert page.count("created in The Ledger") == 3
    assert "created in Standfirst" not in page


def test_what_waits_costs_the_same_however_much_waits(client: Client):
    costs = []
    campaign = make_campaign()
    client.force_login(make_user("bob", TREASURER))
    client.get(reverse("wagtailadmin_home"))
    for number in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("wagtailadmin_home"))
        costs.append(len([row for row in queries.captured_queries if "funding_" in row["sql"]]))
        make_gift(campaign, 5_000)
        Case.objects.create(about=str(number), kind=Case.Kind.OVER_REFUND, words="…", opened_at=NOW)
    assert costs == [5, 5]
