"""Is any answered comment lost or doubled when server and worker are killed (kill -9) while readers post?

Readers whose connection drops send the same form again, with the same key, until they are answered.
After all rounds each answered comment must be there exactly once, under the number that the answer
gave, and no counter may be wrong. Somebody follows the discussion by mail: of each comment a letter has
gone out or is still due, and one went out twice only under the same Message-ID.
"""

import http.client
import os
import random
import re
import signal
import subprocess
import tempfile
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlencode

from bench._site import database, free_port, inside, lay_out, start
from standfirst.lib.testing import MailServer, listening

ROUNDS = int(os.environ.get("BENCH_KILLS", "10"))
"""In each the server is killed once, at a moment left to chance, and started again."""
POSTS = int(os.environ.get("BENCH_POSTS", "2000"))
"""In each round, all clients together."""
CLIENTS = 8
_WORDS = re.compile(r"Asked in round \d+ by \d+ for the \d+th time")


@dataclass
class Reader:
    """One browser: keeps its connection and its cookie, and sends again what was not answered."""

    port: int
    path: str
    cookie: str = ""
    # The number of each comment by what was written, as the answers gave it.
    answered: dict[str, int] = field(default_factory=dict)
    sent_again: int = 0
    refused: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def post(self, words: str) -> None:
        typed = {"key": str(uuid.uuid4()), "name": "Bob", "mail": "", "words": words}
        body = urlencode(typed)
        while True:
            try:
                status, location = self._send(body)
            except (OSError, http.client.HTTPException):
                self.connection.close()
                self.sent_again += 1
                time.sleep(0.05)  # as a person does, and the server has to start
                continue
            if status == http.HTTPStatus.SEE_OTHER:
                self.answered[words] = int(location.split("/")[3])
            else:
                self.refused.append(status)
            return

    def _send(self, body: str) -> tuple[int, str]:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "Connection": "keep-alive",
        }
        if self.cookie:
            headers["Cookie"] = self.cookie
        self.connection.request("POST", self.path, body, headers)
        response = self.connection.getresponse()
        response.read()
        self.cookie = response.getheader("Set-Cookie", self.cookie).split(";")[0]
        return response.status, response.getheader("Location", "")


def measure() -> dict[str, object]:
    """Print the table; return the figures, `lost` and `doubled` among them."""
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name:
        data = Path(name) / "data"
        with database(Path(name) / "postgresql") as databases, listening(MailServer()) as mail:
            extra = {**databases, "STANDFIRST_MAIL_URL": f"smtp://127.0.0.1:{mail.port}"}
            environment, path = lay_out(data, extra)
            inside("follow", environment)
            readers = _kill_again_and_again(data, extra, path)
            kept, told = inside("stored", environment), inside("told", environment)
    return _report(readers, kept, _letters(told, mail.letters))


def _kill_again_and_again(data: Path, extra: dict[str, str], path: str) -> list[Reader]:
    port = free_port()
    readers = [Reader(port, path) for _ in range(CLIENTS)]
    server = start(data, port, extra)
    print(f"{'round':>6} {'answered before the kill':>26} {'sent again':>11}")
    try:
        for round_ in range(ROUNDS):
            server = _round(round_, readers, server, (data, port, extra))
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=30)
    return readers


def _round(
    round_: int,
    readers: Sequence[Reader],
    server: subprocess.Popen[bytes],
    again: tuple[Path, int, dict[str, str]],
) -> subprocess.Popen[bytes]:
    """Let `readers` post, kill the server somewhere on the way, and return the next one."""
    before, sent_again = _answered(readers), sum(reader.sent_again for reader in readers)
    kill_after = before + random.SystemRandom().randrange(POSTS // 10, POSTS * 9 // 10)
    threads = [
        threading.Thread(target=_post_share, args=(reader, round_, number))
        for number, reader in enumerate(readers)
    ]
    for thread in threads:
        thread.start()
    while _answered(readers) < kill_after and any(thread.is_alive() for thread in threads):
        time.sleep(0.001)
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(timeout=30)
    at_kill = _answered(readers) - before
    server = start(*again)
    for thread in threads:
        thread.join()
    sent_again = sum(reader.sent_again for reader in readers) - sent_again
    print(f"{round_ + 1:>6} {at_kill:>26,} {sent_again:>11,}")
    return server


def _post_share(reader: Reader, round_: int, number: int) -> None:
    for turn in range(POSTS // CLIENTS):
        reader.post(
            f"Who paid for the borings? Asked in round {round_} by {number} for the {turn}th time."
        )


def _answered(readers: Sequence[Reader]) -> int:
    return sum(len(reader.answered) for reader in readers)


def _letters(told: dict[str, str], arrived: Sequence[EmailMessage]) -> dict[str, int]:
    """What became of the letters: of each comment one Message-ID, which arrived, or one is due."""
    ids_by_words: dict[str, set[str]] = defaultdict(set)
    for letter in arrived:
        body = letter.get_body(("plain",))
        text = " ".join(body.get_content().split()) if body else ""
        for words in _WORDS.findall(text):
            ids_by_words[words].add(letter["Message-ID"])
    times = Counter(letter["Message-ID"] for letter in arrived)
    return {
        "letters": len(arrived),
        "sent_again_same_message_id": sum(count - 1 for count in times.values()),
        "comments_told": sum(found not in {"", "due"} for found in told.values()),
        "comments_due": sum(found == "due" for found in told.values()),
        "comments_never_told": sum(found == "" for found in told.values()),
        "letters_lost": len({it for it in told.values() if it not in {"", "due"}} - times.keys()),
        "comments_told_twice": sum(len(ids) > 1 for ids in ids_by_words.values()),
    }


def _report(
    readers: Sequence[Reader], kept: dict[str, object], letters: dict[str, int]
) -> dict[str, object]:
    words: dict[str, str] = kept["words"]  # type: ignore[assignment]
    times = Counter(words.values())
    answered = {text: number for reader in readers for text, number in reader.answered.items()}
    figures: dict[str, object] = {
        "database": os.environ.get("BENCH_DATABASE", "sqlite"),
        "rounds": ROUNDS,
        "answered": len(answered),
        "refused": sum(len(reader.refused) for reader in readers),
        "stored": len(words),
        "lost": sum(words.get(str(number)) != text for text, number in answered.items()),
        "doubled": sum(count > 1 for count in times.values()),
        "wrong_counters": kept["wrong_counters"],
        **letters,
    }
    print()
    for name, figure in figures.items():
        print(f"{name.replace('_', ' '):>15} {figure:>8}")
    return figures
