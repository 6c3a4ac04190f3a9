"""Wagtail without its web API, which no address of ours leads to.

Four of its apps make schemas of their models when they start, by a library that nothing else needs: a sixth of the time
that `standfirst run` takes to answer. No setting leaves that out. What the editor's choosers ask is another API, and stays.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

# What these apps load for it, when they are ready. A name that a later Wagtail has no more does no harm: then the API is loaded.
_MODULES = (
    "wagtail.api.v3.api",
    "wagtail.contrib.redirects.api.v3",
    "wagtail.documents.api.v3.registry",
    "wagtail.documents.api.v3.router",
    "wagtail.images.api.v3.registry",
    "wagtail.images.api.v3.router",
    "wagtail.snippets.api.v3",
    "wagtail.snippets.api.v3.router",
)


@contextmanager
def without_api() -> Iterator[None]:
    """Have nothing loaded for the API in the block: whatever it registers there is forgotten."""
    missing = [name for name in _MODULES if name not in sys.modules]
    sys.modules.update((name, _Unused(name)) for name in missing)
    try:
        yield
    finally:
        for name in missing:
            sys.modules.pop(name, None)


class _Unused(ModuleType):
    """Stands for a module of the API: a router, or what registers one."""

    router = None

    @property
    def api(self) -> "_Unused":
        """What routers are added to."""
        return self

    def add_router(self, *_args: object) -> None:
        """Forget it."""

    def register_content_types(self) -> None:
        """Make no schemas."""
