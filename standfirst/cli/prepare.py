"""What must be true before the server may start: database, static files, a paper to look at."""

import argparse
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError

from . import django as setup
from .readiness import note_ready


def prepare(*, empty: bool) -> None:
    """Bring database and static files up to date, and lay out the demonstration the first time."""
    setup.set_up(may_begin=True)
    if not setup.is_migrated():
        click.echo("Standfirst: preparing the database …")
        setup.bring_up_to_date(verbosity=0)
    _name_the_site()
    _collect_static_files()
    if not empty and settings.IS_LOCAL:  # an invented paper belongs nowhere else
        _lay_out_demonstration()
    note_ready()


def _name_the_site() -> None:
    """Let Wagtail build its absolute addresses from the one that the operator set."""
    from wagtail.models import Site

    parts = urlsplit(settings.SITE_URL)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    Site.objects.filter(is_default_site=True).exclude(hostname=parts.hostname, port=port).update(
        hostname=parts.hostname, port=port
    )
    Site.clear_site_root_paths_cache()


def _collect_static_files() -> None:
    """Hash and compress the static files."""
    click.echo("Standfirst: preparing the static files …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)


def _lay_out_demonstration() -> None:
    """On an untouched site only; its sign-ins are kept for the greeting."""
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
        click.echo("  Sign in as")
        for line in _sign_ins_path().read_text().splitlines():
            click.echo(f"    {line}")
        click.echo("    The second step at sign-in is switched off for this demonstration.")
    if not settings.MAIL and settings.CAN_MAIL:
        click.echo(f"  Letters are  {settings.MAIL_DIR}")
    click.echo(f"  State is in  {settings.DATA_DIR}\n")


def main() -> int:
    """Prepare; a refusal is one line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--empty", action="store_true")
    try:
        prepare(empty=parser.parse_args().empty)
    except ImproperlyConfigured as error:
        click.echo(f"standfirst: {error}", err=True)
        return 2
    except DatabaseError as error:
        click.echo(
            f"standfirst: the database does not answer: {str(error).splitlines()[0]}", err=True
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
