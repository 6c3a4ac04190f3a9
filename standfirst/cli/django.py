"""Django, ready to use; loaded only by the commands that need it."""

import os
import sys

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from .backups.swap import finish_interrupted


def set_up() -> None:
    """Load settings and apps; a wrong setting raises ImproperlyConfigured."""
    if finish_interrupted():
        # The paper is another one now, its secret key and its settings included, which were read already.
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very command
    django.setup()


def is_migrated() -> bool:
    """Return whether the database is at this version."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def bring_up_to_date(*, verbosity: int) -> None:
    """Migrate the database and put the roles right."""
    from standfirst.accounts.roles import install_roles

    call_command("migrate", interactive=False, verbosity=verbosity)
    install_roles()
