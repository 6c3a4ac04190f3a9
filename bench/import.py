"""How long a WordPress import takes, and whether its memory stays flat as the comments grow."""

# ruff: noqa: N999 - the file is named for its question

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SIZES = [int(size) for size in os.environ.get("BENCH_COMMENTS", "10000,100000").split(",")]
"""Comments under one article; BENCH_COMMENTS=10000,1000000 asks for the full million."""

LARGEST_MEMORY = 300
"""MB, whatever the number of comments."""

SPACES = 'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
COMMENT = """<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>Reader {number}</wp:comment_author>
<wp:comment_date_gmt>2026-01-02 03:04:05</wp:comment_date_gmt><wp:comment_content><![CDATA[What a reader wrote, the {number}th of them,
about the harbour wall: 23 million for eleven months of work, where does it go?]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent>
<wp:commentmeta><wp:meta_key>wpdiscuz_votes_seperate</wp:meta_key>
<wp:meta_value>a:2:{{s:4:"like";i:7;s:7:"dislike";i:2;}}</wp:meta_value></wp:commentmeta></wp:comment>
"""


def measure() -> dict[str, Any]:
    """Import one article with ever more comments, each into an empty site of its own."""
    figures: dict[str, Any] = {}
    print(f"{'comments':>10} {'seconds':>9} {'a second':>9} {'peak MB':>8}")
    for size in SIZES:
        seconds, megabytes = _import(size)
        print(f"{size:>10,} {seconds:>9.1f} {size / seconds:>9,.0f} {megabytes:>8.0f}")
        figures[str(size)] = {"seconds": round(seconds, 1), "peak_mb": round(megabytes)}
    figures["is_flat"] = all(figures[str(size)]["peak_mb"] < LARGEST_MEMORY for size in SIZES)
    print(f"under {LARGEST_MEMORY} MB throughout: {'yes' if figures['is_flat'] else 'NO'}")
    return figures


def _import(size: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as folder:
        file = Path(folder) / "export.xml"
        _write(file, size)
        environment = {**os.environ, "STANDFIRST_DATA": str(Path(folder) / "data")}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "standfirst"]
        subprocess.run([*command, "migrate"], env=environment, check=True, capture_output=True)
        started = time.monotonic()
        running = subprocess.Popen(
            [*command, "import", "wordpress", str(file)],
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        assert running.returncode == 0
        return time.monotonic() - started, usage.ru_maxrss / 1024


def _write(file: Path, size: int) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write(
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {SPACES}><channel><title>Bench</title>'
            "<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>http://old.example</wp:base_blog_url>"
            "<item><title>One</title><link>http://old.example/one/</link><wp:post_id>1</wp:post_id>"
            "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status><wp:post_name>one</wp:post_name>"
            "<wp:post_date_gmt>2026-01-01 03:04:05</wp:post_date_gmt><wp:comment_status>open</wp:comment_status>"
        )
        for number in range(1, size + 1):
            parent = number // 2 if number % 3 else 0
            out.write(COMMENT.format(number=number, parent=parent))
        out.write("</item></channel></rss>\n")
