"""Reads settings from the environment: one typed reader for each kind of value.

A wrong value stops the start with one line that names the variable, the value and what would do; where
a secret may be in the value, it says what is wrong instead, for the line ends up in logs.
"""

import os
import re
import secrets
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from .data_folder import data_folder

# More processes are started where they are asked for; each holds memory and connections to the database.
USUALLY_AT_MOST = 4
# As Django takes it from a request, without a port.
_HOST = re.compile(r"[a-z0-9.-]*[a-z0-9]|\[[a-f0-9:.]+\]", re.IGNORECASE)
_ORIGIN = re.compile(rf"https?://(?:{_HOST.pattern})(?::(?P<port>[0-9]{{1,5}}))?", re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r"[^@\s<>,]+@[^@\s<>,]+")
_POSTGRESQL = {"postgres", "postgresql"}
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def _refuse(name: str, value: str, would_do: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name}={value!r} cannot be used: {would_do}")


def _refuse_secret(name: str, wrong: str, would_do: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} cannot be used: {wrong}; {would_do}")


def env_text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def env_flag(name: str, *, default: bool) -> bool:
    value = env_text(name, "yes" if default else "no").lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    raise _refuse(name, value, "write yes or no.")


def env_number(name: str, default: int, *, least: int = 0) -> int:
    value = env_text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) < least:
        raise _refuse(name, value, f"write a whole number, {least} or more.")
    return int(value)


def usual_processes() -> int:
    """Return how many processes answer requests where nobody said: one for each core that we may use."""
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), USUALLY_AT_MOST)
    return min(os.cpu_count() or 1, USUALLY_AT_MOST)


def env_list(name: str) -> list[str]:
    return [part.strip() for part in env_text(name).split(",") if part.strip()]


def env_hosts(name: str) -> list[str]:
    hosts = env_list(name)
    for host in hosts:
        if not _HOST.fullmatch(host):
            would_do = "write host names only, like www.paper.example; commas between several."
            raise _refuse(name, host.rpartition("@")[2], would_do)
    return hosts


def env_choice(name: str, usual: str, *others: str) -> str:
    """Return one of several words; the first where nobody chose."""
    value = env_text(name, usual).lower()
    if value not in {usual, *others}:
        raise _refuse(name, value, f"write one of {', '.join((usual, *others))}.")
    return value


def env_token(name: str) -> str:
    """Return a secret that a program sends; "" for none."""
    value = env_text(name)
    if value and (len(value) < 20 or not value.isascii() or " " in value):
        wrong = "it is too short, or has other characters than a header may"
        raise _refuse_secret(name, wrong, "write at least 20 random letters and digits.")
    return value


def env_log_level(name: str, default: str) -> str:
    value = env_text(name, default).upper()
    if value not in _LOG_LEVELS:
        raise _refuse(name, value.lower(), f"write one of {', '.join(_LOG_LEVELS)}.")
    return value


def env_origin(name: str, default: str = "") -> str:
    """Return the address of a site: scheme, host and, where it has one of its own, port."""
    value = env_text(name, default).rstrip("/")
    if value and not is_origin(value):
        wrong = _wrong_with_origin(value)
        raise _refuse_secret(name, wrong, "write an address like https://paper.example")
    return value


def is_origin(value: str) -> bool:
    found = _ORIGIN.fullmatch(value)
    return found is not None and 0 < int(found["port"] or 80) < 65536


def _wrong_with_origin(value: str) -> str:
    scheme, _, rest = value.partition("://")
    if scheme.lower() not in {"http", "https"}:
        return "it does not begin with http:// or https://"
    if "@" in rest:
        return "it must be without a name and a password"
    if "/" in rest and is_origin(f"{scheme}://{rest.partition('/')[0]}"):
        return "it must be without a path"
    return "its host or port cannot be right"


def env_mail_address(name: str, default: str = "") -> str:
    value = env_text(name)
    if value and not _MAIL_ADDRESS.fullmatch(value):
        raise _refuse(name, value, "write one email address, like newsroom@paper.example")
    return value or default


def env_providers(name: str) -> dict[str, tuple[str, str]]:
    """Return client and secret by provider, of "github=client:secret, google=client:secret"."""
    providers = {}
    would_do = "write github=client:secret; commas between several."
    for number, entry in enumerate(env_list(name), start=1):
        provider, _, keys = entry.partition("=")
        client, _, secret = keys.partition(":")
        # With less than all three, any of them may be a secret that was written in the wrong place.
        if not provider.isidentifier() or not client or not secret:
            raise _refuse_secret(name, f"entry {number} is not provider=client:secret", would_do)
        if not find_spec(f"allauth.socialaccount.providers.{provider}"):
            raise _refuse_secret(name, f"the provider “{provider}” is not known", would_do)
        providers[provider] = (client, secret)
    return providers


def env_data_dir(name: str) -> Path:
    """Return the data folder, which only those commands make that may begin a site."""
    path = data_folder()
    if path.exists() and not os.access(path, os.W_OK):
        raise _refuse(name, str(path), "name a folder that this user may write to.")
    return path


def env_secret(name: str, path: Path) -> str:
    """Return the variable, or the secret kept in `path`; where there is none yet, one for this process alone.

    So tools that only load the settings need none and make none; a site has one before it is served.
    """
    value = env_text(name)
    if value and len(value) < 40:
        wrong = f"it has {len(value)} characters"
        raise _refuse_secret(name, wrong, "write at least 40 random ones, or leave it out.")
    if value:
        return value
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return secrets.token_urlsafe(50)
    except OSError as error:
        raise ImproperlyConfigured(f"{path} cannot be read: {error.strerror}.") from error


