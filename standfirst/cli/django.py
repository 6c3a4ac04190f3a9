"""Django, ready to use; loaded only by the commands that need it."""

import os
import sys
import traceback
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from standfirst.lib import settings_file
from standfirst.lib.data_folder import SECRET_KEY, VARIABLE, make_data_folder
from standfirst.lib.errors import Refused
from standfirst.lib.outage import in_a_line, is_away

from .backups.swap import finish_interrupted
from .without_api import without_api

_SHOWN = 3


class NewerDatabase(Refused):
    """A later version of the program has worked on the database."""

    code = "newer_database"


class OlderDatabase(Refused):
    """The database is of an earlier version, and whoever asks may not change it."""

    code = "older_database"


class MigrationFailed(Refused):
    """The database could not be brought to this version."""

    code = "migration_failed"


def set_up(*, may_begin: bool = False) -> None:
    """Load settings and apps; a wrong setting, or a folder without a site, raises ImproperlyConfigured.

    Args:
        may_begin: whether the command may begin a site where there is none. Any other makes nothing:
            no folder, no database, no key.
    """
    if finish_interrupted():
        # The paper is another one now, its secret key and its settings included, which were read already.
        command = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, command, settings_file.environment_without_file())  # noqa: S606 - this very command
    if may_begin:
        make_data_folder()
    else:
        _look_for_site(settings.DATABASES["default"])
    with without_api():
        django.setup()


def _look_for_site(database: dict[str, str]) -> None:
    folder, name = Path(settings.DATA_DIR), str(database["NAME"])
    if folder.exists() and not os.access(folder, os.R_OK | os.X_OK):
        raise ImproperlyConfigured(f"this user may not look into {folder}.")
    is_file = "sqlite" in database["ENGINE"] and not name.startswith("file:")
    if not folder.is_dir() or (is_file and not Path(name).exists()):
        raise ImproperlyConfigured(
            f"there is no site in {folder}. Name the folder that yours is in, with {VARIABLE} or"
            " `standfirst --data FOLDER …`; `standfirst run` begins a new site."
        )
    has_key = bool(os.environ.get("STANDFIRST_SECRET_KEY")) or (folder / SECRET_KEY).exists()
    if not has_key:
        raise ImproperlyConfigured(
            f"the secret key is missing in {folder}: put it back from your backup, or let"
            " `standfirst run` make a new one, which signs everybody out."
        )


def is_migrated() -> bool:
    """Return whether the database is at this version, or at a newer one."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def unknown_migrations() -> list[str]:
    """Return what was done to the database that this version of the program does not know."""
    loader = MigrationExecutor(connection).loader
    known = set(loader.disk_migrations) | set(loader.replacements)
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in known
    )


def refuse_newer_database() -> None:
    """Go on only with a database that this version understands.

    Raises:
        NewerDatabase: a later version has changed it.
    """
    if unknown := unknown_migrations():
        shown = ", ".join(unknown[:_SHOWN]) + (" …" if len(unknown) > _SHOWN else "")
        raise NewerDatabase(
            f"the database is of a newer version than this program, which does not know {shown}. "
            "Start the newer version again, or put back a backup that was made with this one."
        )


def refuse_older_database() -> None:
    """Go on only with a database of this version: who only looks changes nothing.

    Raises:
        OlderDatabase: it is of an earlier one.
    """
    if not is_migrated():
        raise OlderDatabase("the database is of an older version. Run standfirst migrate first.")


def bring_up_to_date(*, verbosity: int) -> None:
    """Migrate the database and put the roles right; a refusal says what to do."""
    from standfirst.accounts.roles import install_roles

    refuse_newer_database()
    try:
        call_command("migrate", interactive=False, verbosity=verbosity)
    except Exception as error:
        if is_away(error):
            raise
        raise _as_advice(error) from error
    install_roles()


def _as_advice(error: Exception) -> MigrationFailed:
    from django.conf import settings

    told = Path(settings.DATA_DIR) / "migration-error.txt"
    told.write_text("".join(traceback.format_exception(error)))
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    step = f"{plan[0][0].app_label}.{plan[0][0].name}" if plan else "the last step"
    return MigrationFailed(
        f"the database could not be brought to this version: {step} failed ({in_a_line(error)}). "
        "That step has changed nothing. Start the version that ran before, or put back your backup, "
        f"and report what stands in {told}."
    )
