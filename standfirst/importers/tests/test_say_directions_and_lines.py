"""What an old page showed and plain words would lose: directions, lines in a table's cell, quotations, and how many."""

from pathlib import Path

import pytest

from standfirst.discussion.models import Comment
from standfirst.importers.wordpress.plurals import counted
from standfirst.importers.wordpress.words import comment_html

from .old_paper import OldComment, OldItem, article, move_in, write_export
from .test_convert_bodies import _convert

HEBREW = "שלום עולם"
LOST = "direction that the words do not show: left out"


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        (f'<p dir="rtl">{HEBREW}</p><h2 style="direction:rtl">{HEBREW}</h2><p dir="ltr">Peace</p>', 0),
        ('<p dir="rtl">Peace</p><ul style="color:red; direction: RTL"><li>be</li></ul><p dir="auto">a</p>', 2),
        ('<table dir="rtl"><tr><td colspan="2">Peace</td></tr></table><blockquote dir="rtl"><p>be</p></blockquote>', 1),
        (f'<p dir="ltr">{HEBREW}</p>', 1),
    ],
)  # fmt: skip
def test_a_direction_that_the_words_do_not_show_is_counted(body: str, lost: int):
    assert _convert(body).left_out[LOST] == lost


def test_html_that_is_kept_goes_on_saying_its_direction():
    (block,) = _convert(
        '<table style="direction:rtl"><tr><td colspan="2">a</td></tr></table>'
    ).blocks
    assert block.value.startswith('<table dir="rtl">')


def test_a_cell_keeps_its_lines():
    (block,) = _convert(
        "<table><tr><td>1<br>2<br/>\n3</td><td><p>a\nb</p><p>c</p></td></tr></table>"
    ).blocks
    assert block.value["table"]["data"] == [["1\n2\n3", "a b\nc"]]


def test_a_note_in_double_brackets_is_written_like_other_notes():
    (block,) = _convert("<p>Said ((a modern note)). f((x)) <code>a ((b))</code></p>").blocks
    assert block.value == "<p>Said (a modern note). f((x)) <code>a ((b))</code></p>"


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("[quote]bb[/quote]\ncc", "<blockquote><p>bb</p></blockquote><p>cc</p>"),
        ("[QUOTE=\"Bo\"]a [quote name=Al post=3]b[/quote][/quote]", "<blockquote><p>Bo:</p><p>a</p><blockquote><p>Al:</p><p>b</p></blockquote></blockquote>"),
        ("a [quote] b", "<p>a [quote] b</p>"),
        ("a [/quote] b [quotes]c[/quotes]", "<p>a [/quote] b [quotes]c[/quotes]</p>"),
        ("<code>[quote]a[/quote]</code>", '<p><code dir="ltr">[quote]a[/quote]</code></p>'),
    ],
)  # fmt: skip
def test_a_quotation_in_brackets_is_one(words: str, html: str):
    assert comment_html(words) == html


@pytest.mark.django_db
def test_a_comment_without_words_is_left_out_and_its_answers_stay(tmp_path: Path):
    comments = [
        OldComment(1),
        OldComment(2, parent=1, words=" <p>&nbsp;</p> "),
        OldComment(4, parent=3),
        OldComment(3, parent=2),
        OldComment(5, words="<!-- -->"),
        OldComment(6, parent=5),
    ]
    file = write_export(tmp_path, OldItem(1, comments=comments))
    for _ in range(2):
        report = move_in(file)
        assert report.left_out["comment without words: its answers stay"] == 2
        rows = Comment.objects.order_by("pk")
        assert list(rows.values_list("pk", "parent_id", "root_id", "depth", "reply_count")) == [
            (1, None, None, 1, 2),
            (3, 1, 1, 2, 1),
            (4, 3, 1, 3, 0),
            (6, None, None, 1, 0),
        ]
    assert rows[0].thread.article_id == article(1).pk
    assert rows[0].thread.comment_count == 4


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("article", "articles"),
        ("comment, approved", "comments, approved"),
        ("category “News”: its articles are in “Latest”", "categories “News”: their articles are in “Latest”"),
        ("in bodies: picture without a file", "in bodies: pictures without a file"),
        ("a byte that is no UTF-8: read as Windows-1252", "bytes that are no UTF-8: read as Windows-1252"),
        ("sticky article that does not lead: the front page has one place", "sticky articles that do not lead: the front page has one place"),
        ("core/paragraph", "core/paragraph"),
    ],
)  # fmt: skip
def test_a_report_counts_in_the_right_number(one: str, many: str):
    assert (counted(one, 1), counted(one, 2)) == (one, many)
