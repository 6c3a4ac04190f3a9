"""The `standfirst` command: `standfirst --help` teaches it."""

import os
import sys

import click

from .bounce import bounce
from .doctor import doctor
from .exports import export
from .imports import import_
from .migrate import migrate
from .reconcile import reconcile
from .reindex import reindex
from .run import run, worker
from .unlock import unlock


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="standfirst")
def commands() -> None:
    """A newsroom in one package.

    \b
    Start here:
      standfirst run            serve the paper on http://127.0.0.1:8000, with a demonstration newsroom
      standfirst run --empty    the same without it: set up your own in the browser

    \b
    Move in:
      standfirst import wordpress FILE --media DIR

    \b
    Move out:
      standfirst export books --beancount FILE

    \b
    Look after it:
      standfirst migrate        bring the database to this version
      standfirst doctor         say what is wrong and what to do
      standfirst reconcile      compare the books with what the payment provider holds
      standfirst reindex        build the search index anew
      standfirst unlock MAIL    let somebody in who has lost their second step
      standfirst bounce         read a letter that came back, from the mail server

    All state lives in the folder that STANDFIRST_DATA names (./data if unset).
    Settings are environment variables; docs/operator.md lists them.
    """


for command in (run, worker, migrate, import_, export, doctor, reconcile, reindex, unlock, bounce):
    commands.add_command(command)


def main() -> None:
    """Run the command; a refused setting is one line and exit code 2."""
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.settings")
    try:
        commands(prog_name="standfirst")
    except ImproperlyConfigured as error:
        click.echo(f"standfirst: {error}", err=True)
        sys.exit(2)
