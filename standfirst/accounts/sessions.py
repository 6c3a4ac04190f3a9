"""Sessions in the database, under a digest of their key: who reads the table, or a backup of it, opens none.

The key itself is in the reader's cookie alone. It is random and long, so a plain digest cannot be turned back.
"""

import hashlib
from typing import Any

from django.contrib.sessions.backends import base, db
from django.contrib.sessions.models import Session
from django.utils import timezone

from standfirst.lib.prepared import Prepared

_sessions = Prepared(lambda key: Session.objects.filter(session_key=key), str)


def stored_key(key: str) -> str:
    """Return what the table calls the session of this key: as long as Django's column takes."""
    return hashlib.blake2b(key.encode(), digest_size=20).hexdigest()


class SessionStore(db.SessionStore):
    """Django's, but for that name; the class has Django's name, for that is part of what signs the data."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing, and no key, where there is none."""
        found = _sessions.first(stored_key(self.session_key)) if self.session_key else None
        if found is None or found.expire_date <= timezone.now():
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(found.session_data)
        return held

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of this key."""
        return super().exists(stored_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:  # noqa: ANN401 - Django's model
        """Return the row of the session as it is now."""
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End the session of this key, or this one."""
        key = session_key or self.session_key
        if key:
            super().delete(stored_key(key))

    # Django writes each of these down a second time for the database; these ask those above.
    aload = base.SessionBase.aload
    aexists = base.SessionBase.aexists
    asave = base.SessionBase.asave
    adelete = base.SessionBase.adelete
