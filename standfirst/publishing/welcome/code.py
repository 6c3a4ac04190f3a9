"""The one-time code that keeps strangers from taking a house whose owner has not come yet."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare

from standfirst.lib.errors import Refused
from standfirst.lib.http import networks_of
from standfirst.lib.pace import Asker, Limit, Limits, count

GUESSES = Limits(network=Limit(10, 600))


class TooManyTries(Refused):
    """Too many wrong codes came from one address."""

    code = "too_many_tries"


def welcome_code() -> str:
    """Return the code, made at the first call and kept in STANDFIRST_DATA for its owner's eyes."""
    path = _path()
    try:
        # Opened for the owner alone before anything is in it; the first of two processes wins.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    code = secrets.token_urlsafe(16)
    with os.fdopen(handle, "w") as file:
        file.write(code)
    return code


def is_welcome_code(typed: str, *, address: str) -> bool:
    """Return whether `typed` is the code.

    Raises:
        TooManyTries: `address` has sent more than GUESSES allow, right or wrong, within ten minutes.
    """
    # Counted before it is looked at: many at once are many tries.
    if count("welcome", GUESSES, asker=Asker(networks_of(address))).is_too_often:
        raise TooManyTries("Wait ten minutes, then open the address that standfirst run printed.")
    return constant_time_compare(typed, welcome_code())


def forget_welcome_code() -> None:
    """Take the code away: it has served."""
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return Path(settings.DATA_DIR) / "welcome_code"
