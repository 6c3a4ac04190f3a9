"""A browser as an attacker has one: it sends what it is told, from any network, and keeps its cookies."""

import http.client
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from .newsroom import HOST

FORM = "application/x-www-form-urlencoded"
_A_FORM = "/account/sign-in/password/"


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    leads_to: str
    page: str
    seconds: float


@dataclass
class Browser:
    """Asks the server at `port` as a proxy would that stands before it."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, address: str, body: bytes = b"", kind: str = FORM, **headers: str
    ) -> Answer:
        """Send one request; `headers` are added to those of a browser, with "_" for "-"."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        began = time.monotonic()
        try:
            connection.request(method, address, body or None, self._headers(kind, headers))
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
        finally:
            connection.close()
        took = time.monotonic() - began
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers.get("Location", ""), page, took)

    def send(self, address: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form, with the token that our own pages would have in it."""
        return self.ask("POST", address, urlencode(self._with_token(fields)).encode(), **headers)

    def upload(
        self, address: str, fields: dict[str, str], picture: bytes, **headers: str
    ) -> Answer:
        """Send a form with a picture."""
        edge = "edge-of-the-form"
        head = 'Content-Disposition: form-data; name="picture"; filename="a.png"\r\nContent-Type: image/png'
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in self._with_token(fields).items()
        ]
        parts.append(f"--{edge}\r\n{head}\r\n\r\n".encode() + picture + b"\r\n")
        body = b"".join([*parts, f"--{edge}--\r\n".encode()])
        return self.ask("POST", address, body, f"multipart/form-data; boundary={edge}", **headers)

    def is_signed_in(self) -> bool:
        """Return whether the account's page is shown."""
        return self.ask("GET", "/account/").status == http.HTTPStatus.OK

    def _with_token(self, fields: dict[str, str]) -> dict[str, str]:
        if not self._token():
            found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", _A_FORM).page)
            assert found or self._token()
        return {**fields, "csrfmiddlewaretoken": self._token()}

    def _token(self) -> str:
        return next((value for name, value in self.cookies.items() if "csrf" in name), "")

    def _headers(self, kind: str, added: dict[str, str]) -> dict[str, Any]:
        headers = {
            "Host": HOST,
            "Origin": f"https://{HOST}",
            "Sec-Fetch-Site": "same-origin",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.1",
            "Content-Type": kind,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        return headers | {name.replace("_", "-"): value for name, value in added.items()}
