"""`standfirst reconcile`: bring in what the payment provider told and we never heard, and compare."""

import sys

import click

from .failing import CommandFailed


@click.command()
def reconcile() -> None:
    """Compare our books with what the payment provider holds; the worker does it every hour.

    Exit code 0 when all agree, 1 when something needs you.
    """
    from .django import set_up

    set_up()
    from django.utils import timezone

    from standfirst.funding.gateways import stripe
    from standfirst.funding.services.reconciling import reconcile as compare
    from standfirst.lib.errors import Unavailable
    from standfirst.lib.money import Money

    gateway = stripe.configured()
    if gateway is None:
        raise CommandFailed("no payment provider is set up: STRIPE_SECRET_KEY is empty")
    try:
        outcome = compare(gateway=gateway, at=timezone.now())
    except Unavailable as failed:
        raise CommandFailed(str(failed)) from failed
    click.echo(f"{outcome.missed} messages had never come; {outcome.waiting} still wait.")
    for row in outcome.reconciliations:
        mark = "!!" if row.difference else "ok"
        ours, theirs = Money(row.ours, row.currency), Money(row.theirs, row.currency)
        click.echo(f"{mark}  {row.currency}: our books {ours.decimal}, Stripe {theirs.decimal}")
    sys.exit(1 if outcome.differing or outcome.waiting else 0)
