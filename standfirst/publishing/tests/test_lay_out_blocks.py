import pytest

from standfirst.publishing.embeds import door_to
from standfirst.publishing.tables import read_table


@pytest.mark.parametrize(
    ("url", "frame"),
    [
        (
            "https://www.youtube.com/watch?v=abcdefghijk",
            "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1",
        ),
        (
            "https://youtu.be/abcdefghijk?t=3",
            "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1",
        ),
        (
            "https://www.youtube.com/watch?v=abcdefghijk&list=x&t=90s",
            "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1&start=90",
        ),
        (
            "https://vimeo.com/123456789/ab12cd34",
            "https://player.vimeo.com/video/123456789?h=ab12cd34&dnt=1&autoplay=1",
        ),
        (
            "https://vimeo.com/123456789",
            "https://player.vimeo.com/video/123456789?dnt=1&autoplay=1",
        ),
    ],
)
def test_a_known_host_may_be_shown_in_place(url: str, frame: str):
    assert door_to(url).frame == frame


@pytest.mark.parametrize(
    "url",
    [
        "https://radio.example/1",
        "https://youtube.com.evil.example/watch?v=abcdefghijk",
        "javascript:alert(1)//https://youtu.be/abcdefghijk",
        "http://[broken",
    ],
)
def test_any_other_host_stays_a_link(url: str):
    assert door_to(url).frame == ""


def test_names_the_host_without_its_www():
    assert door_to("https://www.radio.example/1").host == "radio.example"


def table(*rows: list[str | None]):
    value = {"data": list(rows), "first_row_is_table_header": True, "first_col_is_header": True}
    return read_table(value)


def test_a_column_of_figures_ends_on_one_line():
    read = table(["Part", "2024", "Note"], ["Piles", "3.9", "a"], ["Stone", "+5,1 %", "2"])
    assert [cell.is_number for cell in read.head] == [False, True, False]
    assert [cell.is_number for cell in read.rows[1]] == [False, True, False]


def test_the_first_cell_of_a_row_heads_it():
    read = table(["Part", "2024"], ["7", "3.9"])
    assert [cell.is_head for cell in read.rows[0]] == [True, False]


def test_an_empty_table_is_empty():
    assert read_table({"data": None}).rows == []


def test_empty_cells_do_not_make_a_column_of_words():
    read = table(["Part", "2024"], ["a", None], ["b", "–"], ["c", "−4"])
    assert read.rows[0][1].is_number


def test_an_empty_cell_heads_nothing():
    table = read_table(
        {
            "data": [["", "Won"], ["", "3"]],
            "first_row_is_table_header": True,
            "first_col_is_header": True,
        }
    )
    assert not table.rows[0][0].is_head
