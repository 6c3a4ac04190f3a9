"""`standfirst import`: one subcommand per foreign system."""

import fcntl
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


@click.group(name="import")
def import_() -> None:
    """Move in from another system.

    \b
      standfirst import wordpress export.xml --media uploads --dry-run   see what would come
      standfirst import wordpress export.xml --media uploads             let it come
    """


@import_.command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--media",
    type=click.Path(path_type=Path),
    help="A copy of wp-content/uploads: without it, no pictures come.",
)
@click.option(
    "--sections",
    default="",
    help="The categories that are to be sections, in the order of the menu: news,politics,sport. Otherwise those with the most articles.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    help="Which kind of work the articles of some categories are, for example opinion=commentary,letters.",
)
@click.option(
    "--type",
    "types",
    multiple=True,
    help="What becomes of one of their other post types: article or page, for example event=article.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing, and print the same report.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report as JSON too.",
)
def wordpress(
    *,
    files: tuple[Path, ...],
    media: Path | None,
    sections: str,
    kinds: tuple[str, ...],
    types: tuple[str, ...],
    dry_run: bool,
    json_file: Path | None,
) -> None:
    """Move a WordPress site in from its export (WXR; plain, .gz or .xz), of one file or of several.

    In WordPress choose Tools > Export > All content. Articles, pages, authors, categories, tags, pictures, files and comments
    come in; old addresses redirect to the new ones. It may be stopped at any time and started again, and a second run
    changes nothing. docs/moving-in-from-wordpress.md says what becomes of what.
    """
    from django.utils import timezone

    from standfirst.lib.errors import Refused

    from .django import bring_up_to_date, is_migrated, refuse_older_database, set_up

    set_up(may_begin=not dry_run)
    from standfirst.importers.wordpress import Wishes, import_wordpress

    try:
        with _alone():
            if dry_run:
                refuse_older_database()
            elif not is_migrated():
                bring_up_to_date(verbosity=0)
            progress = Progress()
            report = import_wordpress(
                files=files,
                media=media,
                is_dry_run=dry_run,
                at=timezone.now(),
                tell=progress.tell,
                wishes=Wishes(
                    [slug for name in sections.split(",") if (slug := name.strip())], kinds, types
                ),
            )
            progress.end()
    except Refused as refusal:
        click.echo(f"standfirst: {' '.join(str(refusal).split())}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        click.echo(
            "\nstandfirst: stopped. What came in so far is whole; run the same command again to go on.",
            err=True,
        )
        sys.exit(130)
    for line in report.lines():
        click.echo(line)
    if json_file is not None:
        json_file.write_text(json.dumps(report.as_data(), indent=2, ensure_ascii=False) + "\n")


class Progress:
    """One line on the terminal, at most once a second; nothing where nobody is looking."""

    def __init__(self) -> None:
        self._next, self._is_shown = 0.0, sys.stderr.isatty()

    def tell(self, words: str) -> None:
        """Show how far it has got."""
        if self._is_shown and time.monotonic() >= self._next:
            self._next = time.monotonic() + 1
            click.echo(f"\r\x1b[K{words}", nl=False, err=True)

    def end(self) -> None:
        """Clear the line."""
        if self._is_shown:
            click.echo("\r\x1b[K", nl=False, err=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold a lock that the system takes back if we are killed: two imports at once would both make the same pages.

    Raises:
        Refused: another import is running.
    """
    from django.conf import settings

    from standfirst.lib.errors import Refused

    with (Path(settings.DATA_DIR) / "import.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused("another import is running. Wait for its end.") from error
        yield
