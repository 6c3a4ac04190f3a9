"""All checks, in the order of their cost; `python -m tests PATH…` runs only those tests.

The whole suite runs on both databases; pytest's own closing line is the last one.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.executable).parent
TEMPLATES = sorted(str(path) for path in Path("standfirst").glob("*/templates/**/*.html"))

CHECKS: list[tuple[str, list[str]]] = [
    ("format", [f"{BIN}/ruff", "format", "--check", "--quiet", "."]),
    ("lint", [f"{BIN}/ruff", "check", "--quiet", "."]),
    ("layers", [f"{BIN}/lint-imports", "--no-cache"]),
    ("types", [f"{BIN}/mypy", "standfirst"]),
    ("templates", [f"{BIN}/djade", "--check", "--target-version", "5.2", *TEMPLATES]),
    (
        "inline styles",
        [
            f"{BIN}/djlint",
            "--quiet",
            "--profile",
            "django",
            "--lint",
            "--include",
            "H021,H024",
            *TEMPLATES,
        ],
    ),
    ("migrations", [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]),
    (
        "deployment",
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
    ),
]


def main(arguments: list[str]) -> int:
    """Run the checks (unless only some tests are asked for), then pytest on both databases."""
    failed = [] if arguments else [name for name, command in CHECKS if not _passes(name, command)]
    for database in ("sqlite", "postgresql"):
        print(f"\n== tests on {database}", flush=True)
        environment = {**os.environ, "STANDFIRST_TEST_DATABASE": database}
        command = [
            sys.executable,
            "-m",
            "pytest",
            *(arguments or ["-q", "-n", "2", "--dist", "loadgroup"]),
        ]
        if subprocess.run(command, env=environment, check=False).returncode:
            failed.append(f"tests on {database}")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _passes(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="standfirst-checks-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "standfirst.settings",
            "STANDFIRST_DATA": folder,
            # The strictest way it is run: behind a proxy that speaks TLS.
            "STANDFIRST_URL": "https://paper.example",
            "STANDFIRST_PROXIES": "1",
        }
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    print(
        f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - started:.1f} s)",
        flush=True,
    )
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
