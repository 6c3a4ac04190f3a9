"""What a server must bear of strangers, over real sockets: a process of its own, with limits that take no time to reach."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import psutil
import pytest

SERVER = """
import asyncio, sys
from standfirst.lib import http_server

READY = b"R" * 100_000

class Site:
    def at_once(self, target, asked, more):
        if target == b"/ready":
            return b"HTTP/1.1 200 OK\\r\\nat-once: yes\\r\\ncontent-length: %d\\r\\n\\r\\n" % len(READY) + READY

    async def __call__(self, scope, receive, send):
        body, more = b"", True
        while more and scope["path"] != "/refuses":
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        await asyncio.sleep(0.3 if scope["path"] == "/late" else 0)
        said = b"%d bytes, %d headers" % (len(body), len(scope["headers"]))
        if scope["path"] == "/ready":
            said = READY
        headers = [(b"content-length", b"%d" % len(said))]
        if scope["path"] == "/parts":
            headers = []
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if scope["path"] == "/parts":
            await send({"type": "http.response.body", "body": b"One, ", "more_body": True})
        await send({"type": "http.response.body", "body": said})

# Of looks, five in a second.
http_server._TICKS = 2
http_server.HEAD_WITHIN, http_server.TAKEN_WITHIN, http_server.CROWDED_WITHIN = 5, 10, 4
import socket
listener = socket.socket(fileno=int(sys.argv[1]))
rests_for = int(sys.argv[2])
http_server.serve(Site(), listener, most_at_once=100, rests_for=rests_for, when_stopped=lambda: None)
"""


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening


@pytest.fixture(scope="module")
def server(listener: socket.socket) -> Iterator[subprocess.Popen[bytes]]:
    process = _serve(listener)
    yield process
    process.kill()
    process.wait()


def _serve(listener: socket.socket, *, rests_for: int = 15) -> subprocess.Popen[bytes]:
    file = listener.fileno()
    command = [sys.executable, "-c", SERVER, str(file), str(rests_for)]
    return subprocess.Popen(command, pass_fds=[file])


@pytest.fixture
def talk(listener: socket.socket, server: subprocess.Popen[bytes]) -> Iterator[socket.socket]:
    with closing(socket.create_connection(listener.getsockname(), timeout=20)) as connection:
        yield connection


def _all_of(connection: socket.socket) -> bytes:
    """Return everything until the server ends the connection."""
    parts = []
    try:
        while part := connection.recv(1 << 20):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def _more_of(connection: socket.socket) -> bytes:
    part = connection.recv(1 << 16)
    assert part, "the connection was ended"
    return part


def _answer_of(connection: socket.socket) -> bytes:
    """Return one answer, whose length it says."""
    said = connection.recv(1 << 16)
    while b"\r\n\r\n" not in said:
        said += _more_of(connection)
    head, _blank, body = said.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += _more_of(connection)
    return body


def _get(path: str, *lines: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: a", *lines, "", ""]).encode()


def test_answers_come_in_the_order_in_which_they_were_asked_for(talk: socket.socket):
    talk.sendall(
        _get("/late") + _get("/ready") + _get("/soon") + _get("/ready", "Connection: close")
    )
    said = _all_of(talk)
    assert said.count(b"HTTP/1.1 200 OK") == 4
    ends = [answer[-18:] for answer in said.split(b"HTTP/1.1 ")[1:]]
    assert ends == [b"0 bytes, 1 headers", b"R" * 18, b"0 bytes, 1 headers", b"R" * 18]


@pytest.mark.parametrize(
    ("request_", "is_at_once"),
    [
        (_get("/ready"), True),
        (_get("/ready", "Connection: keep-alive", "Cookie: a=b"), True),
        (_get("/ready", "Cookie: a=b", "Cookie: c=d"), False),
        (_get("/ready", "Connection: close"), False),
        (_get("/ready", "Connection: Upgrade", "Upgrade: h2c"), False),
        (_get("/ready", "Expect: 100-continue"), False),
        (_get("/ready", "Connection: keep-alive").replace(b"HTTP/1.1", b"HTTP/1.0"), False),
        (_get("/ready").replace(b"GET", b"POST"), False),
    ],
    ids=["plain", "browser", "twice", "close", "offer", "expect", "older", "post"],
)
def test_only_a_plain_request_is_answered_at_once(
    talk: socket.socket, request_: bytes, *, is_at_once: bool
):
    talk.sendall(request_)
    assert (b"at-once: yes" in talk.recv(1 << 16)) == is_at_once


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (_get("/late") * 30, 429),
        (b"GET /" + b"a" * 70_000, 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 600_000, 431),
        (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 110, 431),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"a" * 600_000, 431),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n", 400),
    ],
    ids=["requests", "address", "line", "lines", "extension", "lengths", "blank"],
)
def test_a_head_that_is_too_long_or_means_two_things_is_refused(
    talk: socket.socket, sent: bytes, status: int
):
    talk.sendall(sent)
    said = _all_of(talk)
    # Where more came than was read, the connection may be ended before the refusal was.
    assert said.startswith(b"HTTP/1.1 %d" % status) or (len(sent) > 60_000 and not said)


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n", _get("/ready")])
def test_a_connection_over_which_nothing_comes_is_closed(talk: socket.socket, sent: bytes):
    talk.sendall(sent)
    begun = time.monotonic()
    _all_of(talk)
    assert time.monotonic() - begun < 15


def test_a_proxy_may_keep_its_connection_and_nobody_may_keep_one_over_which_nothing_was_asked():
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        process = _serve(listener, rests_for=3_000)
        address = listener.getsockname()
        proxy = http.client.HTTPConnection(*address, timeout=20)
        for method, path in (("GET", "/soon"), ("POST", "/soon"), ("GET", "/ready")):
            proxy.request(method, path, body=iter([b"hi"]) if method == "POST" else None)
            assert proxy.getresponse().read()
            for begun in (b"", b"GET / HTTP/1.1\r\nHost: a\r\n"):
                with closing(socket.create_connection(address, timeout=20)) as idle:
                    idle.sendall(begun)
                    assert _all_of(idle) == b""
        proxy.sock.sendall(_get("/soon", "Connection: close"))
        assert b" 200 OK" in _all_of(proxy.sock)
        proxy.close()
        process.kill()
        process.wait()


def _send_until_refused(connection: socket.socket, part: bytes, *, pause: float) -> None:
    for _ in range(400):
        connection.sendall(part)
        time.sleep(pause)


def test_one_over_which_something_was_asked_stays_longer(talk: socket.socket):
    talk.sendall(_get("/soon"))
    assert _answer_of(talk) == b"0 bytes, 1 headers"
    time.sleep(1.5)  # more than a head may take
    talk.sendall(_get("/ready"))
    assert len(_answer_of(talk)) == 100_000


def test_where_many_are_open_those_over_which_nothing_is_asked_end_soon(
    listener: socket.socket, server: subprocess.Popen[bytes]
):
    with ExitStack() as open_ones:
        many = [
            open_ones.enter_context(socket.create_connection(listener.getsockname(), timeout=20))
            for _ in range(60)
        ]
        for connection in many:
            connection.sendall(_get("/soon"))
            assert _answer_of(connection) == b"0 bytes, 1 headers"
        begun = time.monotonic()
        assert many[0].recv(1000) == b""
        assert time.monotonic() - begun < 6


def test_a_head_that_comes_letter_by_letter_is_not_waited_for(talk: socket.socket):
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        _send_until_refused(talk, b"a", pause=0.05)


def test_who_asks_much_and_takes_nothing_fills_no_memory(
    talk: socket.socket, server: subprocess.Popen[bytes]
):
    talk.sendall(_get("/ready"))
    assert len(_answer_of(talk)) == 100_000
    before = psutil.Process(server.pid).memory_info().rss
    talk.settimeout(1)
    with pytest.raises((TimeoutError, BrokenPipeError, ConnectionResetError)):
        _send_until_refused(talk, _get("/ready") * 5_000, pause=0)
    assert psutil.Process(server.pid).memory_info().rss - before < 20_000_000


def test_what_comes_behind_a_body_is_no_header_of_its_request(talk: socket.socket):
    talk.sendall(
        b"POST /late HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2\r\nhi\r\n0\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n"
    )
    assert _all_of(talk).endswith(b"2 bytes, 3 headers")


def test_a_body_that_nobody_reads_is_no_request(talk: socket.socket):
    for path in ("/refuses", "/ready"):
        talk.sendall(
            f"GET {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(_get('/soon'))}\r\n\r\n".encode()
            + _get("/soon")
        )
    talk.sendall(_get("/", "Connection: close"))
    assert _all_of(talk).count(b"HTTP/1.1 200 OK") == 3


OFFER = (
    b"Host: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n"
)


@pytest.mark.parametrize(
    ("rest", "length"),
    [
        (b"Content-Length: 2\r\n\r\nhi", 2),
        (b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 2),
        (b"\r\n", 0),
    ],
)
def test_who_offers_another_protocol_is_answered_in_this_one(
    talk: socket.socket, rest: bytes, length: int
):
    talk.sendall((b"POST /late HTTP/1.1\r\n" + OFFER + rest) * 2 + _get("/", "Connection: close"))
    said = _all_of(talk)
    assert said.count(b"HTTP/1.1 200 OK") == 3
    assert said.count(b"\r\n%d bytes" % length) >= 2


def test_a_body_that_follows_such_an_offer_is_no_request(talk: socket.socket):
    body = _get("/soon")
    more = b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
    talk.sendall(b"POST / HTTP/1.1\r\n" + OFFER + more)
    assert talk.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
    talk.sendall(body)
    said = _all_of(talk)
    assert (said.count(b"HTTP/1.1 "), b"%d bytes" % len(body) in said) == (1, True)


def test_a_proxy_that_speaks_the_older_version_is_answered_and_the_connection_closed(
    talk: socket.socket,
):
    talk.sendall(b"GET /ready HTTP/1.0\r\nHost: a\r\n\r\n")
    said = _all_of(talk)
    assert b"connection: close" in said
    assert said.endswith(b"R" * 100_000)


def test_what_the_older_version_does_not_know_is_not_sent_to_it(talk: socket.socket):
    talk.sendall(b"POST /parts HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi")
    head, _, body = _all_of(talk).partition(b"\r\n\r\n")
    assert body == b"One, 2 bytes, 2 headers"
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"transfer-encoding" not in head


def test_who_is_not_asked_for_the_body_is_told_to_come_anew(talk: socket.socket):
    talk.sendall(_get("/refuses", "Expect: 100-continue", "Content-Length: 600"))
    said = _all_of(talk)
    assert said.startswith(b"HTTP/1.1 200 ")
    assert b"connection: close" in said


def test_of_an_answer_whose_head_is_asked_for_nothing_else_comes(talk: socket.socket):
    talk.sendall(_get("/ready").replace(b"GET", b"HEAD") + _get("/", "Connection: close"))
    assert b"R" not in _all_of(talk)


def test_who_is_connected_when_it_leaves_is_answered_and_told_to_come_anew():
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        process = _serve(listener)
        connection = http.client.HTTPConnection(*listener.getsockname(), timeout=20)
        for path in ("/ready", "/soon"):
            connection.request("GET", path)
            assert len(connection.getresponse().read()) > 10
        os.kill(process.pid, signal.SIGUSR1)
        time.sleep(0.1)
        connection.request("GET", "/ready")
        answer = connection.getresponse()
        assert (answer.getheader("connection"), len(answer.read())) == ("close", 100_000)
        # Whoever comes now waits for the next process.
        with closing(socket.create_connection(listener.getsockname(), timeout=20)) as late:
            assert process.wait(10) == 0
            late.sendall(_get("/soon", "Connection: close"))
            following = _serve(listener)
            assert b"200 OK" in _all_of(late)
            following.kill()
            following.wait()
