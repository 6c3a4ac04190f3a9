import pytest

from standfirst.discussion.text_diff import MOST_PIECES, changes_between


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("9 boats", "8 boats", "<del>9</del><ins>8</ins> boats"),
        ("Same.", "Same.", "Same."),
        ("We saw", "We all saw", "We <ins>all </ins>saw"),
        ("one two", "three four", "<del>one two</del><ins>three four</ins>"),
        ("", "<b>", "<ins>&lt;b&gt;</ins>"),
    ],
)
def test_marks_what_came_and_what_went(before: str, after: str, marked: str):
    assert changes_between(before, after) == marked


def test_compares_lines_of_long_texts():
    long = "a b " * MOST_PIECES
    assert changes_between(f"{long}\nold\n", f"{long}\nnew\n").endswith(
        "<del>old\n</del><ins>new\n</ins>"
    )


def test_compares_nothing_in_texts_of_very_many_lines():
    old, new = "a\n" * (MOST_PIECES + 1), "b\n" * (MOST_PIECES + 1)
    assert changes_between(old, new) == f"<del>{old}</del><ins>{new}</ins>"
