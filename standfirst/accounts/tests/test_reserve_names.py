"""Whoever reads as the newsroom is refused, by one rule for guests and for accounts; everybody else is taken."""

import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from standfirst.accounts import newsroom_words
from standfirst.accounts.reserved import is_reserved, reads_as_newsroom
from standfirst.accounts.roles import EDITOR, ROLES
from standfirst.accounts.services import NameRefused, rename
from standfirst.accounts.testing import make_user

NAMES = tomllib.loads((Path(__file__).parent / "names.toml").read_text())
OURS = [NAMES[who] for who in ("paper", "author", "editor", "column")]


def test_refuses_every_name_of_the_list_that_reads_as_the_newsroom():
    assert len(NAMES["refused"]) + len(NAMES["taken"]) >= 50
    assert [name for name in NAMES["refused"] if not reads_as_newsroom(name, OURS)] == []


def test_takes_every_other_name_of_the_list():
    assert [name for name in NAMES["taken"] if reads_as_newsroom(name, OURS)] == []


def test_knows_the_newsrooms_words_in_every_language_that_is_shipped():
    shipped = {code.partition("-")[0] for code, _name in settings.LANGUAGES}
    for words in (newsroom_words.ANYWHERE, newsroom_words.ALONE, newsroom_words.TOGETHER):
        assert set(words) == shipped
    assert [role for role in ROLES if not reads_as_newsroom(role, [])] == []


@pytest.mark.parametrize("paper", ["Standard", "Hamburg News", "Die Zeit", "News", "Die", "★", ""])
def test_keeps_a_papers_name_and_no_more(paper: str):
    assert not paper.isalpha() or reads_as_newsroom(paper, [paper])
    assert not any(
        reads_as_newsroom(name, [paper])
        for name in ("Hamburg", "Anna", "", "Zeitung", "Zeit Reisender")
    )


@pytest.mark.django_db
def test_asks_one_rule_for_accounts_and_lets_staff_be():
    vera = make_user("vera", EDITOR)
    alice = make_user("alice")
    assert is_reserved("Example, Vera")
    with pytest.raises(NameRefused):
        rename(user=alice, name="Vera Example (Moderator)")
    assert rename(user=vera, name="Vera, Editor").display_name == "Vera, Editor"
