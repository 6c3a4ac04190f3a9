"""A real mail server that hands out the letters of a journey, one by one, as they arrive."""

import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from standfirst.lib.testing import MailServer


@dataclass
class Mailbox(MailServer):
    """Letters of the running site."""

    _arrived: threading.Condition = field(default_factory=threading.Condition)
    _handed_out: set[int] = field(default_factory=set)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        with self._arrived:
            answer = await super().handle_DATA(server, session, envelope)
            self._arrived.notify_all()
        return answer

    def wait_for(self, *, to: str, seconds: float = 10) -> EmailMessage:
        """Return the next letter to that address, in order, each once.

        Raises:
            TimeoutError: none came.
        """
        until = time.monotonic() + seconds
        with self._arrived:
            while True:
                for letter in self.to(to):
                    if id(letter) not in self._handed_out:
                        self._handed_out.add(id(letter))
                        return letter
                left = until - time.monotonic()
                if left <= 0 or not self._arrived.wait(left):
                    raise TimeoutError(f"no letter to {to}")
