"""Moves a WordPress site in: reads its export as a stream, and turns what it finds into ours."""

from .services import import_wordpress
from .wishes import Wishes

__all__ = ["Wishes", "import_wordpress"]
