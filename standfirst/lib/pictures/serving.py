"""Files that anybody may see, pictures in their sizes among them: served by this process and without Django.

A browser that comes for the first time asks for a page and ten files. So those that are not large are kept as they are sent
(`ready_answers`), those that can change or go only as long as they are the same on the disk.
"""

import asyncio
import os
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.conf import settings
from servestatic import ServeStaticASGI
from servestatic.asgi import FileServerASGI

from standfirst.lib import http_server
from standfirst.lib.ready_answers import Asked, ReadyAnswer, is_had, packed_for

from . import copies

Application = Callable[[Any, Any, Any], Awaitable[None]]

PREFIX = f"{settings.MEDIA_URL}images/"
_STAY = 30 * 24 * 3600  # seconds; another picture has another address
LARGEST, MOST_BYTES = 256 * 1024, 24 * 1024 * 1024
"""Of one file that is kept ready, and of all of one kind."""
_LEFT_OF_UNCHANGED = {b"content-type", b"content-length", b"content-encoding", b"last-modified"}


def no_guessing(headers: Headers, path: str, url: str) -> None:
    """Let no browser guess what a file is."""
    headers["X-Content-Type-Options"] = "nosniff"


class _Ready:
    """A file as it is sent.

    Args:
        place: where it is on the disk.
        may_change: while we run.
    """

    def __init__(self, headers: http_server.Headers, place: str, *, may_change: bool) -> None:
        self.place = place
        # What the disk said of it before it was read.
        self._stands = os.stat(place) if may_change else None
        body = Path(place).read_bytes()
        if len(body) != int(dict(headers)[b"content-length"]):
            raise FileNotFoundError(f"{place} became another while it was looked at")
        unchanged = [it for it in headers if it[0] not in _LEFT_OF_UNCHANGED]
        self._mark = dict(headers)[b"etag"]
        self._whole = ReadyAnswer(200, headers, body)
        self._unchanged = ReadyAnswer(304, unchanged, b"")
        self.size = len(body) + 2_000

    @property
    def is_current(self) -> bool:
        """Whether it is there and the same; a copy of what is in a bucket is good for a while."""
        if self._stands is None:
            return True
        try:
            now = os.stat(self.place)
        except OSError:
            return False
        has_changed = _marks_of(now) != _marks_of(self._stands)
        return not has_changed and not (
            settings.MEDIA_BUCKET and time.time() - now.st_ctime >= copies.GOOD_FOR
        )

    def answer(self, asked: Asked) -> ReadyAnswer:
        """Return it, or that the reader has it."""
        return self._unchanged if is_had(asked, self._mark) else self._whole


def _marks_of(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


class Files(ServeStaticASGI):
    """Files of a folder, whatever letters are in their names.

    An ASGI path is decoded already; ServeStatic decodes it again as if it were WSGI's, and finds only ASCII.
    """

    def __init__(self, application: Application, *, prefix: str, **named: Any) -> None:  # noqa: ANN401 - ServeStatic's
        super().__init__(application, prefix=prefix, **named)
        self._prefix = prefix.encode()
        self._next = getattr(application, "at_once", None)
        self._ready: OrderedDict[tuple[bytes, bytes], _Ready] = OrderedDict()
        self._size = 0

    def at_once(self, target: bytes, asked: Asked, more: http_server.Headers) -> bytes | None:
        """Return the answer to a GET as it is sent, with `more` headers, if it is ready."""
        if not target.startswith(self._prefix):
            return self._next(target, asked, more) if self._next is not None else None
        ready = self._current(target, asked)
        return ready.answer(asked).as_sent(more) if ready is not None else None

    def _current(self, target: bytes, asked: Asked) -> _Ready | None:
        ready = self._ready.get(_key_of(target, asked)) if _is_plain(asked) else None
        return ready if ready is not None and ready.is_current else None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own
        """Answer one request, or leave it to the application behind."""
        found = await self._find(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self.application(scope, receive, send)
            return
        asked = dict(scope["headers"])
        if scope["method"] == "GET" and _is_plain(asked):
            await self._make_ready(found, scope["raw_path"], asked)
            if ready := self._current(scope["raw_path"], asked):
                await ready.answer(asked).send(send)
                return
        await FileServerASGI(found)(scope, receive, send)

    async def _find(self, path: str) -> Any:  # noqa: ANN401 - ServeStatic's own
        if self.autorefresh:
            return await asyncio.to_thread(self.find_file, path)
        return self.files.get(path)

    async def _make_ready(self, found: Any, target: bytes, asked: Asked) -> None:  # noqa: ANN401 - ServeStatic's own
        """Keep it for whoever asks for the same next, if it is not large."""
        key = _key_of(target, asked)
        if self._current(target, asked) is not None:
            return
        place, told = found.get_path_and_headers({"HTTP_ACCEPT_ENCODING": key[1].decode()})
        if int(dict(told)["Content-Length"]) > LARGEST:
            return
        lines = [(name.lower().encode(), (value or "").encode("latin-1")) for name, value in told]
        with suppress(FileNotFoundError):
            ready = await asyncio.to_thread(_Ready, lines, place, may_change=self.autorefresh)
            self._keep(key, ready)

    def _keep(self, key: tuple[bytes, bytes], ready: _Ready) -> None:
        if old := self._ready.pop(key, None):
            self._size -= old.size
        self._ready[key] = ready
        self._size += ready.size
        while self._size > MOST_BYTES:
            self._size -= self._ready.popitem(last=False)[1].size


def _is_plain(asked: Asked) -> bool:
    """Tell whether all of a file is asked for, whatever the reader has of it but by its mark."""
    return b"range" not in asked and (
        b"if-modified-since" not in asked or b"if-none-match" in asked
    )


def _key_of(target: bytes, asked: Asked) -> tuple[bytes, bytes]:
    return target.partition(b"?")[0], packed_for(asked)


class PicturesInFront:
    """Answers for pictures, with ETag, Last-Modified and ranges; all else, and what is not there, is the site's."""

    def __init__(self, site: Application) -> None:
        self._site = site
        self._pictures = Files(
            site,
            root=Path(settings.MEDIA_ROOT) / "images",
            prefix=PREFIX,
            # Looked for each time: sizes are drawn while the site runs.
            autorefresh=True,
            max_age=_STAY,
            allow_all_origins=False,
            add_headers_function=no_guessing,
        )
        # Few, so that nobody who asks for many keeps pages waiting.
        self._fetching = ThreadPoolExecutor(4, thread_name_prefix="pictures")

    def at_once(self, target: bytes, asked: Asked, more: http_server.Headers) -> bytes | None:
        """Return a picture as it is sent, if it is ready."""
        return self._pictures.at_once(target, asked, more)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own
        """Answer one request."""
        is_picture = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        if is_picture and settings.MEDIA_BUCKET:
            name = scope["path"].removeprefix(settings.MEDIA_URL)
            if not copies.is_fresh(name):
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(self._fetching, copies.fetch, name)
        await (self._pictures if is_picture else self._site)(scope, receive, send)
