"""Spans of a request and of its queries arrive at a collector."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from standfirst.lib import tracing
from tests.made_once import copied, migrated_sqlite, on_server
from tests.recording import Asked, recording

# As a server process begins and answers, without the server.
ANSWERS = """
from standfirst.lib import tracing
import django
django.setup()
tracing.begin()
from django.test import Client
client = Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="opensesame")
client.raise_request_exception = False
for path in ("/health/", "/robots.txt", "/discussion/article-9/?q=opensesame", "/discussion/prove/opensesame/"):
    print(client.get(path).status_code)
from opentelemetry import trace
try:
    with trace.get_tracer("x").start_as_current_span("fails"):
        raise ValueError("opensesame")
except ValueError:
    pass
"""


@pytest.mark.django_db
def test_spans_of_a_request_and_its_queries_arrive(tmp_path: Path):
    environment = {
        "DJANGO_SETTINGS_MODULE": "standfirst.settings",
        "STANDFIRST_DATA": str(tmp_path),
    }
    if connection.vendor == "postgresql":
        environment["DATABASE_URL"] = on_server(connection.settings_dict["NAME"])
    else:
        copied(migrated_sqlite(), tmp_path)
    with recording() as (address, asked):
        environment |= {
            "OTEL_EXPORTER_OTLP_ENDPOINT": address,
            "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
        }
        told = subprocess.run(
            [sys.executable, "-c", ANSWERS], env={**os.environ, **environment},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    spans = [span for it in asked for span in _spans(it)]
    names = [span.name for span in spans]
    requests = [span for span in spans if span.name.startswith("GET ")]
    assert told.stdout.split()[0] == "200", told.stderr
    assert {"GET robots.txt", "GET discussion/<slug:key>/"} <= set(names)
    assert len(requests) == 3, names  # who watches is not traced
    # Nothing of the reader, of what was typed, nor of what opens something.
    assert [it for it in asked if b"opensesame" in it.body or b"192.0.2.7" in it.body] == []
    assert "fails" in names
    queries = [span for span in spans if span.name == "SELECT"]
    assert {span.parent_span_id for span in queries} >= {requests[-1].span_id}
    assert all(it.path == "/v1/traces" for it in asked)


def _spans(asked: Asked) -> list:
    sent = ExportTraceServiceRequest.FromString(asked.body)
    assert [it.value.string_value for it in sent.resource_spans[0].resource.attributes if it.key == "service.name"] == ["standfirst"]  # fmt: skip
    return [span for scope in sent.resource_spans[0].scope_spans for span in scope.spans]


def test_what_is_missing_is_said_in_a_line(settings: LazySettings, monkeypatch: pytest.MonkeyPatch):
    settings.OTEL_ENDPOINT = "http://127.0.0.1:4318"
    monkeypatch.setattr(tracing, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="bin/setup full"):
        tracing.begin()
