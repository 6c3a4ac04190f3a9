"""A table as it is read: which cells head a row or a column, which are figures."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# A sign (also the true minus, a dash or "about"), digits in groups, a unit.
_FIGURE = re.compile(
    r"^[+\-\u2212\u2013±<>≈~]?\s*+[$€£¥₹]?\s*+\d[\d.,\s\u00a0\u202f'\u2019]*+(%|‰|[$€£¥₹]|[A-Za-z°]{1,3})?$"
)
_NOTHING = {"-", "\u2013", "\u2014"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; the figures of a column end on one line."""

    text: str
    is_head: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, below one row of column heads or none."""

    head: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]


def read_table(value: Mapping[str, Any]) -> Table:
    """Read the value of a table block: {data: [[…]], first_row_is_table_header, first_col_is_header}."""
    data = [
        ["" if cell is None else str(cell).strip() for cell in row] for row in value["data"] or []
    ]
    head = data[0] if data and value.get("first_row_is_table_header") else []
    rows = data[1:] if head else data
    of_figures = [_is_of_figures(column) for column in zip(*rows, strict=False)]
    first_is_head = bool(value.get("first_col_is_header"))
    return Table(
        [_cell(text, place, of_figures) for place, text in enumerate(head)],
        [
            [
                _cell(text, place, of_figures, is_head=first_is_head and place == 0 and bool(text))
                for place, text in enumerate(row)
            ]
            for row in rows
        ],
    )


def _cell(text: str, place: int, of_figures: Sequence[bool], *, is_head: bool = False) -> Cell:
    is_number = not is_head and place < len(of_figures) and of_figures[place]
    return Cell(text, is_head, is_number)


def _is_of_figures(column: Sequence[str]) -> bool:
    """Whether every cell that says something holds a figure."""
    filled = [text for text in column if text and text not in _NOTHING]
    return bool(filled) and all(_FIGURE.match(text) for text in filled)
