"""`standfirst import`: one subcommand per foreign system."""

import click


@click.group(name="import")
def import_() -> None:
    """Move in from another system."""
