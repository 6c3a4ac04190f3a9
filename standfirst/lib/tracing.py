"""Traces by OpenTelemetry, its own instrumentation of Django and of the databases, where somebody collects them.

Everything but the collector's address is said by OpenTelemetry's own variables (OTEL_SERVICE_NAME,
OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER …). Nothing of it is loaded otherwise.
"""

import os
from importlib.util import find_spec

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

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
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument(excluded_urls=_NOT_TRACED)
    SQLite3Instrumentor().instrument()
    PsycopgInstrumentor().instrument()