def env_database(name: str, sqlite: Path, *, connections: int) -> dict[str, Any]:
    """Return what Django wants to know of the database.

    Args:
        connections: how many this process may have with PostgreSQL at once.
    """
    value = env_text(name)
    if not value:
        return {
            "ENGINE": "standfirst.lib.sqlite",
            "NAME": str(sqlite),
            # As for Django's own engine, which is known by name to what runs tests on several cores.
            "TEST": {"NAME": ":memory:"},
            # The threads that answer requests stay, and so may what they opened.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # Writers wait in line instead of failing half-way; an answered write is on disk.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
                    "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
                    # Of the file beside it, which grows while somebody reads for long, as a backup does.
                    "PRAGMA journal_size_limit=16777216;"
                ),
            },
        }
    return _postgresql(name, value, connections)


def env_replicas(name: str, *, connections: int) -> list[dict[str, Any]]:
    """Return what Django wants to know of each replica of the database, as far as it differs from the database."""
    replicas = [_postgresql(name, value, connections) for value in env_list(name)]
    if replicas and not env_flag("STANDFIRST_SEVERAL_NODES", default=False):
        wrong = "nobody would know how far a replica is"
        raise _refuse_secret(name, wrong, "write STANDFIRST_SEVERAL_NODES=yes, too.")
    for replica in replicas:
        # Who waits longer had better ask the primary.
        replica["OPTIONS"]["pool"] |= {"min_size": 0, "timeout": 1}
    return replicas


def _postgresql(name: str, value: str, connections: int) -> dict[str, Any]:
    if not _is_postgresql(value):
        raise _refuse_secret(
            name,
            _wrong_with_database(value),
            "write postgresql://user:password@host/name, or leave it out for SQLite.",
        )
    # Under ASGI a request has no thread of its own to keep a connection in: a pool keeps them.
    parsed: dict[str, Any] = dict(dj_database_url.parse(value))
    parsed["ENGINE"] = "standfirst.lib.postgresql"
    parsed.setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": connections,
        # Seconds in which a request waits for a connection, and the pool for a server that restarts;
        # after that, the next who asks tries anew.
        "timeout": 10,
        "reconnect_timeout": 10,
    }
    # A connection that broke while it lay in the pool is replaced before anybody has it.
    parsed["CONN_HEALTH_CHECKS"] = True
    return parsed


def env_connections(name: str, default: int, *, processes: int, listeners: int = 0) -> int:
    """Return the share of this process in the connections to the database that this machine may have.

    Each process that answers requests has one, and so has the worker. Two at least: a thread that reads
    along must not wait for one that writes.

    Args:
        listeners: connections that are kept besides.
    """
    least = 2 * (processes + 1) + listeners
    value = env_number(name, max(default, least))
    if value < least:
        raise _refuse(
            name,
            str(value),
            f"{processes} processes and the worker need {least}; allow them, or lower STANDFIRST_PROCESSES.",
        )
    return (value - listeners) // (processes + 1)


def env_redis(name: str) -> str:
    """Return the address of a Redis or Valkey; "" where there is none."""
    value = env_text(name)
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        would_do = "write redis://:password@host:6379/0; rediss:// for TLS, unix:// for a socket."
        raise _refuse_secret(name, "it does not begin with redis://", would_do)
    if value and not find_spec("redis"):
        would_do = "run bin/setup full, or pip install standfirst[redis]."
        raise _refuse_secret(name, "the client for Redis is missing", would_do)
    return value


def env_several_nodes(name: str) -> bool:
    is_several = env_flag(name, default=False)
    if is_several and not env_text("DATABASE_URL"):
        would_do = "several machines share a PostgreSQL; name it in DATABASE_URL, or write no."
        raise _refuse(name, env_text(name), would_do)
    return is_several


def _is_postgresql(value: str) -> bool:
    """Whether it names a database, on whatever port there may be."""
    try:
        parts = urlsplit(value)
        has_port = parts.port != 0
    except ValueError:
        return False
    # A password with a slash in it ends the host too soon, and would be taken for the name.
    has_name = len(parts.path) > 1 and "@" not in parts.path
    return has_port and parts.scheme in _POSTGRESQL and has_name


def _wrong_with_database(value: str) -> str:
    if value.partition("://")[0] not in _POSTGRESQL:
        return "it does not begin with postgresql://"
    return (
        "its host, port or name cannot be read (in a password, %23 for #, %2F for / and %3F for ?)"
    )


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over; `is_tls` from the first byte."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool

    @property
    def needs_starttls(self) -> bool:
        """Whether the talk turns to TLS; not on port 25, nor with a server on this machine."""
        is_here = self.host in {"127.0.0.1", "localhost", "::1"}
        return not self.is_tls and self.port != 25 and not is_here


def env_mail_server(name: str) -> MailServer | None:
    value = env_text(name)
    if not value:
        return None
    try:
        parts = urlsplit(value)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise _refuse_mail_server(name, value) from None
    shown = f"[{host}]" if ":" in host else host
    is_server = parts.scheme in {"smtp", "smtps"} and bool(_HOST.fullmatch(shown)) and port != 0
    # A password with one of these in it, which ends the address too soon.
    if not is_server or parts.path.strip("/") or parts.query or parts.fragment:
        raise _refuse_mail_server(name, value)
    is_tls = parts.scheme == "smtps"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(host, port or (465 if is_tls else 587), user, password, is_tls)


def _refuse_mail_server(name: str, value: str) -> ImproperlyConfigured:
    begins = value.startswith(("smtp://", "smtps://"))
    return _refuse_secret(
        name,
        "its host or port cannot be read"
        if begins
        else "it does not begin with smtp:// or smtps://",
        "write smtp://user:password@host:587 or smtps://user:password@host:465;"
        " in a password, %23 for #, %2F for / and %3F for ?",
    )
