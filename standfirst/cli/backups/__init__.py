"""`standfirst backup` and `standfirst restore`: the whole paper in one file, and back, on either database."""

from .commands import backup, restore

__all__ = ["backup", "restore"]
