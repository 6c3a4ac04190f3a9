"""Where the site lives: one folder, for its owner alone.

Which folder it is never depends on who asks from where: the server, a command typed in another folder,
cron and a mail server's pipe with an empty environment must all find the same site.

Source: docs/decisions/0017-settings-file.md
"""

import os
import pwd
import secrets
from contextlib import suppress
from pathlib import Path

VARIABLE = "STANDFIRST_DATA"
SECRET_KEY = "secret_key"  # noqa: S105 - the name of a file
_CHECKOUT = Path(__file__).parent.parent.parent


def data_folder() -> Path:
    """Return the folder that STANDFIRST_DATA names, else `data` beside the package's checkout, else ./data."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return Path(named).expanduser().resolve()
    is_checkout = (_CHECKOUT / "bin" / "run").is_file()
    return (_CHECKOUT if is_checkout else Path.cwd()) / "data"


def make_data_folder() -> None:
    """Make the folder and the secret key in it, where they are missing; nobody else may look in.

    A folder that others may read, as earlier versions left it, is closed to them if it is ours.

    Raises:
        ImproperlyConfigured: it cannot be made.
    """
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - which folder it is, is asked before anything is installed

    folder = data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        seen = folder.stat()
        if seen.st_mode & 0o077 and seen.st_uid == os.geteuid():
            folder.chmod(0o700)
        if not os.environ.get("STANDFIRST_SECRET_KEY", "").strip():
            _make_secret_key(folder / SECRET_KEY)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{VARIABLE}={str(folder)!r} cannot be used: name a folder that can be made and"
            f" written ({error.strerror})."
        ) from error


def owner_of(path: Path) -> str:
    """Return the name of the user that `path`, or the first folder above it that we may see, belongs to."""
    try:
        number = path.stat().st_uid
    except OSError:
        return owner_of(path.parent)
    with suppress(KeyError):
        return pwd.getpwuid(number).pw_name
    return str(number)


def _make_secret_key(path: Path) -> None:
    # Opened for the owner alone before anything is in it, and never over one that is there.
    with suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
