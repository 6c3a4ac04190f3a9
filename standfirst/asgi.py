"""What the server serves: streams are held open in front, pages are answered in threads that stay."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.settings")

# Loads the apps; what follows needs them.
_files = get_asgi_application()

from standfirst.delivery.live.streams import Receive, Scope, Send, Streams  # noqa: E402
from standfirst.lib.serving import ThreadedDjango  # noqa: E402

_pages = ThreadedDjango()


async def _django(scope: Scope, receive: Receive, send: Send) -> None:
    """Let Django's own handler send files, which are read bit by bit, and threads answer all else."""
    serve = _files if scope.get("path", "").startswith("/static/") else _pages
    await serve(scope, receive, send)


application = Streams(_django)
