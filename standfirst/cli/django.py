"""Django, ready to use; loaded only by the commands that need it."""

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def set_up() -> None:
    """Load settings and apps; a wrong setting raises ImproperlyConfigured."""
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
