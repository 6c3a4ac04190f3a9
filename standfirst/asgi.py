"""What the server serves: static files, pages, and what is held open."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.settings")

# Loads the apps; what follows needs them.
_held_open = get_asgi_application()

from standfirst.lib.serving import Receive, Send, ThreadedDjango  # noqa: E402

_pages = ThreadedDjango()


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Let Django's own handler serve live streams, which wait for hours, and threads all else."""
    serve = _held_open if scope.get("path", "").startswith(("/live/", "/static/")) else _pages
    await serve(scope, receive, send)
