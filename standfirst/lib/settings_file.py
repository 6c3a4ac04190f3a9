"""The settings file, `settings.env` in the data folder: the server and every command read it alike.

One `NAME=value` on each line; empty lines, and lines that begin with `#`, say nothing. The value is all
that follows the first `=`, without the spaces around it; one pair of quotes around the whole value is
taken off. Nothing in it is replaced or escaped. What could be read in two ways is refused.

A variable of the environment that is not empty comes before the file.

Source: docs/decisions/0017-settings-file.md
"""

import difflib
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from .data_folder import VARIABLE, data_folder, owner_of

FILE = "settings.env"
# All that there are; docs/operator.md says what each is for.
SETTINGS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "DATABASE_REPLICA_URLS",
    "DATABASE_URL",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "REDIS_URL",
    "STANDFIRST_DATA",
    "STANDFIRST_DATABASE_CONNECTIONS",
    "STANDFIRST_DEBUG",
    "STANDFIRST_FRONT_CACHES",
    "STANDFIRST_HOSTS",
    "STANDFIRST_LOG",
    "STANDFIRST_LOG_FORMAT",
    "STANDFIRST_MAIL_BOUNCES",
    "STANDFIRST_MAIL_FROM",
    "STANDFIRST_MAIL_URL",
    "STANDFIRST_MEDIA",
    "STANDFIRST_METRICS_TOKEN",
    "STANDFIRST_PROCESSES",
    "STANDFIRST_PROXIES",
    "STANDFIRST_SECRET_KEY",
    "STANDFIRST_SEVERAL_NODES",
    "STANDFIRST_SIGN_IN_WITH",
    "STANDFIRST_STREAMS_PER_ADDRESS",
    "STANDFIRST_URL",
    "STRIPE_API_BASE",
    "STRIPE_CHECKOUT_ORIGIN",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "STRIPE_WEBHOOK_SECRET_NEXT",
)
# What the project's own tests say to each other.
_OF_TESTS = "STANDFIRST_TEST_"
# What this process has of the file.
_of_file: set[str] = set()
_QUOTES = {'"', "'"}


def load() -> None:
    """Put the settings of the file into the environment of this process and of those it starts.

    It raises what `read` raises.
    """
    folder = data_folder()
    # So that a process started by this one finds the same folder from wherever it is.
    os.environ[VARIABLE] = str(folder)
    for name, value in read(folder / FILE).items():
        if not os.environ.get(name, "").strip():
            os.environ[name] = value
            _of_file.add(name)


def environment_without_file() -> dict[str, str]:
    """Return the environment without what `load` put into it, for a start that reads the file anew."""
    return {name: value for name, value in os.environ.items() if name not in _of_file}


def read(path: Path) -> dict[str, str]:
    """Return the settings in the file at `path` by name; none where there is no file.

    Raises:
        ImproperlyConfigured: a line of it cannot be used, or we may not read it.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except PermissionError as error:
        raise ImproperlyConfigured(
            f"this user may not read {path}; run the command as the user who owns the site:"
            f" sudo -u {owner_of(path)} …"
        ) from error
    except (OSError, UnicodeError) as error:
        raise ImproperlyConfigured(f"{path} cannot be read: {error}") from error
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, value = _parse(line, place=f"{path}, line {number}")
        if name in found:
            raise ImproperlyConfigured(f"{path}, line {number}: {name} is set twice; keep one.")
        found[name] = value
    return found


def unknown_names() -> dict[str, str]:
    """Return a word of advice for each STANDFIRST_… variable of the environment that is no setting."""
    return {
        name: f"{name} is not a setting and does nothing.{_suggestion(name)}"
        for name in sorted(os.environ)
        if name.startswith("STANDFIRST_")
        and name not in SETTINGS
        and not name.startswith(_OF_TESTS)
    }


def _parse(line: str, *, place: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in line.partition("="))
    if not equals or not name.isidentifier():
        raise ImproperlyConfigured(f"{place}: write NAME=value, and nothing before the name.")
    if name == VARIABLE:
        raise ImproperlyConfigured(
            f"{place}: {VARIABLE} names the folder of this very file; set it in the environment."
        )
    if name not in SETTINGS:
        raise ImproperlyConfigured(f"{place}: {name} is not a setting.{_suggestion(name)}")
    if value[:1] in _QUOTES:
        if len(value) < 2 or value[-1] != value[0] or value[0] in value[1:-1]:
            raise ImproperlyConfigured(
                f"{place}: put one pair of quotes around the whole value of {name}, or none."
            )
        return name, value[1:-1]
    if " #" in value or "\t#" in value:
        raise ImproperlyConfigured(
            f"{place}: put the remark behind {name} on a line of its own, or quotes around the value."
        )
    return name, value


def _suggestion(name: str) -> str:
    close = difflib.get_close_matches(name.upper(), SETTINGS, n=1, cutoff=0.75)
    return f" Did you mean {close[0]}?" if close else " docs/operator.md lists them all."
