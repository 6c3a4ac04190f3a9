"""`standfirst unlock`: let somebody in who has lost their second step."""

import click

from .failing import CommandFailed


@click.command()
@click.argument("mail_address")
def unlock(*, mail_address: str) -> None:
    """Take passkeys, app and recovery codes from the account of MAIL_ADDRESS.

    Who works here sets up a new second step at the next sign-in.
    """
    from .django import set_up

    set_up()
    from standfirst.accounts.models import User
    from standfirst.accounts.services import take_second_step_away

    user = User.objects.filter(email=mail_address).first()
    if user is None:
        raise CommandFailed(f"nobody has the address {mail_address}")
    removed = take_second_step_away(user=user)
    click.echo(f"{user}: {removed} removed." if removed else f"{user} had no second step.")
