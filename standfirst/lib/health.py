"""Whether the site can answer, for whoever watches it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from .access import anyone

PATH = "/health/"


@anyone
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 "ok" where the database answers, else 503; one query, and nothing else is asked."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return _words("the database does not answer", 503)
    return _words("ok", 200)


def _words(text: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain", headers=headers)
