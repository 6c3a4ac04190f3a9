"""Django's PostgreSQL; where several nodes serve the paper, a commit tells the others what it changed.

What is told within the transaction goes out with its commit, or not at all: nobody hears of what was rolled
back, and no kill falls between the two.
"""

from django.conf import settings
from django.db.backends.postgresql import base

from standfirst.lib import changes, nodes


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

    def _commit(self) -> None:
        if settings.SEVERAL_NODES:
            for change in changes.changes_within(self):
                nodes.announce(self, change.told, change.token)
        super()._commit()  # type: ignore[misc]  # not in its stubs
