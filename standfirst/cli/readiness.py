"""Whether a data folder was prepared by this very version, told without loading Django.

Loading it takes seconds; a start for which nothing is to be done need not wait for that twice.
"""

import hashlib
import os
from importlib.metadata import version
from pathlib import Path

from standfirst.lib.data_folder import SECRET_KEY, data_folder

_PACKAGE = Path(__file__).parent.parent


def is_ready() -> bool:
    """Tell whether database and static files were left by `prepare` as this version wants them."""
    data = data_folder()
    has_database = bool(os.environ.get("DATABASE_URL")) or (data / "standfirst.sqlite3").exists()
    has_key = bool(os.environ.get("STANDFIRST_SECRET_KEY")) or (data / SECRET_KEY).exists()
    stamp = data / "prepared"
    return has_database and has_key and stamp.exists() and stamp.read_text() == fingerprint()


def note_ready() -> None:
    """Remember that this version prepared the data folder."""
    (data_folder() / "prepared").write_text(fingerprint())


def fingerprint() -> str:
    """Return a digest of what preparing depends on: migrations, static files, versions, addresses."""
    told = [version("wagtail"), version("django")]
    told += [os.environ.get(name, "") for name in ("DATABASE_URL", "STANDFIRST_URL")]
    for pattern in ("*/migrations/*.py", "*/static/**/*"):
        for path in sorted(_PACKAGE.glob(pattern)):
            if path.is_file():
                seen = path.stat()
                told.append(f"{path.relative_to(_PACKAGE)} {seen.st_size} {seen.st_mtime_ns}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
