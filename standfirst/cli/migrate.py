"""`standfirst migrate`."""

import click

from .failing import CommandFailed


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when there is something to do.")
def migrate(*, check: bool) -> None:
    """Bring the database to this version.

    Safe to repeat. `standfirst run` does it by itself; on several machines, run it once before the
    new version starts.
    """
    from .django import bring_up_to_date, is_migrated, refuse_newer_database, set_up

    set_up(may_begin=not check)
    if check:
        refuse_newer_database()
        if not is_migrated():
            raise CommandFailed("the database is of an older version: run `standfirst migrate`")
        click.echo("The database is up to date.")
        return
    bring_up_to_date(verbosity=1)
