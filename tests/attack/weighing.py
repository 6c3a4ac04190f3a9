"""How much memory a site's server holds: what answers requests, what that begins, and what all of it was forked off."""

from pathlib import Path
from urllib.parse import urlsplit

WORKER = "standfirst-work"


def megabytes(url: str) -> int:
    """Return what the server at `url` and all that it began hold; what they share counts once."""
    return sum(map(_weight, processes(url))) // 1024


def processes(url: str) -> list[Path]:
    """What serves the site, and what that began, in turn."""
    parents: dict[str, str] = {}
    ours: set[str] = set()
    workers: set[str] = set()
    port = f"\0{urlsplit(url).port}\0"
    for found in Path("/proc").glob("[0-9]*"):
        try:
            parents[found.name] = (found / "stat").read_text().rpartition(") ")[2].split()[1]
            line, name = (found / "cmdline").read_text(), (found / "comm").read_text().strip()
        except OSError:  # it ended meanwhile
            continue
        if "\0run\0" in line and port in line and name != WORKER:
            ours.add(found.name)
        elif name == WORKER:
            workers.add(found.name)
    while more := {name for name, parent in parents.items() if parent in ours} - ours - workers:
        ours |= more
    return [Path("/proc") / name for name in ours]


def _weight(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
