"""Log lines that hold everything that was said: the event, its values, the request they belong to.

A traceback stays as it is, line by line, since people read it; that is why no library formats these.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this thread answers; it stands on the error page, too."""

_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_PLAIN = re.compile(r"[\w.:/@+-]+")
# Links in letters hold what opens somebody's page; no name in an address is so long and so mixed.
_LONG_NAME = re.compile(r"[\w:.=~-]{20,}")


class KeyValueFormatter(logging.Formatter):
    """`2026-11-28 20:14:50,123 WARNING standfirst.mail letter_not_taken letter=17 permanent=False`."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """Return the line, with each value that the caller gave in `extra`."""
        said = [f"{key}={_quoted(str(value))}" for key, value in _given(record).items()]
        line = f"{record.asctime} {record.levelname} {record.name} {_on_one_line(record.message)}"
        return " ".join([line, *said])

    def usesTime(self) -> bool:  # noqa: N802 - logging's own name
        """Have `asctime` made."""
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line, traceback and all, for programs that collect logs; the same values as in words."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
            **_given(record),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, default=str, ensure_ascii=False)


class RequestFilter(logging.Filter):
    """Adds the request's id, and keeps secrets of addresses out of what Django says of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True: every record passes."""
        if current := request_id.get():
            record.request_id = current
        if record.name.startswith("django.") and isinstance(record.args, tuple):
            record.args = tuple(
                without_secrets(part) if isinstance(part, str) else part for part in record.args
            )
        return True


def _given(record: logging.LogRecord) -> dict[str, object]:
    """Return the values that the caller gave in `extra`, and the request's id."""
    # Django hands over whole requests; which one it was is in `request_id`.
    left_out = _ORDINARY | {"request", "response", "server_time"}
    return {
        key: value for key, value in vars(record).items() if key not in left_out and value != ""
    }


def without_secrets(address: str) -> str:
    """Return `address` with what may be a token in it replaced by "…"."""
    return _LONG_NAME.sub(lambda name: "…" if any(map(str.isdigit, name[0])) else name[0], address)


def _quoted(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else '"' + _on_one_line(value).replace('"', "'") + '"'


def _on_one_line(text: str) -> str:
    """Nobody writes a line of the log but us."""
    return text.translate({ord("\n"): "\\n", ord("\r"): "\\r", ord("\x1b"): "\\e"})
