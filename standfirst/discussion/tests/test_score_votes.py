from importlib import import_module

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from standfirst.discussion.models import Comment
from standfirst.discussion.scores import wilson, wilson_of_row
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article

VOTES = st.integers(0, 2_000_000)


def test_knows_nothing_without_a_vote_for_it():
    assert wilson(0, 0) == wilson(0, 9) == 0


@pytest.mark.parametrize(
    ("up", "down", "best"), [(1, 0, 206_549), (10, 0, 722_467), (5, 5, 236_593), (90, 10, 825_634)]
)
def test_is_the_lower_bound_of_the_score_interval(up: int, down: int, best: int):
    assert wilson(up, down) == best


@given(up=VOTES, down=VOTES)
def test_rises_with_agreement_and_falls_with_disagreement(up: int, down: int):
    assert 0 <= wilson(up, down + 1) <= wilson(up, down) <= wilson(up + 1, down) < 1_000_000


@pytest.mark.django_db
def test_is_the_same_in_the_database():
    thread = make_thread(make_article())
    votes = [(up, down) for up in (0, 1, 2, 3, 7, 50, 999, 12_345) for down in (0, 1, 2, 40, 1000)]
    for up, down in votes:
        make_comment(thread, up=up, down=down)
    Comment.objects.update(best=wilson_of_row())
    rows = Comment.objects.values_list("up", "down", "best")
    assert {best == wilson(up, down) for up, down, best in rows} == {True}


@pytest.mark.django_db
def test_is_filled_in_for_votes_of_before():
    comment = make_comment(make_thread(make_article()), up=9, down=1)
    Comment.objects.update(best=0)
    migration = import_module("standfirst.discussion.migrations.0003_best_of_votes")
    migration.fill(apps, None)
    comment.refresh_from_db()
    assert comment.best == wilson(9, 1)
