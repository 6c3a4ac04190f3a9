import json
import logging
import re
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path

from standfirst.lib.logs import JsonFormatter, KeyValueFormatter, RequestFilter, request_id

pytestmark = pytest.mark.django_db


def fail(request: HttpRequest) -> None:
    raise RuntimeError("on purpose")


urlpatterns = [path("fail/", fail)]
handler500 = "standfirst.lib.http.server_error"


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(KeyValueFormatter())
        self.addFilter(RequestFilter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines() -> Iterator[list[str]]:
    handler, root = Lines(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler.lines
    root.removeHandler(handler)
    root.setLevel(before)


def test_holds_every_value_that_was_given(lines: list[str]):
    values = {"letter": 17, "permanent": False, "error": "450 try\nlater"}
    logging.getLogger("standfirst.mail").warning("letter_not_taken", extra=values)
    assert lines[0].endswith(
        'WARNING standfirst.mail letter_not_taken letter=17 permanent=False error="450 try\\nlater"'
    )


def test_nobody_else_writes_a_line(lines: list[str]):
    logging.getLogger("django.request").warning("Not Found: %s", "/a\n2026-11-28 ERROR root forged")
    assert "\n" not in lines[0]


def test_shows_no_token_of_an_address(lines: list[str]):
    Client().get("/support/mine/eyJzdXBwb3J0ZXIiOjE3fQ:1vP0aB:Zm9vYmFy_AbC-123/x/")
    Client().get("/2026/a-headline-of-many-words-that-nobody-wrote/")
    assert "eyJ" not in "".join(lines)
    assert "a-headline-of-many-words-that-nobody-wrote" in "".join(lines)


@override_settings(ROOT_URLCONF=__name__)
def test_an_error_page_names_the_line_in_the_log(lines: list[str]):
    client = Client(raise_request_exception=False)
    answer = client.get("/fail/")
    reference = re.search(r"reference: ([0-9a-f]{12})", answer.content.decode())
    assert answer.status_code == 500
    assert any(f"request_id={reference[1]}" in line and "on purpose" in line for line in lines)
    assert request_id.get() == ""


def test_each_request_has_a_line_where_the_operator_wants_it(lines: list[str]):
    answer = Client().get("/search/?q=secret")
    said = next(line for line in lines if " standfirst.access request " in line)
    assert "method=GET path=/search/ status=200 ms=" in said
    assert f"request_id={answer['X-Request-ID']}" in said
    assert "secret" not in said


def test_json_holds_the_same_on_one_line_traceback_and_all():
    formatter = JsonFormatter()
    try:
        fail(HttpRequest())
    except RuntimeError:
        record = logging.makeLogRecord(
            {"msg": "letter_%s", "args": ("lost",), "levelname": "ERROR", "name": "standfirst.mail",
             "exc_info": sys.exc_info(), "letter": 17, "why": "a\nb", "request": object(), "request_id": "ab12"}
        )  # fmt: skip
    line = formatter.format(record)
    said = json.loads(line)
    assert "\n" not in line
    assert said.pop("traceback").endswith("RuntimeError: on purpose")
    assert datetime.fromisoformat(said.pop("at")).tzinfo
    assert said == {
        "level": "ERROR", "logger": "standfirst.mail", "event": "letter_lost",
        "letter": 17, "why": "a\nb", "request_id": "ab12",
    }  # fmt: skip
