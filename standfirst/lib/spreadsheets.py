"""Tables as files for spreadsheets: CSV in the habits of a country, and XLSX. Numbers are numbers there.

A CSV file begins with a byte order mark, by which Excel knows UTF-8. What people typed stays words:
a spreadsheet runs none of it as a formula.

Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from .locale_formats import decimal_sign
from .names import printable

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | Decimal | date | datetime | None

_AT_A_TIME = 2000
_MARK = "\ufeff"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
DECIMALS = {"point": ".", "comma": ","}


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """What stands between cells, and before decimals; each by its name in SEPARATORS and DECIMALS."""

    separator: str = "comma"
    decimal: str = "point"

    @classmethod
    def usual(cls) -> "CsvStyle":
        """What a spreadsheet in the language that is active opens in columns by a double click."""
        return cls("semicolon", "comma") if decimal_sign() == "," else cls()

    @classmethod
    def chosen(cls, asked: Mapping[str, str], usual: "CsvStyle") -> "CsvStyle":
        """What an address asks for with `separator` and `decimal`, else `usual`."""
        separator, decimal = asked.get("separator", ""), asked.get("decimal", "")
        return cls(
            separator if separator in SEPARATORS else usual.separator,
            decimal if decimal in DECIMALS else usual.decimal,
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `name` is that of its file, without an ending."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def as_csv(table: Table, style: CsvStyle) -> Iterator[str]:
    """Yield the file a few thousand rows at a time. Times are in UTC, ISO 8601.

    Words stand in quotes, so that a program that takes another sign for the separator finds none in them.
    """
    page = io.StringIO()
    writer = csv.writer(page, delimiter=SEPARATORS[style.separator], quoting=csv.QUOTE_NONNUMERIC)
    page.write(_MARK)
    writer.writerow(table.headings)
    for number, row in enumerate(table.rows, start=1):
        writer.writerow([_csv_cell(cell, DECIMALS[style.decimal]) for cell in row])
        if number % _AT_A_TIME == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def as_xlsx(table: Table) -> bytes:
    """Return the file. Times are in UTC; their cells know no zone."""
    # Loaded when a sheet is wanted, as Wagtail does: it takes 5 MB of memory, and is wanted seldom.
    from openpyxl import Workbook  # noqa: PLC0415

    workbook = Workbook(write_only=True, iso_dates=True)
    sheet = workbook.create_sheet(title=table.name[:31])
    sheet.append(list(table.headings))
    for row in table.rows:
        sheet.append([_xlsx_cell(sheet, cell) for cell in row])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def csv_response(table: Table, style: CsvStyle) -> StreamingHttpResponse:
    """Answer with the table as CSV."""
    response = StreamingHttpResponse(as_csv(table, style), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_dated(table)}.csv"'
    return response


def xlsx_response(table: Table) -> FileResponse:
    """Answer with the table as XLSX."""
    file = io.BytesIO(as_xlsx(table))
    name = f"{_dated(table)}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=_XLSX)


def table_response(table: Table, request: HttpRequest) -> HttpResponseBase:
    """Answer as the address asks: with `export=xlsx`, or in the CSV of its `separator` and `decimal`."""
    if request.GET.get("export") == "xlsx":
        return xlsx_response(table)
    return csv_response(table, CsvStyle.chosen(request.GET, CsvStyle.usual()))


def as_words(typed: str) -> str:
    """Return what somebody typed for a cell: what would be run as a formula stays words, and no sign breaks the file."""
    shown = printable(typed)
    return f"'{shown}" if shown.startswith(_RUN) else shown


def _csv_cell(cell: Cell, decimal: str) -> str | int | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return cell if decimal == "." else f"{cell:f}".replace(".", decimal)
    if isinstance(cell, date):  # a moment, too
        return cell.isoformat()
    return as_words(cell) if isinstance(cell, str) else cell


def _xlsx_cell(sheet: "WriteOnlyWorksheet", cell: Cell) -> "WriteOnlyCell":
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    if isinstance(cell, str):
        written = WriteOnlyCell(sheet, printable(cell))
        # Nothing that was typed is a formula, nor an error.
        written.data_type = "s"
        return written
    if isinstance(cell, datetime):
        cell = cell.astimezone(UTC).replace(tzinfo=None)
    written = WriteOnlyCell(sheet, cell)
    if isinstance(cell, Decimal):
        places = -int(cell.as_tuple().exponent)
        written.number_format = "#,##0" + ("." + "0" * places if places > 0 else "")
    return written


def _dated(table: Table) -> str:
    return f"{table.name}-{timezone.localdate().isoformat()}"
