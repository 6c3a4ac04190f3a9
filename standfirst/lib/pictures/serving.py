"""Pictures in their sizes, served by this process and without Django: anybody may see them."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.conf import settings
from servestatic import ServeStaticASGI
from servestatic.asgi import FileServerASGI

from . import copies

Application = Callable[[Any, Any, Any], Awaitable[None]]

PREFIX = f"{settings.MEDIA_URL}images/"
_STAY = 30 * 24 * 3600  # seconds; another picture has another address


def no_guessing(headers: Headers, path: str, url: str) -> None:
    """Let no browser guess what a file is."""
    headers["X-Content-Type-Options"] = "nosniff"


class Files(ServeStaticASGI):
    """Files of a folder, whatever letters are in their names.

    An ASGI path is decoded already; ServeStatic decodes it again as if it were WSGI's, and finds only ASCII.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own
        """Answer one request, or leave it to the application behind."""
        found = await self._find(scope["path"]) if scope["type"] == "http" else None
        await (FileServerASGI(found) if found else self.application)(scope, receive, send)

    async def _find(self, path: str) -> Any:  # noqa: ANN401 - ServeStatic's own
        if self.autorefresh:
            return await asyncio.to_thread(self.find_file, path)
        return self.files.get(path)


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

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own
        """Answer one request."""
        is_picture = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        if is_picture and settings.MEDIA_BUCKET:
            name = scope["path"].removeprefix(settings.MEDIA_URL)
            if not copies.is_fresh(name):
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(self._fetching, copies.fetch, name)
        await (self._pictures if is_picture else self._site)(scope, receive, send)
