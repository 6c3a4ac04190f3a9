"""Reads an HTML table into rows of plain cells, or says that it holds more than that."""

from typing import Any

from lxml import etree

from .inline import line_of, lines_of_cell

RICHER = "table|ul|ol|img|a|iframe|video|audio|pre|blockquote"
WIDEST = 200


def table_value(table: etree._Element, note: str) -> dict[str, Any] | None:
    """Return the value of a table block; None where plain cells would lose something, or move figures to another column."""
    if has_merged_cells(table) or any(part.get("data-place") for part in table.iter()):
        return None
    if any(table.find(f".//{tag}") is not None for tag in RICHER.split("|")):
        return None
    rows = list(table.iter("tr"))
    cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
    if not any(cells) or any(len(row) > WIDEST for row in cells) or _strays(table):
        return None
    data = [[lines_of_cell(cell) for cell in row] for row in cells if row]
    width = max(len(row) for row in data)
    if width > WIDEST:
        return None
    first = [row for row in cells if row]
    heads = all(cell.tag == "th" for cell in first[0]) or table.find("thead//td") is not None
    column = len(first) > 1 and all(row[0].tag == "th" for row in first[1:])
    caption = table.find("caption")
    return {
        "title": line_of(caption)[:255] if caption is not None else "",
        "unit": "",
        "table": {
            "data": [row + [""] * (width - len(row)) for row in data],
            "cell": [],
            "mergeCells": [],
            "first_row_is_table_header": heads,
            "first_col_is_header": column,
            "table_header_choice": {
                (True, True): "both",
                (True, False): "row",
                (False, True): "col",
            }.get((heads, column), "neither"),
            "table_caption": "",
        },
        "note": note,
    }


def has_merged_cells(table: etree._Element) -> bool:
    """Say whether a cell takes the place of several."""
    spans = (
        cell.get(name, "1").strip()
        for cell in table.iter("td", "th")
        for name in ("colspan", "rowspan")
    )
    return any(span != "1" for span in spans)


def _strays(table: etree._Element) -> bool:
    """Words outside any cell: plain rows would lose them."""
    inside = sum(len("".join(line_of(cell).split())) for cell in table.iter("td", "th", "caption"))
    return inside != len("".join(line_of(table).split()))
