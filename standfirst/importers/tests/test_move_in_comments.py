"""Comments keep their shape, whatever the order and the damage of the file."""

from pathlib import Path

import pytest

from standfirst.discussion.models import Comment, Thread
from standfirst.importers.wordpress.report import Report
from standfirst.importers.wordpress.threads import Shape

from .old_paper import OldComment, OldItem, article, move_in, write_export

pytestmark = pytest.mark.django_db


def _move(folder: Path, *comments: OldComment, **item: object) -> Report:
    return move_in(write_export(folder, OldItem(1, comments=list(comments), **item)))  # type: ignore[arg-type]


def _shape() -> list[tuple[int, int | None, int | None, int, int]]:
    rows = Comment.objects.order_by("pk")
    return list(rows.values_list("pk", "parent_id", "root_id", "depth", "reply_count"))


def test_a_reply_may_come_before_what_it_answers(tmp_path: Path):
    _move(tmp_path, OldComment(3, parent=2), OldComment(2, parent=1), OldComment(1))
    assert _shape() == [(1, None, None, 1, 2), (2, 1, 1, 2, 1), (3, 2, 1, 3, 0)]


def test_a_second_run_leaves_late_replies_where_they_hang(tmp_path: Path):
    for _ in range(2):
        _move(tmp_path, OldComment(3, parent=2), OldComment(2, parent=1), OldComment(1))
    assert _shape() == [(1, None, None, 1, 2), (2, 1, 1, 2, 1), (3, 2, 1, 3, 0)]


def test_a_reply_without_its_parent_stands_at_the_top_and_is_counted(tmp_path: Path):
    report = _move(tmp_path, OldComment(5, parent=4), OldComment(6, parent=5))
    assert _shape() == [(5, None, None, 1, 1), (6, 5, 5, 2, 0)]
    assert report.remarks["reply whose parent is not in the file: at the top level"] == 1


def test_a_circle_is_cut_open_at_its_first(tmp_path: Path):
    report = _move(
        tmp_path,
        OldComment(1, parent=3),
        OldComment(2, parent=1),
        OldComment(3, parent=2),
        OldComment(4, parent=2),
    )
    assert _shape() == [(1, None, None, 1, 3), (2, 1, 1, 2, 2), (3, 2, 1, 3, 0), (4, 2, 1, 3, 0)]
    assert report.remarks["circle of replies: cut open at its first"] == 1


def test_a_comment_that_answers_itself_stands_at_the_top(tmp_path: Path):
    _move(tmp_path, OldComment(1, parent=1))
    assert _shape() == [(1, None, None, 1, 0)]


def test_a_reply_older_than_its_parent_gets_a_higher_number(tmp_path: Path):
    _move(tmp_path, OldComment(2, parent=9), OldComment(9))
    assert _shape() == [(9, None, None, 1, 1), (10, 9, 9, 2, 0)]
    assert Comment.objects.get(pk=10).old_number == 2
    assert Comment.objects.get(pk=9).old_number is None


def test_a_number_that_is_taken_here_is_not_taken_twice(tmp_path: Path):
    move_in(write_export(tmp_path, OldItem(7)))
    thread = Thread.objects.create(key=f"article-{article(7).pk}", article=article(7))
    ours = Comment.objects.create(
        pk=1, thread=thread, words="Ours.", html="", created_at="2026-01-01T00:00Z"
    )
    _move(tmp_path, OldComment(1, words="Theirs."), OldComment(2, parent=1))
    ours.refresh_from_db()
    assert ours.words == "Ours."
    theirs = Comment.objects.get(words="Theirs.")
    assert theirs.old_number == 1
    assert theirs.pk > 2
    assert theirs.reply_count == 1


@pytest.mark.parametrize(
    ("approved", "state"),
    [
        ("1", "approved"),
        ("0", "held"),
        ("hold", "held"),
        ("spam", "spam"),
        ("trash", "removed"),
        ("strange", "held"),
    ],
)
def test_states_are_ours(tmp_path: Path, approved: str, state: str):
    _move(tmp_path, OldComment(1, approved=approved))
    assert Comment.objects.get().state == state


