"""Starts the provider as a process of its own, and turns its knobs."""

import http.client
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
SECRET = "whsec_of_the_tests"


class FakeStripe:
    """A running provider; `stop` ends it."""

    def __init__(self, *, webhook: str = "", secret: str = SECRET, port: int = 0) -> None:
        command = [sys.executable, "-m", "tests.fakestripe", "--webhook", webhook]
        self.process = subprocess.Popen(
            [*command, "--secret", secret, "--port", str(port)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.url = self.process.stdout.readline().strip()
        self._connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)

    def control(self, name: str, /, **asked: object) -> dict[str, Any]:
        """Do something that no API call would: see control.py."""
        status, body = self.ask("POST", f"/_control/{name}", json.dumps(asked))
        assert status == 200, body
        answer: dict[str, Any] = json.loads(body)
        return answer

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()

    def pay(self, page: str, way: str = "paid", **person: str) -> dict[str, Any]:
        """Do on the page at address `page` what somebody does; returns the session."""
        name = page.rsplit("/", 1)[1]
        session: dict[str, Any] = self.control("pay", session=name, way=way, **person)["session"]
        return session

    def stop(self) -> None:
        self._connection.close()
        self.process.terminate()
        self.process.wait(timeout=10)
        assert self.process.stdout
        self.process.stdout.close()
