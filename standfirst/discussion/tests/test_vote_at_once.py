"""Two hundred vote at the same moment, as browsers do: by posting a form."""

import pytest
from django.test import Client

from standfirst.discussion.guests import signed
from standfirst.discussion.models import Comment, Vote
from standfirst.discussion.scores import wilson
from standfirst.discussion.services import recount
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.discussion.tests.crowds import article as article
from standfirst.discussion.tests.crowds import at_once
from standfirst.publishing.models import ArticlePage

pytestmark = pytest.mark.django_db(transaction=True)
VOTERS = 200


@pytest.fixture
def comment(article: ArticlePage) -> Comment:
    """A comment that moved in with votes of its own."""

    def make() -> Comment:
        found = make_comment(make_thread(article), up=40, down=2)
        recount(found.thread)
        return found

    (comment,) = at_once(make)
    return comment


def vote(comment: Comment, voter: int, value: str) -> int:
    client = Client(REMOTE_ADDR=f"192.0.2.{voter}", HTTP_SEC_FETCH_SITE="same-origin")
    client.cookies["standfirst_guest"] = signed(f"voter-{voter}")
    return client.post(f"/discussion/comments/{comment.pk}/vote/", {"value": value}).status_code


def figures(comment: Comment) -> list[int]:
    found = Comment.objects.get(pk=comment.pk)
    assert found.best == wilson(found.up, found.down)
    return [found.up, found.down, found.score, Vote.objects.count()]


def test_ends_with_exactly_the_right_number(comment: Comment):
    values = ["up" if voter % 4 else "down" for voter in range(VOTERS)]
    answers = at_once(*(lambda n=n: vote(comment, n, values[n]) for n in range(VOTERS)))
    assert set(answers) == {303}
    assert at_once(lambda: figures(comment)) == [[190, 52, 138, 200]]


def test_counts_once_who_votes_many_times_at_once(comment: Comment):
    answers = at_once(*(lambda: vote(comment, 1, "up") for _ in range(12)))
    assert set(answers) == {303}
    assert at_once(lambda: figures(comment)) == [[41, 2, 39, 1]]
