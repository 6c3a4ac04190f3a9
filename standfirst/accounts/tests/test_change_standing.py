"""What the newsroom says of a reader, and who said it."""

from datetime import UTC, datetime

import pytest

from standfirst.accounts.models import StandingChange, User
from standfirst.accounts.roles import EDITOR
from standfirst.accounts.services import (
    grant_expertise,
    note_supporter,
    readmit,
    suspend,
    withdraw_expertise,
)
from standfirst.accounts.services.standing import ExpertiseRefused, SuspensionRefused
from standfirst.accounts.testing import make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 16, 12, tzinfo=UTC)


@pytest.fixture
def vera() -> User:
    return make_user("vera", EDITOR)


@pytest.fixture
def alice() -> User:
    return make_user("alice")


def kinds(reader: User) -> list[str]:
    return list(reader.standing_changes.order_by("pk").values_list("kind", flat=True))


def test_grants_expertise_and_notes_who_and_when(alice: User, vera: User):
    grant_expertise(reader=alice, words="  Pier 4\nresident ", by=vera, at=NOON)
    alice.refresh_from_db()
    assert alice.expertise == "Pier 4 resident"
    change = alice.standing_changes.get()
    assert (change.words, change.by, change.at) == ("Pier 4 resident", vera, NOON)


def test_keeps_withdrawn_words_in_the_log(alice: User, vera: User):
    grant_expertise(reader=alice, words="Pier 4 resident", by=vera, at=NOON)
    withdraw_expertise(reader=alice, by=vera, at=NOON)
    alice.refresh_from_db()
    assert alice.expertise == ""
    assert alice.standing_changes.first().words == "Pier 4 resident"


@pytest.mark.parametrize("words", ["", "\u200b", "x" * 61])
def test_refuses_words_that_cannot_stand_beside_a_name(alice: User, vera: User, words: str):
    with pytest.raises(ExpertiseRefused):
        grant_expertise(reader=alice, words=words, by=vera, at=NOON)
    assert kinds(alice) == []


def test_suspends_and_readmits(alice: User, vera: User):
    suspend(reader=alice, reason="Three warnings", by=vera, at=NOON)
    alice.refresh_from_db()
    assert alice.is_suspended
    readmit(reader=alice, by=vera, at=NOON)
    alice.refresh_from_db()
    assert not alice.is_suspended
    assert kinds(alice) == [StandingChange.Kind.SUSPENDED, StandingChange.Kind.READMITTED]


def test_suspends_nobody_who_works_here(vera: User):
    with pytest.raises(SuspensionRefused):
        suspend(reader=vera, reason="", by=vera, at=NOON)


def test_notes_a_supporter(alice: User):
    note_supporter(reader=alice, is_supporter=True)
    alice.refresh_from_db()
    assert alice.is_supporter
