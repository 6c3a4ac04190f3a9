"""Words for every process of this machine that listens in a folder: each listener has a named pipe there.

A word is at most `LONGEST` bytes long, without a line break. What is said after a process began to
listen, it hears: the word, or, where it did not read for a while, that words were left out. Nobody who
says something ever waits:

- A pipe that is full gets a mark, which is in its rights; then the word is written once more. Either the
  pipe was still full when it had its mark, and its process has something to read; or the word went in.
  Either way the process reads after the mark was made, and it looks for a mark whenever it has read.
- A pipe that nobody reads, because its process was killed, is taken away by the next who says something.
"""

import errno
import logging
import os
import secrets
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.util import Finalize
from pathlib import Path

# Bytes; with its line break, that is what every system writes in one piece (PIPE_BUF of POSIX).
LONGEST = 511
_AT_ONCE = 65_536
_RIGHTS = stat.S_IRUSR | stat.S_IWUSR
_MARK = stat.S_IXUSR
# A pipe that nobody reads *yet* is called so, and not looked at; after so many seconds nobody will.
_UNFINISHED, _UNFINISHED_FOR = ".", 60.0

log = logging.getLogger("standfirst.pipes")


def say(folder: Path, word: str, *, besides: str = "") -> None:
    """Tell all who listen in `folder`, save for the listener called `besides`.

    Where somebody cannot be told, that is logged, and the others are.
    """
    line = f"{word}\n".encode()
    for path in _pipes(folder):
        if not path.endswith(f"/{besides}"):
            _write(path, line)


def _pipes(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            yield from [pipe.path for pipe in found if not pipe.name.startswith(_UNFINISHED)]
    except FileNotFoundError:  # nobody has ever listened
        return
    except OSError:
        log.warning("word_not_said", exc_info=True)


def _write(path: str, line: bytes) -> None:
    pipe = None
    try:
        pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        try:
            os.write(pipe, line)
        except BlockingIOError:
            os.chmod(path, _RIGHTS | _MARK)
            with suppress(BlockingIOError):
                os.write(pipe, line)
    except FileNotFoundError:  # its process ended in this moment
        return
    except OSError as error:
        if error.errno in {errno.ENXIO, errno.EPIPE}:
            with suppress(OSError):
                os.unlink(path)
        else:
            log.warning("word_not_said", exc_info=True)
    finally:
        if pipe is not None:
            os.close(pipe)


class Listener:
    """The pipe of this process in a folder, read by a thread until the process ends.

    Args:
        folder: is made, for its owner alone, where it is missing.
        heard: called in the thread with what was said.
        missed: called in the thread when words were left out.

    Raises:
        OSError: no pipe can be made there.
    """

    def __init__(
        self, folder: Path, *, heard: Callable[[str], None], missed: Callable[[], None]
    ) -> None:
        folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
        _tidy(folder)
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._path = folder / self.name
        self._heard, self._missed = heard, missed
        unfinished = folder / f"{_UNFINISHED}{self.name}"
        os.mkfifo(unfinished, _RIGHTS)
        self._end = os.open(unfinished, os.O_RDONLY | os.O_NONBLOCK)
        # While somebody might write, there is no end of file.
        self._kept_open = os.open(unfinished, os.O_WRONLY)
        os.set_blocking(self._end, True)
        # Whoever finds the pipe finds that it is read.
        unfinished.rename(self._path)
        threading.Thread(target=self._listen, name="pipe", daemon=True).start()
        # By this and not by `atexit`, which processes made by multiprocessing never come to.
        Finalize(None, self._path.unlink, kwargs={"missing_ok": True}, exitpriority=0)

    def let_go(self) -> None:
        """In a process that was forked off: leave the pipe to its owner."""
        os.close(self._end)
        os.close(self._kept_open)

    def _listen(self) -> None:
        rest = b""
        while True:
            *lines, rest = (rest + os.read(self._end, _AT_ONCE)).split(b"\n")
            try:
                if self._take_mark():
                    self._missed()
                else:
                    for line in set(lines):
                        self._heard(line.decode())
            except Exception:
                log.exception("word_not_heard")

    def _take_mark(self) -> bool:
        try:
            is_marked = bool(self._path.stat().st_mode & _MARK)
            if is_marked:
                self._path.chmod(_RIGHTS)
        except FileNotFoundError:  # somebody emptied the folder
            return False
        return is_marked


def _tidy(folder: Path) -> None:
    """Take away what processes left that were killed."""
    for path in _pipes(folder):
        _write(path, b"")
    for unfinished in folder.glob(f"{_UNFINISHED}*"):
        with suppress(OSError):
            if unfinished.stat().st_mtime < time.time() - _UNFINISHED_FOR:
                unfinished.unlink()
