"""Traces by OpenTelemetry, its own instrumentation of Django and of the databases, where somebody collects them.

Everything but the collector's address is said by OpenTelemetry's own variables (OTEL_SERVICE_NAME,
OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER …). Nothing of it is loaded otherwise.

OpenTelemetry notes whole addresses with what was typed and with the tokens of links, browsers, readers' network addresses, and
messages of errors. None of that leaves the site: only what is named in `SENT` does.
"""

import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SENT = frozenset(
    [
        *("http.method", "http.request.method", "http.route", "http.scheme", "http.status_code"),
        *("http.response.status_code", "error.type"),
        # Queries with places for values, and without the values.
        *("db.system", "db.system.name", "db.statement", "db.query.text", "db.operation.name"),
    ]
)
"""Of what is noted of a request or a query, under OpenTelemetry's older names and its newer ones."""
# Who watches asks all day long.
_NOT_TRACED = "health/,metrics"


def begin() -> None:
    """Have spans of requests and queries sent, in a process that answers requests; before its middleware is loaded.

    Raises:
        ImproperlyConfigured: traces are wanted, and what they need is not installed.
    """
    if not settings.OTEL_ENDPOINT:
        return
    if not find_spec("opentelemetry.instrumentation.django"):
        raise ImproperlyConfigured(
            "OTEL_EXPORTER_OTLP_ENDPOINT needs more than is installed: run bin/setup full, or pip install standfirst[otel]."
        )
    _instrument()


def _instrument() -> None:
    from opentelemetry import trace  # noqa: PLC0415 - an extra
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.instrumentation.django import DjangoInstrumentor  # noqa: PLC0415
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor  # noqa: PLC0415
    from opentelemetry.instrumentation.sqlite3 import SQLite3Instrumentor  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    os.environ.setdefault("OTEL_SERVICE_NAME", "standfirst")
    provider = TracerProvider()
    exporter: Any = _Discreet(OTLPSpanExporter())
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument(excluded_urls=_NOT_TRACED)
    SQLite3Instrumentor().instrument()
    PsycopgInstrumentor().instrument()


class _Discreet:
    """Hands on to an exporter what may leave the site."""

    def __init__(self, exporter: Any) -> None:  # noqa: ANN401 - the vendor's own
        self._exporter = exporter

    def export(self, spans: Sequence[Any]) -> Any:  # noqa: ANN401
        return self._exporter.export([_without_readers(span) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return bool(self._exporter.force_flush(timeout_millis))


def _without_readers(span: Any) -> Any:  # noqa: ANN401
    from opentelemetry.sdk.trace import ReadableSpan  # noqa: PLC0415
    from opentelemetry.trace.status import Status  # noqa: PLC0415

    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes={name: value for name, value in span.attributes.items() if name in SENT},
        kind=span.kind,
        instrumentation_scope=span.instrumentation_scope,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
    )
