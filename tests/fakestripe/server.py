"""HTTP around it: keys, idempotency, errors, pages and the control."""

import hashlib
import json
import secrets
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from . import control, pages
from .forms import Refusal, decode, invalid
from .routes import find
from .webhooks import Webhooks
from .world import API_VERSION, World, expand


class Server(ThreadingHTTPServer):
    """Serves one world."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, *, webhook: str = "", secret: str = "") -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.world = World()
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        self.world.notes["origin"] = self.origin
        self.webhooks = Webhooks(self.world, webhook, secret)
        self.world.listeners.append(self.webhooks.take)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked and was killed before the answer is no error of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        try:
            if parts.path.startswith("/_control/"):
                with self.server.world.lock:
                    asked = json.loads(body or "{}")
                    done = control.CONTROLS[parts.path[10:]](
                        self.server.world, self.server.webhooks, asked
                    )
                self._send(200, json.dumps(done).encode())
            elif parts.path.startswith("/v1/"):
                self._api(parts.path, parts.query if self.command != "POST" else body, body)
            else:
                self._page(parts.path, body)
        except Refusal as refusal:
            self._send(refusal.status, json.dumps(refusal.body, indent=2).encode())

    def _api(self, path: str, form: str, body: str) -> None:
        self._check_key()
        key = self.headers.get("Idempotency-Key", "") if self.command == "POST" else ""
        asked = hashlib.sha256(f"{path}\n{body}".encode()).hexdigest()
        with self.server.world.lock:
            control.tick(self.server.world)
            if key in self.server.world.answered:
                self._replay(key, asked)
                return
            status, answer, is_final = self._do(path, form, key)
            if key and is_final:
                self.server.world.answered[key] = (asked, status, answer)
        self._send(status, answer)

    def _do(self, path: str, form: str, key: str) -> tuple[int, bytes, bool]:
        """Return the answer, and whether it stands: what was refused before it began may be asked again."""
        world, begun = self.server.world, False
        try:
            route, name = find(self.command, path)
            params = decode(form)
            unknown = params.keys() - route.takes
            if unknown:
                raise invalid(
                    f"Received unknown parameter: {min(unknown)}",
                    param=min(unknown),
                    code="parameter_unknown",
                )
            world.request = {"id": self._request_id(), "idempotency_key": key or None}
            begun = True
            answer = expand(world, route.do(world, params, name), params.get("expand") or [])
            return 200, json.dumps(answer).encode(), True
        except Refusal as refusal:
            return (
                refusal.status,
                json.dumps(refusal.body, indent=2).encode(),
                begun and refusal.status != 400,
            )

    def _replay(self, key: str, asked: str) -> None:
        was, status, answer = self.server.world.answered[key]
        if was != asked:
            raise Refusal(
                400, "idempotency_error",
                f"Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}'.",
            )  # fmt: skip
        self._send(status, answer, ("Idempotent-Replayed", "true"))

    def _check_key(self) -> None:
        kind, _space, key = self.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or not key.startswith(("sk_test_", "rk_test_")):
            raise Refusal(401, "invalid_request_error", "Invalid API Key provided.")

    def _page(self, path: str, body: str) -> None:
        with self.server.world.lock:
            control.tick(self.server.world)
            if self.command == "GET":
                self._send(
                    200,
                    pages.show(self.server.world, path).encode(),
                    kind="text/html; charset=utf-8",
                )
                return
            onward, shown = pages.act(self.server.world, path, decode(body))
        if onward:
            self._send(303, b"", ("Location", onward))
        else:
            self._send(200, shown.encode(), kind="text/html; charset=utf-8")

    def _request_id(self) -> str:
        return f"req_{secrets.token_hex(7)}"

    def _send(
        self, status: int, body: bytes, *headers: tuple[str, str], kind: str = "application/json"
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Request-Id", self._request_id())
        self.send_header("Stripe-Version", API_VERSION)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
