"""A suspension stands though the account, and the address with it, is erased; nothing of it tells the address."""

import pytest
from django.test import Client
from django.utils import timezone

from standfirst.accounts import personal
from standfirst.accounts.erased import key_of_account
from standfirst.accounts.models import StandingChange, User
from standfirst.accounts.queries import is_suspended_address, suspended_guests
from standfirst.accounts.roles import MODERATOR
from standfirst.accounts.services import (
    erase_account,
    join,
    readmit,
    readmit_guest,
    suspend,
    suspend_guest,
)
from standfirst.accounts.testing import make_user

pytestmark = pytest.mark.django_db
MAIL, READERS, LOG = "bob@ledger.example", "/admin/readers/", "/admin/comments/log/"


@pytest.fixture
def max_() -> User:
    return make_user("max", MODERATOR)


def signed_up(mail: str = MAIL) -> User:
    return join(mail_address=mail, at=timezone.now())


def signs_up_and_leaves(mail: str = MAIL) -> None:
    erase_account(user=signed_up(mail), keep_words=True, at=timezone.now())


def is_held(mail: str) -> bool:
    return bool(suspended_guests([mail])) or is_suspended_address(mail)


def test_nobody_ends_the_suspension_of_a_guest_by_leaving(client: Client, max_: User):
    suspend_guest(mail=MAIL, reason="Bob is rude", by=max_, at=timezone.now())
    for mail in ("bob+x@ledger.example", MAIL):
        signs_up_and_leaves(mail)
        assert [is_held(it) for it in (MAIL, "BOB+y@ledger.example")] == [True, True]
    change = StandingChange.objects.get()
    assert ("bob" in f"{change.mailbox} {change.words}".lower(), change.by) == (False, max_)
    client.force_login(max_)
    for page in (client.get(READERS), client.get(READERS, {"q": MAIL}), client.get(LOG)):
        assert "an erased email address" in page.content.decode()
    client.post(f"{READERS}guests/", {"mailbox": change.mailbox})
    assert not is_held(MAIL)


def test_readmitting_by_the_address_reaches_what_was_erased(max_: User):
    suspend_guest(mail=MAIL, reason="Rude", by=max_, at=timezone.now())
    signs_up_and_leaves()
    suspend_guest(mail=MAIL, reason="Rude again", by=max_, at=timezone.now())
    for _twice in range(2):
        assert readmit_guest(mail=MAIL, by=max_, at=timezone.now()).kind == "readmitted"
    assert not is_held(MAIL)


def test_a_suspended_reader_who_signs_up_again_is_suspended(max_: User):
    bob = signed_up()
    suspend(reader=bob, reason="Bob is rude", by=max_, at=timezone.now())
    erase_account(user=bob, keep_words=True, at=timezone.now())
    change = StandingChange.objects.get()
    assert (change.mailbox, change.words) == (key_of_account(MAIL), "")
    assert is_held(MAIL)
    assert not signed_up("bob+other@ledger.example").is_suspended
    again = signed_up()
    assert (again.is_suspended, again.standing_changes.get()) == (True, change)
    readmit(reader=again, by=max_, at=timezone.now())
    assert not is_held(MAIL)
    assert not signed_up().is_suspended


def test_a_suspension_that_had_ended_leaves_an_entry_and_nothing_to_know_anybody_by(max_: User):
    bob = signed_up()
    for act in (suspend, suspend_guest):
        who = {"reader": bob} if act is suspend else {"mail": MAIL}
        act(**who, reason="Rude", by=max_, at=timezone.now())
    readmit(reader=bob, by=max_, at=timezone.now())
    readmit_guest(mail=MAIL, by=max_, at=timezone.now())
    erase_account(user=bob, keep_words=True, at=timezone.now())
    kept = set(StandingChange.objects.values_list("mailbox", "words", "reader"))
    assert (kept, StandingChange.objects.count()) == ({("erased", "", None)}, 4)
    assert not is_held(MAIL)


def test_nobody_is_told_what_may_be_of_another_mailbox(max_: User):
    suspend_guest(mail=MAIL, reason="Rude", by=max_, at=timezone.now())

    def told(mail: str) -> int:
        sections = {section.name: section for section in personal.export(signed_up(mail))}
        return len(list(sections["standing"].rows()))

    assert [told(mail) for mail in ("bob+x@ledger.example", "alice@ledger.example", MAIL)] == [
        0,
        0,
        1,
    ]
    signs_up_and_leaves("bob+x@ledger.example")
    assert StandingChange.objects.get().mailbox == MAIL


def test_who_leaves_suspended_is_told_what_stays(client: Client, max_: User):
    bob = signed_up()
    client.force_login(bob)
    assert (
        "a code made from your email address" not in client.get("/account/data/").content.decode()
    )
    suspend(reader=bob, reason="Rude", by=max_, at=timezone.now())
    assert "a code made from your email address" in client.get("/account/data/").content.decode()


def test_who_was_readmitted_meanwhile_signs_up_as_anybody(max_: User):
    bob = signed_up()
    suspend(reader=bob, reason="Rude", by=max_, at=timezone.now())
    erase_account(user=bob, keep_words=True, at=timezone.now())
    readmit_guest(mail=MAIL, by=max_, at=timezone.now())
    assert not signed_up().is_suspended
