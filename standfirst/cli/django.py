"""Django, ready to use; loaded only by the commands that need it."""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from standfirst.lib.data_folder import SECRET_KEY, VARIABLE, make_data_folder


def set_up(*, may_begin: bool = False) -> None:
    """Load settings and apps; a wrong setting, or a folder without a site, raises ImproperlyConfigured.

    Args:
        may_begin: whether the command may begin a site where there is none. Any other makes nothing:
            no folder, no database, no key.
    """
    if may_begin:
        make_data_folder()
    else:
        _look_for_site(settings.DATABASES["default"])
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
    """Return whether the database is at this version."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def bring_up_to_date(*, verbosity: int) -> None:
    """Migrate the database and put the roles right."""
    from standfirst.accounts.roles import install_roles

    call_command("migrate", interactive=False, verbosity=verbosity)
    install_roles()
