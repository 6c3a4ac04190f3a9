"""`standfirst export`: what the newsroom has, as files that other programs read."""

from collections.abc import Iterator
from pathlib import Path

import click

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(name="export")
def export() -> None:
    """Take along what is yours.

    \b
      standfirst export books --beancount books.beancount   for Beancount; bean-check adds it up again
      standfirst export books --csv movements.csv           every movement, for a spreadsheet
      standfirst export books --xlsx movements.xlsx         the same as XLSX
    """


@export.command()
@click.option("--beancount", type=_FILE, help="Write the books as Beancount keeps them.")
@click.option("--csv", "csv_file", type=_FILE, help="Write every movement, one on a line.")
@click.option("--xlsx", type=_FILE, help="Write every movement as XLSX.")
@click.option(
    "--separator",
    type=click.Choice(["comma", "semicolon", "tab"]),
    default="comma",
    help="What stands between the columns of the CSV.",
)
@click.option(
    "--decimal",
    type=click.Choice(["point", "comma"]),
    default="point",
    help="The CSV's decimal sign.",
)
def books(
    *,
    beancount: Path | None,
    csv_file: Path | None,
    xlsx: Path | None,
    separator: str,
    decimal: str,
) -> None:
    """Write all movements of money since the beginning."""
    from .django import set_up

    set_up()
    from standfirst.funding.services.exports import books_as_beancount, movements_table
    from standfirst.lib.spreadsheets import CsvStyle, as_csv, as_xlsx

    if not (beancount or csv_file or xlsx):
        raise click.UsageError(
            "say where to: --beancount FILE, --csv FILE, --xlsx FILE, or several"
        )

    def write_csv() -> Iterator[str]:
        return as_csv(movements_table(), CsvStyle(separator, decimal))

    for file, write in ((beancount, books_as_beancount), (csv_file, write_csv)):
        if file is not None:
            with file.open("w", encoding="utf-8", newline="") as written:
                written.writelines(write())
            click.echo(f"Written: {file}")
    if xlsx is not None:
        xlsx.write_bytes(as_xlsx(movements_table()))
        click.echo(f"Written: {xlsx}")
