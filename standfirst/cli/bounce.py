"""`standfirst bounce`: what the mail server hands over when a letter came back."""

import sys

import click


@click.command()
@click.option("--to", default="", help="The address that the message arrived at.")
def bounce(*, to: str) -> None:
    """Read one bounce or complaint from standard input, and stop writing to that address.

    \b
    For a mail server's pipe; with Postfix, in /etc/aliases:
      bounces: "|/srv/standfirst/.venv/bin/standfirst bounce"

    A message that is no report about a letter of ours is refused with exit code 65, as mail servers
    expect of one that will never do.
    """
    from django.utils import timezone

    from standfirst.lib.errors import Refused

    from .django import set_up

    set_up()
    from standfirst.notifications.services import take_report

    try:
        outcome = take_report(message=sys.stdin.buffer.read(), returned_to=to, at=timezone.now())
    except Refused as refusal:
        click.echo(f"standfirst: {refusal}", err=True)
        sys.exit(65)
    click.echo(outcome)
