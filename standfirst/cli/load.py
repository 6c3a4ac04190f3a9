"""Loads all that answering requests and the background work take, once, before processes are made of it.

They share the memory of what was loaded: it is most of what each needs. And what is in memory is not
looked for on the disk, where an update may have put something else meanwhile.
"""

import gc
import importlib
import pkgutil
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from django.template.loader import get_template

import standfirst
from standfirst.lib.errors import Refused

# What is loaded by the commands that need it, by tests, or on one database alone.
_LEFT_OUT = (
    ".search_backend.on_",
    ".tests", ".testing", ".migrations", ".demo.", ".importers.wordpress", ".cli.backups", "__main__",
)  # fmt: skip

# What comes with an extra, and the setting that asks for it.
_ONLY_IF_SET = {".lib.shared_cache.redis.": "REDIS_URL", ".lib.pictures.bucket.": "MEDIA_BUCKET"}


class PageFails(Refused):
    """A page that everybody reads cannot be made."""

    code = "page_fails"


def load() -> None:
    """Load the program, its templates, and what making the pages takes that are read most.

    Raises:
        PageFails: one of these cannot be made; the log says why.
    """
    from standfirst import asgi

    _load_program()
    failing = [
        path
        for path in _most_read()
        if asgi.pages.try_out(path, origin=settings.SITE_URL) >= HTTPStatus.INTERNAL_SERVER_ERROR
    ]
    if failing:
        raise PageFails(f"{failing[0]} cannot be shown; the lines before say why.")


def share() -> None:
    """Make this process one that others can be forked off: nothing is open that two could not use."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):  # PostgreSQL's, which has threads
            connection.close_pool()
    # All that is loaded by now stays: looking through it for cycles would give each process a copy of its own.
    gc.collect()
    gc.freeze()
    gc.enable()


def _load_program() -> None:
    unused = [name for name, is_used in _ONLY_IF_SET.items() if not getattr(settings, is_used)]
    for module in pkgutil.walk_packages(standfirst.__path__, "standfirst."):
        if not any(part in f"{module.name}." for part in (*_LEFT_OUT, *unused)):
            try:
                importlib.import_module(module.name)
            except ModuleNotFoundError as error:
                if (error.name or "").startswith("standfirst"):
                    raise
                # What it needs comes with an extra that is not installed, so no setting asks for it.
    for folder in Path(standfirst.__path__[0]).glob("*/templates"):
        for template in folder.rglob("*.html"):
            get_template(str(template.relative_to(folder)))


def _most_read() -> list[str]:
    from standfirst.publishing.models import ArticlePage

    newest = ArticlePage.objects.live().order_by("-first_published_at").first()
    article = urlsplit(newest.url or "").path if newest else ""
    return [path for path in ("/", article, settings.LOGIN_URL) if path]
