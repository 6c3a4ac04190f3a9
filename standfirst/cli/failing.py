"""How a command says that it failed."""

from typing import IO, Any

import click


class CommandFailed(click.ClickException):
    """It failed, for a reason that is one line on the terminal, as that of any refusal; exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it; called by click."""
        click.echo(f"standfirst: {self.format_message()}", file=file, err=True)
