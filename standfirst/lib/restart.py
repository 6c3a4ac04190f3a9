"""Have the server of a data folder become the program as it is now: `python -m standfirst.lib.restart`.

Loads nothing that an update may not have installed yet: the server installs it.
"""

import os
import signal
import sys
import time
from pathlib import Path

from . import server_lock

# Seconds: installing, changing a large database, loading.
_PATIENCE = 1800.0
# In which whoever keeps the server running (systemd) begins it again after it ended.
_GONE = 60.0
_GLANCE = 0.2


def main() -> int:
    """Ask the server of the folder that STANDFIRST_DATA names, and wait until the new version answers; 0 if it does."""
    folder = Path(os.environ.get("STANDFIRST_DATA") or "data").expanduser().resolve()
    before = server_lock.holder(folder)
    if before is None or before.command != "standfirst run":
        sys.stderr.write(f"standfirst: no server runs on {folder}\n")
        return 1
    os.kill(before.pid, signal.SIGHUP)
    last_seen = began = time.monotonic()
    while time.monotonic() - began < _PATIENCE and time.monotonic() - last_seen < _GONE:
        now = server_lock.holder(folder)
        if now and now.since != before.since and now.is_listening:
            sys.stdout.write(f"The new version serves the paper on {now.address}.\n")
            return 0
        if now and now.refused_at != before.refused_at:
            sys.stderr.write(
                f"standfirst: the new version cannot take over: {now.refused_because}\n"
                "The version before goes on.\n"
            )
            return 1
        if now or server_lock.is_alive(before.pid):
            last_seen = time.monotonic()
        time.sleep(_GLANCE)
    sys.stderr.write(
        "standfirst: the new version has not come up; what it printed says why "
        "(with systemd: journalctl -u standfirst).\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
