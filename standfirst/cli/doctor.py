"""`standfirst doctor`: what is wrong, and what to do."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator

import click

from .doctor_funding import funding
from .finding import Finding


@click.command()
@click.argument("part", required=False, type=click.Choice(["funding"]))
def doctor(*, part: str | None) -> None:
    """Look at the installation, or at one PART of it, and say in words what is wrong.

    Exit code 0 when all is well, 1 when something needs you.
    """
    from .django import set_up

    set_up()
    _say_which_site()
    checks = [funding] if part == "funding" else CHECKS
    findings = [finding for check in checks for finding in check()]
    for finding in findings:
        mark = "!!" if finding.advice else "ok"
        click.echo(f"{mark}  {finding.subject}: {finding.seen}")
        if finding.advice:
            click.echo(f"    {finding.advice}")
    wrong = sum(bool(finding.advice) for finding in findings)
    click.echo(
        f"\n{wrong} of {len(findings)} need you." if wrong else f"\nAll {len(findings)} well."
    )
    sys.exit(1 if wrong else 0)


def _say_which_site() -> None:
    """Say what we look at: a command typed elsewhere may see other settings than the server."""
    from django.conf import settings

    from standfirst.lib.settings_file import FILE

    file = settings.DATA_DIR / FILE
    source = file if file.exists() else f"the environment alone; there is no {FILE}"
    click.echo(f"Site: {settings.SITE_URL}, in {settings.DATA_DIR}; settings from {source}\n")


def _names() -> Iterator[Finding]:
    from standfirst.lib.settings_file import unknown_names

    for name, advice in unknown_names().items():
        yield Finding("settings", name, advice)


def _data_folder() -> Iterator[Finding]:
    from django.conf import settings

    free = shutil.disk_usage(settings.DATA_DIR).free / 1e9
    advice = "" if free > 1 else "Make room: under 1 GB is left, and a full disk stops writing."
    yield Finding("data folder", f"{settings.DATA_DIR}, {free:.1f} GB free", advice)
    secret = settings.DATA_DIR / "secret_key"
    if secret.exists() and secret.stat().st_mode & 0o077:
        yield Finding("secret key", "others may read it", f"Run: chmod 600 {secret}")


def _database() -> Iterator[Finding]:
    from django.db import connection

    from .django import is_migrated

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check")
            state = cursor.fetchone()[0]
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
            advice = "" if state == "ok" else "The file is damaged: restore your last backup."
            yield Finding("database", f"SQLite, {mode}, {state}", advice)
        else:
            cursor.execute("SHOW server_version")
            yield Finding("database", f"PostgreSQL {cursor.fetchone()[0]}")
    migrated = is_migrated()
    yield Finding(
        "version of the database",
        "this one" if migrated else "an older one",
        "" if migrated else "Run: standfirst migrate",
    )


def _address() -> Iterator[Finding]:
    from django.conf import settings

    local = any(host in settings.SITE_URL for host in ("127.0.0.1", "localhost"))
    advice = ""
    if not local and not settings.IS_SECURE:
        advice = "Readers' words travel unprotected: put a TLS proxy in front and use https:// in STANDFIRST_URL."
    yield Finding("address", settings.SITE_URL, advice)


def _people() -> Iterator[Finding]:
    from standfirst.accounts.models import User

    editors = User.objects.filter(is_active=True, is_superuser=True).count()
    yield Finding(
        "operators",
        str(editors),
        ""
        if editors
        else "Nobody can sign in: run `standfirst run` and open the address it prints under “Set it up”.",
    )


def _demonstration() -> Iterator[Finding]:
    from django.conf import settings

    path = settings.DATA_DIR / "demonstration-sign-ins.txt"
    if path.exists() and settings.IS_SECURE:
        yield Finding(
            "demonstration",
            "its accounts can sign in",
            f"Delete its users in the editor, then {path}; or start again with an empty data folder.",
        )


def _mail() -> Iterator[Finding]:
    from django.conf import settings

    if settings.MAIL:
        yield Finding("mail", f"handed to {settings.MAIL.host}")
    elif settings.CAN_MAIL:
        yield Finding("mail", f"kept as files in {settings.MAIL_DIR}, for this site is local")
    else:
        yield Finding(
            "mail",
            "not sent, so nothing that needs it is offered; STANDFIRST_MAIL_URL names a mail server",
        )


def _background_work() -> Iterator[Finding]:
    from datetime import timedelta

    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    late = (
        DBTaskResult.objects.ready()
        .filter(enqueued_at__lt=timezone.now() - timedelta(minutes=10))
        .count()
    )
    advice = (
        ""
        if not late
        else "No worker runs: `standfirst run` starts one, `standfirst worker` another."
    )
    yield Finding("background work", f"{late} waiting for more than ten minutes", advice)


def _reactions() -> Iterator[Finding]:
    from standfirst.outbox.models import Due

    failing = Due.objects.filter(tries__gt=2).select_related("event")
    count, first = failing.count(), failing.order_by("pk").first()
    advice = f"It is tried again every hour. {first}: {first.error[:200]}" if first else ""
    yield Finding("what follows from what happened", f"{count} failed more than twice", advice)


def _limits() -> Iterator[Finding]:
    from django.conf import settings
    from django.core.cache import cache

    cache.set("doctor", 1, 60)
    is_counting = cache.get("doctor") == 1
    path = settings.CACHES["default"]["LOCATION"]
    yield Finding(
        "limits",
        "counted by all processes of this machine" if is_counting else "nothing is counted",
        "" if is_counting else f"Let the user who runs the server write to {path} and its folder.",
    )


def _pictures() -> Iterator[Finding]:
    from django.conf import settings

    from standfirst.publishing.models import Picture

    files = Picture.objects.values_list("file", flat=True).iterator()
    missing = [name for name in files if not os.path.exists(settings.MEDIA_ROOT / name)]
    shown = ", ".join(missing[:3])
    advice = f"Copy the missing files back into {settings.MEDIA_ROOT}: {shown}" if missing else ""
    yield Finding("pictures", f"{len(missing)} files missing", advice)


CHECKS: list[Callable[[], Iterator[Finding]]] = [
    _names,
    _data_folder,
    _database,
    _address,
    _people,
    _demonstration,
    _mail,
    _background_work,
    _reactions,
    _limits,
    _pictures,
    funding,
]
