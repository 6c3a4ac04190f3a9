"""Moderators decide about what readers see, not about the signs that were typed."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from standfirst.accounts.models import User
from standfirst.accounts.roles import MODERATOR
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment
from standfirst.discussion.services import pick, recount
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.lib.html import plain_lines, render_comment
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/"
WORDS = "> Nobody told us\n\n**Bold** & <i>\nnext line\n\n- one\n- two\n\n" + "long " * 200 + "END"
# What it must not look like, and how it does.
TYPED, READ = ("**Bold**", "&gt; Nobody"), ("<blockquote>\n<p>Nobody told us</p>", "<strong>Bold</strong> &amp; &lt;i&gt;<br>", "<li>two</li>", "END")  # fmt: skip


@pytest.fixture
def max_() -> User:
    return make_user("max", MODERATOR)


@pytest.fixture
def comment(client: Client, max_: User) -> Comment:
    client.force_login(max_)
    comment = make_comment(make_thread(make_article()), WORDS, user=max_)
    recount(comment.thread)
    return comment


def test_in_the_list_the_log_and_the_question_what_is_meant(
    client: Client, max_: User, comment: Comment
):
    pick(comment=comment, by=max_, at=timezone.now())
    address = f"{LIST}{comment.pk}/"
    pages = {
        "list": client.get(LIST, {"state": "approved"}),
        "log": client.get(f"{LIST}log/"),
        "conflict": client.post(address, {"act": "pin", "opened_on": "x"}),
    }
    for where, answer in pages.items():
        page = answer.content.decode()
        assert [part in page for part in TYPED] == [False] * 2, where
        assert [part in page for part in READ] == [True] * 4, where


def test_in_what_is_said_of_an_act(client: Client, comment: Comment):
    answer = client.post(f"{LIST}{comment.pk}/", {"act": "pin"})
    told = [str(message).strip() for message in get_messages(answer.wsgi_request)]
    assert len(told) == 1
    assert told[0].startswith(
        "Pinned: Alice: Nobody told us Bold &amp; &lt;i&gt; next line one two"
    )


def test_in_ones_own_list_line_by_line(client: Client, comment: Comment):
    page = client.get("/account/comments/").content.decode()
    assert "Nobody told us<br>Bold &amp; &lt;i&gt;<br>next line<br>one<br>two<br>long" in page


def test_lines_are_never_run_together():
    assert plain_lines(render_comment("a\nb\n\n1. c\n2. d\n\n> e\n\n```\nf\ng\n```")).split() == list("abcdefg")  # fmt: skip
    assert plain_lines("<p>5 &lt; 6</p><p></p>") == "5 < 6"
