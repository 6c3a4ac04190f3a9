"""`standfirst backup` and `standfirst restore`."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from standfirst.cli.imports import Progress
from standfirst.lib.moments import utc_in_words

if TYPE_CHECKING:
    from .restoring import Contents
    from .taking import Summary

_FILE = click.Path(path_type=Path)
_LEFT_OUT = "Not in it: sessions (everybody signs in again), the index for searches (made anew), cache.sqlite3, stamps, static/, mail/, logs."  # fmt: skip


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--allow-missing",
    is_flag=True,
    help="Write it even if some files cannot be read; it then says which are missing.",
)
def backup(*, file: Path, allow_missing: bool) -> None:
    """Write the whole paper into FILE, while it is served: database, pictures, keys, settings.

    The file is a compressed tar archive (call it something like paper.tar.gz) that its owner alone may read. It can be
    restored on SQLite and on PostgreSQL, whichever it came from. It has its name only once it is whole;
    stopped half-way, nothing is left of it. If a picture cannot be read, no backup is written.
    """
    from django.utils import timezone

    from standfirst.cli.django import set_up

    set_up()
    from .taking import take_backup

    with _in_one_line("No backup was written.") as progress:
        file = file.absolute()
        summary = take_backup(
            file=file, at=timezone.now(), tell=progress.tell, allow_missing=allow_missing
        )
    _report(file, summary)


def _report(file: Path, summary: "Summary") -> None:
    size = file.stat().st_size / 1e6
    click.echo(f"Written: {file}, {size:,.1f} MB")
    click.echo(f"In it: {summary.rows:,} rows, {summary.files:,} pictures and files, keys.")
    click.echo(_LEFT_OUT)
    click.echo("Whoever has the file has the secret key and all addresses: keep it safe, away from this machine.")  # fmt: skip
    if summary.vanished:
        click.echo(f"{summary.vanished:,} files were deleted while they were copied.")
    _warn_of_missing(summary.unreadable)


def _warn_of_missing(names: list[str]) -> None:
    from .taking import in_words

    if names:
        click.echo(
            f"standfirst: not in it: {in_words(names)}, which could not be read when it was taken.",
            err=True,
        )


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--replace", is_flag=True, help="Replace the paper that is there. It is gone for good."
)
@click.option("--check", is_flag=True, help="Only read FILE, and say whether it is whole.")
def restore(*, file: Path, replace: bool, check: bool) -> None:
    """Put the paper of a backup into an empty folder or database; with --replace, in the place of another.

    STANDFIRST_DATA names the folder, DATABASE_URL the database if it is PostgreSQL. Stop the paper first. All of it
    is built beside and then put in place: whenever this is stopped, what is there is the old paper or the new one.
    """
    import django

    from standfirst.cli.django import set_up

    if check:
        django.setup()
    else:
        set_up(may_begin=True)
    from .restoring import look_at, restore_backup

    with _in_one_line("What was there is as it was.") as progress:
        file = file.absolute()
        if check:
            contents = look_at(file, progress.tell)
        else:
            contents = restore_backup(file=file, is_replacing=replace, tell=progress.tell)
    _say(file, contents, is_restored=not check)


def _say(file: Path, contents: "Contents", *, is_restored: bool) -> None:
    manifest, end = contents.manifest, contents.end
    state = (
        "Restored"
        if is_restored
        else "Undamaged, but not complete"
        if contents.missing
        else "Whole"
    )
    click.echo(f"{state}: {file}")
    click.echo(
        f"Taken on {utc_in_words(str(manifest.get('taken_at', '')))}, by version {manifest['standfirst']}."
    )
    click.echo(f"The paper: {', '.join(filter(None, map(manifest.get, ('name', 'address'))))}")
    click.echo(f"In it: {contents.rows:,} rows, {end['files']:,} pictures and files, keys.")
    _warn_of_missing(contents.missing)
    if is_restored:
        click.echo(_LEFT_OUT)
        click.echo("Next: standfirst doctor, then start the paper.")


@contextmanager
def _in_one_line(stopped: str) -> Iterator[Progress]:
    """Say an expected no in one line, and stop in order when told to."""
    from standfirst.lib.errors import Refused

    before = signal.signal(signal.SIGTERM, _stop)
    progress = Progress()
    try:
        yield progress
    except Refused as refusal:
        progress.end()
        click.echo(f"standfirst: {' '.join(str(refusal).split())}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        progress.end()
        click.echo(f"standfirst: stopped. {stopped}", err=True)
        sys.exit(130)
    finally:
        signal.signal(signal.SIGTERM, before)
    progress.end()


def _stop(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
