"""`standfirst reindex`: the search index, built anew."""

import click

from . import django as setup


@click.command()
def reindex() -> None:
    """Build the search index anew.

    It is done by itself after an upgrade, and when the newsroom's language changes. Search goes on
    meanwhile. If it is stopped, run it again.
    """
    setup.set_up()
    from standfirst.publishing.search_index import rebuild, size

    click.echo(f"Building the search index: {size():,} pages, pictures and files …")
    rebuild()
    click.echo("standfirst: the search index is built anew")
