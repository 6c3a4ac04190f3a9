"""The `standfirst` command: `standfirst --help` teaches it."""

import os
import sys
from pathlib import Path

import click

from standfirst.lib import settings_file

from .backups import backup, restore
from .bounce import bounce
from .doctor import doctor
from .exports import export
from .imports import import_
from .migrate import migrate
from .reconcile import reconcile
from .reindex import reindex
from .run import run
from .unlock import unlock
from .worker import worker


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="standfirst")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder that the site is in.  [default: STANDFIRST_DATA, or data in the checkout]",
)
@click.pass_context
def commands(context: click.Context, *, data: Path | None) -> None:
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
      standfirst backup FILE    the whole paper in one file, while it is served
      standfirst restore FILE   put it back, here or elsewhere, on SQLite or PostgreSQL
      standfirst migrate        bring the database to this version
      standfirst doctor         say what is wrong and what to do
      standfirst reconcile      compare the books with what the payment provider holds
      standfirst reindex        build the search index anew
      standfirst unlock MAIL    let somebody in who has lost their second step
      standfirst bounce         read a letter that came back, from the mail server

    All state lives in one folder. Settings are lines in settings.env in there, or environment
    variables, which come first; docs/operator.md lists them.
    """
    if data:
        os.environ["STANDFIRST_DATA"] = str(data.resolve())
    settings_file.load()
    if context.invoked_subcommand != "doctor":  # who lists them among what is wrong
        for name, advice in settings_file.unknown_names().items():
            click.echo(f"standfirst: {advice}", err=True)
            del os.environ[name]  # or each process that is started says it again


for command in (
    run,
    worker,
    migrate,
    import_,
    export,
    backup,
    restore,
    doctor,
    reconcile,
    reindex,
    unlock,
    bounce,
):
    commands.add_command(command)


def main() -> None:
    """Run the command; a refusal, and a database that does not answer, is one line and exit code 2."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import InterfaceError, OperationalError

    from standfirst.lib import outage
    from standfirst.lib.errors import Refused

    os.umask(0o077)  # what we make is for the user who runs us, on a machine that others use, too
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.settings")
    try:
        commands(prog_name="standfirst")
    except (ImproperlyConfigured, Refused) as error:
        click.echo(f"standfirst: {error}", err=True)
        sys.exit(2)
    except (OperationalError, InterfaceError) as error:
        click.echo(f"standfirst: {outage.in_words(error)}", err=True)
        sys.exit(2)
