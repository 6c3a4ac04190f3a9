"""Old letters are forgotten, and none goes out twice for it."""

import datetime
from collections.abc import Iterator

import pytest

from standfirst.funding.models import RegularGift, Supporter, SupporterLetter
from standfirst.funding.services.receipts import issue_receipt
from standfirst.funding.services.regular_letters import announce_renewals, sum_up_the_year
from standfirst.funding.services.sending import send_due
from standfirst.funding.services.tidying import tidy_letters
from standfirst.funding.testing import NOW, make_campaign, make_gift
from standfirst.lib.testing import MailServer, mail_server

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def alice() -> Supporter:
    return Supporter.objects.create(name="Alice", mail="alice@ledger.example", created_at=NOW)


def letter(kind: str, state: str, days: int, *, is_sent: bool) -> None:
    """A letter that was decided on so many days ago, and sent an hour later."""
    made_at = NOW - days * DAY
    SupporterLetter.objects.create(
        kind=kind, key=f"{kind}:{state}:{days}", state=state, made_at=made_at,
        next_at=made_at if state == "due" else None,
        sent_at=made_at + DAY / 24 if is_sent else None,
    )  # fmt: skip


@pytest.mark.parametrize("state", ["sent", "failed", "dropped"])
def test_go_after_ninety_days(state: str):
    for days in (89, 92):
        letter("receipt", state, days, is_sent=state == "sent")
    assert tidy_letters(at=NOW) == 1
    assert SupporterLetter.objects.get().key.endswith(":89")


@pytest.mark.parametrize("kind", ["ahead", "year"])
def test_of_what_comes_yearly_stay_for_longer_than_a_year(kind: str):
    for days in (92, 380, 402):
        letter(kind, "sent", days, is_sent=True)
    assert tidy_letters(at=NOW) == 1


def test_that_are_due_stay_however_old():
    letter("late", "due", 500, is_sent=False)
    assert tidy_letters(at=NOW) == 0


def test_count_from_the_day_they_were_sent_after_a_long_wait():
    letter("receipt", "sent", 200, is_sent=True)
    SupporterLetter.objects.update(sent_at=NOW - DAY)
    assert tidy_letters(at=NOW) == 0


def test_that_went_never_come_again(
    alice: Supporter, server: MailServer, monkeypatch: pytest.MonkeyPatch
):
    fund = make_campaign()
    gift = make_gift(fund, 1500, received_on=NOW.date())
    gift.supporter = alice
    gift.save()
    yearly = RegularGift.objects.create(
        campaign=fund, supporter=alice, every="year", amount=1000, currency="USD", state="active",
        begun_at=NOW, next_on=NOW.date() + 10 * DAY,
    )  # fmt: skip
    # Each day of the months in which something comes yearly, and now and then in between.
    for day in [*range(20), *range(20, 340, 10), *range(340, 430)]:
        at = NOW + day * DAY
        monkeypatch.setattr("django.utils.timezone.now", lambda at=at: at)
        if at.date() > yearly.next_on:
            yearly.next_on += 365 * DAY
            yearly.save()
        issue_receipt(gift=gift, at=at)
        announce_renewals(at=at)
        sum_up_the_year(at=at)
        while send_due(at=at):
            pass
        tidy_letters(at=at)
    assert [mail["Subject"] for mail in server.letters] == [
        "$15, with our thanks",
        "Your yearly gift renews on January 29, 2026",
        "What you gave in 2026",
        "Your yearly gift renews on January 29, 2027",
    ]
