"""Every page of the newsroom's own desks has a title: tabs and histories show nothing else."""

import re

import pytest
from django.test import Client

from standfirst.accounts.models import User
from standfirst.accounts.testing import make_user
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding.models import Receipt, RegularGift
from standfirst.funding.testing import NOW, make_campaign, make_gift
from standfirst.publishing.testing import make_article

from .test_addresses import LISTED

pytestmark = pytest.mark.django_db
OURS = ("admin/funding/", "admin/comments/", "admin/readers/", "admin/reports/email/")
# Where nothing is shown: forms that are only sent, files, and lists that change within their page.
NO_PAGES = {405, 302}
TITLE = re.compile(r"<title>\s*(.*?)\s+- [^<]*</title>", re.DOTALL)


def examples() -> dict[str, object]:
    """What stands in an address, by the beginning of the address."""
    gift = make_gift(make_campaign(), 5_000, "Alice")
    assert gift.supporter
    regular = RegularGift.objects.create(
        campaign=gift.campaign, every="month", amount=500, currency="USD", state="active", begun_at=NOW,
        supporter=gift.supporter,
    )  # fmt: skip
    return {
        "admin/funding/gifts/of/": gift.reference,
        "admin/funding/gifts/": gift.pk,
        "admin/funding/transfers/": gift.reference,
        "admin/funding/supporters/": gift.supporter.pk,
        "admin/funding/reg": regular.pk,
        "admin/funding/receipts/": Receipt.objects.create(
            year=2026, number=1, gift=gift, issued_at=NOW
        ).pk,
        "admin/funding/campaigns/": gift.campaign.pk,
        "admin/comments/": make_comment(make_thread(make_article("Wall")), "Read me").pk,
        "admin/readers/": make_user("charlie").pk,
    }


def test_each_has_one_before_the_name_of_the_paper(client: Client):
    client.force_login(User.objects.create_superuser("olav@ledger.example"))
    things = examples()
    titles: dict[str, str] = {}
    patterns = [it.pattern for it in LISTED if it.pattern.startswith(OURS)]
    for pattern in ["admin/", *patterns]:
        thing = next((it for of, it in things.items() if pattern.startswith(of)), "")
        answer = client.get("/" + re.sub(r"<\w+:\w+>", str(thing), pattern))
        if answer.status_code in NO_PAGES or "text/html" not in answer["Content-Type"]:
            continue
        page = answer.content.decode()
        if "<html" in page:
            title = TITLE.search(page)
            titles[pattern] = title[1] if title else ""
    assert [pattern for pattern, title in titles.items() if not title] == []
    assert len(titles) > 25
