"""A mail address opens what belongs to it only to an account whose owner has proven that they read it."""

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from standfirst.accounts.models import User
from standfirst.accounts.queries import proven_address
from standfirst.accounts.roles import OPERATOR, REPORTER
from standfirst.accounts.services import change_mail_address, join
from standfirst.accounts.testing import make_user, prove
from standfirst.discussion.queries import claimable
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding import given, personal
from standfirst.funding.models import Gift, RegularGift, Supporter
from standfirst.funding.services.marking import mark_reader
from standfirst.funding.testing import make_campaign, make_gift
from standfirst.lib.pace import Asker
from standfirst.notifications import personal as own_follows
from standfirst.notifications.models import Follower, Kind
from standfirst.notifications.services import Wish, ask_to_follow
from standfirst.notifications.testing import make_follow
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
VICTIM = "alice@ledger.example"


@pytest.fixture
def taker() -> User:
    """An account that bears somebody's address without any proof."""
    return make_user("alice", REPORTER)


@pytest.fixture
def gift() -> Supporter:
    """What the owner of the address gives."""
    supporter = Supporter.objects.create(mail=VICTIM, created_at=NOW)
    campaign = make_campaign()
    regular = RegularGift.objects.create(
        campaign=campaign, supporter=supporter, every="month", amount=500,
        currency="USD", state="active", begun_at=NOW,
    )  # fmt: skip
    Gift.objects.filter(pk=make_gift(campaign, 500).pk).update(supporter=supporter, regular=regular)
    return supporter


def test_the_editor_lets_nobody_change_their_own_address_or_password(client: Client, taker: User):
    taker.set_password("the wall leaks at noon")
    taker.save()
    client.force_login(taker)
    fields = {
        "name_email-first_name": "A", "name_email-last_name": "B", "name_email-email": "bob@x.example",
        "password-old_password": "the wall leaks at noon", "password-new_password1": "it is dry now!",
        "password-new_password2": "it is dry now!", "locale-preferred_language": "en",
        "locale-current_time_zone": "UTC", "theme-theme": "system", "theme-density": "default",
        "theme-contrast": "system",
    }  # fmt: skip
    client.post("/admin/account/", fields)
    taker.refresh_from_db()
    assert taker.email == VICTIM
    assert taker.check_password("the wall leaks at noon")


def test_the_owner_hears_of_it_when_an_operator_changes_their_address(client: Client, taker: User):
    prove(taker)
    client.force_login(make_user("vera", OPERATOR))
    fields = {"email": "new@ledger.example", "first_name": "A", "last_name": "B", "is_active": "on"}
    client.post(f"/admin/users/edit/{taker.pk}/", fields)
    taker.refresh_from_db()
    assert taker.email == "new@ledger.example"
    assert [letter.to for letter in mail.outbox] == [[VICTIM]]
    assert not proven_address(taker)


def test_a_mailed_code_is_a_proof():
    alice = join(mail_address=VICTIM, at=NOW)
    assert proven_address(alice) == VICTIM


def test_a_new_address_is_the_only_one_that_opens_the_account(taker: User):
    prove(taker)
    SocialAccount.objects.create(user=taker, provider="github", uid="7")
    change_mail_address(user=taker, mail_address="New@ledger.example", at=NOW)
    assert proven_address(taker) == "new@ledger.example"
    assert [row.email for row in EmailAddress.objects.all()] == ["new@ledger.example"]
    assert not SocialAccount.objects.exists()


def test_who_proves_an_address_last_has_it(taker: User):
    other = make_user("bob")
    EmailAddress.objects.create(user=other, email=VICTIM, verified=True)
    join(mail_address=VICTIM, at=NOW)
    assert EmailAddress.objects.get().user == taker


def test_gifts_are_shown_to_nobody_else(client: Client, taker: User, gift: Supporter):
    client.force_login(taker)
    assert "every month" not in client.get("/support/mine/").content.decode()
    assert not given.supporters_who_are(taker).exists()
    assert given.supporters_who_are(prove(taker)).get() == gift


def test_gifts_mark_nobody_else(taker: User, gift: Supporter):
    mark_reader(reader=taker, at=NOW)
    assert not taker.is_supporter
    mark_reader(reader=prove(taker), at=NOW)
    assert taker.is_supporter


def test_gifts_are_taken_along_and_stopped_by_nobody_else(taker: User, gift: Supporter):
    assert [list(section.rows()) for section in personal.export(taker)] == [[], []]
    personal.erase(taker, keep_words=True, at=NOW)
    gift.refresh_from_db()
    assert gift.erased_at is None


def test_follows_are_seen_and_ended_by_nobody_else(taker: User):
    thread = make_thread(make_article())
    make_follow(VICTIM, Kind.THREAD, thread.key)
    assert [list(section.rows()) for section in own_follows.export(taker)] == [[], []]
    own_follows.erase(taker, keep_words=True, at=NOW)
    assert Follower.objects.exists()


def test_what_an_address_asks_for_is_not_given_to_an_account_without_proof(taker: User):
    thread = make_thread(make_article())
    Follower.objects.create(user=taker, made_at=NOW)
    ask_to_follow(mail=VICTIM, wish=Wish(Kind.THREAD, thread.key), asker=Asker(("s",)), at=NOW)
    assert not taker.follower.follows.exists()


def test_comments_are_claimed_by_nobody_else(taker: User):
    make_comment(make_thread(make_article()), "Who signed it?", mail=VICTIM)
    assert not claimable(taker).exists()
    assert claimable(prove(taker)).exists()
