"""`standfirst export`: what the newsroom has, as files that other programs read."""

from pathlib import Path

import click

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(name="export")
def export() -> None:
    """Take along what is yours.

    \b
      standfirst export books --beancount books.beancount   for Beancount; bean-check adds it up again
      standfirst export books --csv movements.csv           every movement, for a spreadsheet
    """


@export.command()
@click.option("--beancount", type=_FILE, help="Write the books as Beancount keeps them.")
@click.option("--csv", "csv_file", type=_FILE, help="Write every movement, one on a line.")
def books(*, beancount: Path | None, csv_file: Path | None) -> None:
    """Write all movements of money since the beginning."""
    from .django import set_up

    set_up()
    from standfirst.funding.services.exports import books_as_beancount, movements_csv

    if beancount is None and csv_file is None:
        raise click.UsageError("say where to: --beancount FILE, --csv FILE, or both")
    for file, write in ((beancount, books_as_beancount), (csv_file, movements_csv)):
        if file is not None:
            with file.open("w", encoding="utf-8", newline="") as written:
                written.writelines(write())
            click.echo(f"Written: {file}")
