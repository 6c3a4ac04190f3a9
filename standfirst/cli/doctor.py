"""`standfirst doctor`: what is wrong, and what to do."""

import os
import sys
from collections.abc import Callable, Iterator

import click

from .doctor_data import data_folder, database, limits
from .doctor_funding import funding
from .doctor_mail import letters, mail_server
from .finding import Finding


@click.command()
@click.argument("part", required=False, type=click.Choice(["funding"]))
def doctor(*, part: str | None) -> None:
    """Look at the installation, or at one PART of it, and say in words what is wrong.

    Exit code 0 when all is well, 1 when something needs you.
    """
    from .django import set_up

    set_up()
    _ask_directly()
    _say_which_site()
    findings = [] if part else [finding for check in CHECKS for finding in check()]
    findings += database()
    if not any(finding.subject.endswith("database") and finding.advice for finding in findings):
        checks = [funding] if part else CHECKS_IN_DATABASE
        findings += [finding for check in checks for finding in check()]
    for finding in findings:
        mark = "!!" if finding.advice else "ok"
        click.echo(f"{mark}  {finding.subject}: {finding.seen}")
        if finding.advice:
            click.echo(f"    {finding.advice}")
    wrong = sum(bool(finding.advice) for finding in findings)
    click.echo(f"\n{_in_short(wrong, len(findings))}")
    sys.exit(1 if wrong else 0)


def _in_short(wrong: int, checks: int) -> str:
    if not wrong:
        return f"All {checks} checks passed." if checks > 1 else "The check passed."
    return f"{wrong} of {checks} checks {'needs' if wrong == 1 else 'need'} attention."


def _ask_directly() -> None:
    """Let a database that does not answer be told at once: a pool of connections waits for it."""
    from django.db import connection

    if connection.vendor == "postgresql" and connection.connection is None:
        options = {**connection.settings_dict["OPTIONS"], "connect_timeout": 5}
        options.pop("pool", None)
        connection.settings_dict["OPTIONS"] = options


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


def _address() -> Iterator[Finding]:
    from django.conf import settings

    local = any(host in settings.SITE_URL for host in ("127.0.0.1", "localhost"))
    advice = ""
    if not local and not settings.IS_SECURE:
        advice = "Readers' words travel unprotected: put a TLS proxy in front and use https:// in STANDFIRST_URL."
    yield Finding("address", settings.SITE_URL, advice)


def _proxies() -> Iterator[Finding]:
    from django.conf import settings

    from standfirst.lib.proxies import unbelieved_proxy

    if settings.TRUSTED_PROXIES:
        return
    proxy = unbelieved_proxy()
    if proxy or settings.IS_SECURE:
        seen = f"one at {proxy} is not believed" if proxy else "none, though https needs one"
        advice = "Set STANDFIRST_PROXIES to how many stand in front: else all readers seem to be one, and limits meet everybody."
        yield Finding("proxies", seen, advice)


def _name_in_use() -> Iterator[Finding]:
    """Find out whether the server that runs knows another address than this command."""
    from django.conf import settings

    from standfirst.lib import server_lock
    from standfirst.lib.settings_file import FILE

    serving = server_lock.holder(settings.DATA_DIR)
    if serving and serving.site and serving.site != settings.SITE_URL:
        seen = f"{serving.site}; this command sees {settings.SITE_URL}"
        advice = f"Write STANDFIRST_URL into {settings.DATA_DIR / FILE}, which server and commands read alike."
        yield Finding("address of the server", seen, advice)


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
    yield Finding("follow-up work", f"{count} failed more than twice", advice)


def _pictures() -> Iterator[Finding]:
    from django.conf import settings

    from standfirst.publishing.models import Picture

    from .backups import bucket

    files = Picture.objects.values_list("file", flat=True).iterator()
    if settings.MEDIA_BUCKET:
        place = f"the bucket {settings.MEDIA_BUCKET['bucket_name']}"
        try:
            there = set(bucket.names())
        except OSError as error:
            advice = "Put STANDFIRST_MEDIA, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY right."
            yield Finding("pictures", f"{place} does not answer: {error}", advice)
            return
        missing = [name for name in files if name not in there]
    else:
        place = str(settings.MEDIA_ROOT)
        missing = [name for name in files if not os.path.exists(settings.MEDIA_ROOT / name)]
    shown = ", ".join(missing[:3])
    advice = f"Copy the missing files back into {place}: {shown}" if missing else ""
    yield Finding("pictures", f"{len(missing)} files missing", advice)


Checks = list[Callable[[], Iterator[Finding]]]
CHECKS: Checks = [
    _names,
    data_folder,
    _address,
    _name_in_use,
    _proxies,
    _demonstration,
    mail_server,
    limits,
]
# Only where it answers, is whole and of this version.
CHECKS_IN_DATABASE: Checks = [
    _people,
    letters,
    _background_work,
    _reactions,
    _pictures,
    funding,
]