def test_only_approved_replies_count(tmp_path: Path):
    _move(tmp_path, OldComment(1), OldComment(2, parent=1, approved="0"), OldComment(3, parent=2))
    assert Comment.objects.get(pk=1).reply_count == 1
    assert Thread.objects.get().comment_count == 2


def test_pings_and_notes_of_plugins_are_left_out_and_counted(tmp_path: Path):
    report = _move(
        tmp_path,
        OldComment(1, type="pingback"),
        OldComment(2, type="trackback"),
        OldComment(3, type="order_note"),
    )
    assert not Comment.objects.exists()
    assert report.left_out["comment, ping"] == 2
    assert report.left_out["comment, of the type order_note"] == 1


def test_what_no_column_holds_is_dropped_not_the_comment(tmp_path: Path):
    _move(
        tmp_path,
        OldComment(
            1,
            author="A" * 300,
            mail="nonsense",
            url="javascript:alert(1)",
            date="0000-00-00 00:00:00",
        ),
    )
    comment = Comment.objects.get()
    assert (len(comment.name), comment.mail, comment.website) == (80, "", "")
    assert comment.created_at == article(1).first_published_at


@pytest.mark.parametrize(
    ("meta", "votes"),
    [
        (
            {
                "wpdiscuz_votes_seperate": 'a:2:{s:4:"like";i:17;s:7:"dislike";i:2;}',
                "wpdiscuz_votes": "99",
            },
            (17, 2, 15),
        ),
        ({"wpdiscuz_votes": "-14"}, (0, 14, -14)),
        ({"wpdiscuz_votes": "5", "wpdiscuz_votes_seperate": 'O:8:"Evil":0:{}'}, (5, 0, 5)),
        ({"wpdiscuz_votes": "99999999999999"}, (10**8, 0, 10**8)),
        ({"wpdiscuz_votes": "many"}, (0, 0, 0)),
    ],
)
def test_votes_are_read_in_one_shape_only(
    tmp_path: Path, meta: dict[str, str], votes: tuple[int, int, int]
):
    _move(tmp_path, OldComment(1, meta=meta))
    comment = Comment.objects.get()
    assert (comment.up, comment.down, comment.score) == votes


def test_words_are_shown_as_wordpress_showed_them(tmp_path: Path):
    _move(
        tmp_path,
        OldComment(
            1, words="One\nline.\n\n<b>Two</b> https://a.example/x?a=1&b=2. <script>no</script>"
        ),
    )
    html = Comment.objects.get().html
    assert "<p>One<br>line.</p>" in html
    assert '<a href="https://a.example/x?a=1&amp;b=2" rel="nofollow ugc noopener">' in html
    assert "script" not in html


def test_inline_feedback_on_a_second_article_finds_its_passage(tmp_path: Path):
    mark = '<p>Before. [wpdiscuz-feedback id="{0}" question="{0}?" opened="0"]The words.[/wpdiscuz-feedback] After.</p>'
    answer = OldComment(1, meta={"wpdiscuz_feedback_form_id": "3"})
    first = OldItem(1, body=mark.format("a") + mark.format("b"))
    move_in(write_export(tmp_path, first, OldItem(2, body=mark.format("c"), comments=[answer])))
    question = Comment.objects.get().question
    assert (question.question, question.quote, question.prefix, question.suffix) == (
        "c?",
        "The words.",
        "Before.",
        "After.",
    )


def test_a_thread_deeper_than_ours_goes_on_beside(tmp_path: Path):
    report = _move(tmp_path, *(OldComment(n, parent=n - 1) for n in range(1, 504)))
    assert Comment.objects.get(pk=500).depth == 500
    assert Comment.objects.get(pk=503).depth == 500
    assert report.remarks["reply too deep for our threads: beside what it answers"] == 3


def test_a_long_chain_is_settled_without_recursion():
    shape = Shape()
    for number in range(1, 200_001):
        shape.add(number, number - 1, approved=True)
    shape.settle()
    assert shape.replies[0] == 199_999
