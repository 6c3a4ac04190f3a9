"""`standfirst bounce`: what the mail server hands over when a letter came back."""

import os
import sys

import click


@click.command()
@click.option(
    "--to",
    default="",
    envvar="ORIGINAL_RECIPIENT",  # by which Postfix tells a command that is called for a user
    help="The address that the message arrived at.",
)
def bounce(*, to: str) -> None:
    """Read one bounce or complaint from standard input, and stop writing to that address.

    \b
    For a mail server's pipe. With Postfix, in the file .forward in the home folder of the user who
    owns the site, and "bounces: standfirst" (that user) in /etc/aliases:
      "|/srv/standfirst/.venv/bin/standfirst bounce"

    Without --to, Postfix tells the address, or else the headers of the message do. A message that is no
    report about a letter of ours is refused with exit code 65, as mail servers expect of one that will
    never do; where the site cannot take it in now, the code is 75, and they try again later.
    """
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError
    from django.utils import timezone

    from standfirst.lib.errors import Refused

    from .django import set_up

    try:
        set_up()
        from standfirst.notifications.services import take_report

        message = sys.stdin.buffer.read()
        outcome = take_report(message=message, returned_to=to, at=timezone.now())
    except Refused as refusal:
        click.echo(f"standfirst: {refusal}", err=True)
        sys.exit(os.EX_DATAERR)
    except (DatabaseError, ImproperlyConfigured) as error:
        click.echo(f"standfirst: {' '.join(str(error).split())}", err=True)
        sys.exit(os.EX_TEMPFAIL)
    click.echo(outcome)
