"""Whoever reloads the paper reads in its log how that ended; `systemctl reload` itself says nothing."""

import subprocess
import sys
from dataclasses import dataclass

import pytest

from standfirst.cli.handover import Handed, Handover


@dataclass
class Settled:
    """A process of the new version, begun long ago."""

    name: str = "server"
    begun_at: float = 0.0
    ended: int = 0
    pid: int = 0


def test_the_log_says_once_that_the_new_version_has_taken_over(caplog: pytest.LogCaptureFixture):
    old = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    try:
        before = Handed(lock=-1, sockets=[], servers=[old.pid])
        handover = Handover(before, lambda: sys.exit("no"), lambda *them: None, lambda why: None)
        for now in (0.5, 10.0, 10.1):
            handover.look_after(now, [Settled()])
            assert ("the new version has taken over" in caplog.messages) == (now > 1)
        assert len(caplog.messages) == 1
    finally:
        old.kill()
        old.wait()
