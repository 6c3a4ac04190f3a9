"""Pictures that anybody may send: drawn anew in a process with little memory, one at a time."""

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from standfirst.lib.errors import Unavailable

from . import child

# With the time that it may have to wait for others, in seconds.
_LONGEST = 30
# Of each server process: the other threads answer who reads.
_WAIT_HERE = 2
_MESSAGES = 1024
_turns = threading.BoundedSemaphore(_WAIT_HERE)


class NotDrawn(Exception):  # noqa: N818 - an answer, which the caller puts into words
    """No picture came of it."""


class TooLarge(NotDrawn):
    """More pixels, more memory or more time than are given."""


class Unreadable(NotDrawn):
    """None of the kinds that are taken, or a broken one."""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A WebP file, upright and in sRGB, with nothing in it that is not seen; sides in pixels."""

    content: bytes
    width: int
    height: int


def redraw(sent: bytes) -> Redrawn:
    """Return what is seen of a picture file; of a moving one, its first frame.

    Raises:
        TooLarge: in pixels, or it takes too much to draw.
        Unreadable: it is none of the kinds of `child.MOST_PIXELS`, or broken.
        Unavailable: other pictures are drawn at the moment, and as many wait as may.
    """
    if not _turns.acquire(blocking=False):
        raise Unavailable("Other pictures are drawn.", permanent=False)
    try:
        ended = _run(sent)
    except subprocess.TimeoutExpired as error:
        raise Unavailable("Other pictures take long.", permanent=False) from error
    finally:
        _turns.release()
    if ended.returncode == child.UNREADABLE:
        raise Unreadable
    if ended.returncode != 0:  # its own word, or the system's: killed at the end of time or memory
        raise TooLarge
    head, _line, content = ended.stdout.partition(b"\n")
    width, height = map(int, head.split())
    return Redrawn(content, width, height)


def _run(sent: bytes) -> "subprocess.CompletedProcess[bytes]":
    command = [
        sys.executable,
        "-I",
        str(Path(child.__file__)),
        str(Path(settings.DATA_DIR) / "pictures.lock"),
    ]
    return subprocess.run(  # noqa: S603 - our own script and our own folder
        command,
        input=sent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=_LONGEST,
        check=False,
        env={},
    )
