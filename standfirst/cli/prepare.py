"""What must be true before the server may start: database, static files, a paper to look at."""

import argparse
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection

from standfirst.lib import outage, parents, settings_file
from standfirst.lib.errors import Refused

from . import django as setup
from .load import load
from .readiness import is_ready, note_ready

# Of a new database, as Wagtail makes it; and hosts that are this machine's own.
_NOBODYS_CHOICE = ("localhost", "127.0.0.1", "::1")


def prepare(*, empty: bool, is_default_address: bool = False) -> None:
    """Bring database and static files up to date, and lay out the demonstration the first time.

    Args:
        empty: lay out none.
        is_default_address: nobody chose `SITE_URL`; it is only where the server listens.
    """
    setup.set_up(may_begin=True)
    outage.ask()
    setup.refuse_newer_database()
    if not setup.is_migrated():
        click.echo("Standfirst: preparing the database …")
        setup.bring_up_to_date(verbosity=0)
    _name_the_site(is_default_address=is_default_address)
    _collect_static_files()
    if not empty and settings.IS_LOCAL:  # an invented paper belongs nowhere else
        _lay_out_demonstration()
    note_ready()


def _name_the_site(*, is_default_address: bool) -> None:
    """Let Wagtail build its absolute addresses from the one that the operator set.

    An address that nobody chose replaces none that somebody did: the next start may know it again.
    """
    from wagtail.models import Site

    parts = urlsplit(settings.SITE_URL)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    others = Site.objects.filter(is_default_site=True).exclude(hostname=parts.hostname, port=port)
    if is_default_address and (chosen := others.exclude(hostname__in=_NOBODYS_CHOICE).first()):
        click.echo(
            f"standfirst: this paper's address is {chosen.root_url}, but STANDFIRST_URL is not set, "
            "so that it is only tried out here. Set it for readers to come.",
            err=True,
        )
        return
    others.update(hostname=parts.hostname, port=port)
    Site.clear_site_root_paths_cache()


def _collect_static_files() -> None:
    """Hash and compress the static files."""
    click.echo("Standfirst: preparing the static files …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)


def _lay_out_demonstration() -> None:
    """On an untouched site only; its sign-ins are printed this once, and kept in a file for their owner."""
    from django.utils import timezone

    from standfirst.accounts.models import User
    from standfirst.demo.services import lay_out
    from standfirst.publishing.models import ArticlePage

    if User.objects.exists() or ArticlePage.objects.exists():
        return
    click.echo("Standfirst: laying out the demonstration newsroom …")
    sign_ins = lay_out(at=timezone.now())
    path = _sign_ins_path()
    path.touch(mode=0o600)
    path.write_text("".join(f"{s.role}: {s.email} {s.password}\n" for s in sign_ins))
    click.echo("\n  Sign in as")
    for line in path.read_text().splitlines():
        click.echo(f"    {line}")
    click.echo("    The second step at sign-in is switched off for this demonstration.")


def _sign_ins_path() -> Path:
    return Path(settings.DATA_DIR) / "demonstration-sign-ins.txt"


def greet() -> None:
    """Print the addresses, and how to get in."""
    from standfirst.accounts.models import User

    click.echo(f"\n  The paper    {settings.SITE_URL}/\n  The editor   {settings.SITE_URL}/admin/")
    if not User.objects.exists():
        from standfirst.publishing.welcome.services import welcome_code

        click.echo(f"  Set it up    {settings.SITE_URL}/welcome/?code={welcome_code()}")
    elif _sign_ins_path().exists():
        # Not the passwords again: what is printed ends in logs, and stays there.
        click.echo(f"  Sign-ins     {_sign_ins_path()}")
        if not settings.IS_LOCAL:
            click.echo(
                "  Warning      this site is open to others and has the demonstration’s people"
            )
    if not settings.MAIL and settings.CAN_MAIL:
        click.echo(f"  Emails       {settings.MAIL_DIR}")
    click.echo(f"  Data folder  {settings.DATA_DIR}\n")


def main() -> int:
    """Prepare, and with `--rehearse` load and make pages, too; a refusal is one line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--empty", action="store_true")
    parser.add_argument("--default-address", default="")
    parser.add_argument("--rehearse", action="store_true")
    parser.add_argument("--parent", type=int)
    asked = parser.parse_args()
    if asked.parent:
        parents.end_with(asked.parent)
    try:
        _do(asked)
    except (ImproperlyConfigured, Refused) as error:
        click.echo(f"standfirst: {error}", err=True)
        return 2
    except DatabaseError as error:
        click.echo(f"standfirst: {outage.in_words(error)}", err=True)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _do(asked: argparse.Namespace) -> None:
    settings_file.load()
    is_default_address = bool(asked.default_address) and not os.environ.get("STANDFIRST_URL")
    if is_default_address:
        os.environ["STANDFIRST_URL"] = asked.default_address
    if not (asked.rehearse and is_ready()):
        while not _is_done(empty=asked.empty, is_default_address=is_default_address):
            pass
    if asked.rehearse:
        setup.set_up()
        load()


def _is_done(*, empty: bool, is_default_address: bool) -> bool:
    """Prepare, or wait until the database is there to do it again: what is done already stays."""
    try:
        prepare(empty=empty, is_default_address=is_default_address)
    except DatabaseError as error:
        connection.close()
        if not outage.wait_out(error):
            raise
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
