"""All checks; `python -m tests PATH…` runs only those tests.

The whole suite runs on both databases; pytest's own closing line is the last one.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
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
# How long an answer takes is not judged: the tests run beside it, and want most of the machine. After so short a time
# kept pages still take more memory.
SOAK = [
    "env", "SOAK_MINUTES=3", "SOAK_JUDGES_TIME=no", "SOAK_READERS_WRITERS=1,1", "SOAK_MOST_GROWTH=1.25",
    sys.executable, "-m", "bench", "soak",
]  # fmt: skip
BEGIN = "import sys, pathlib; from tests.made_once import begun; begun(pathlib.Path(sys.argv[1]))"


def main(arguments: list[str]) -> int:
    """Run pytest on both databases and, unless only some tests are asked for, the checks beside the first."""
    failed = []
    with ThreadPoolExecutor(1) as beside:
        checks = [] if arguments else [(name, beside.submit(_check, it)) for name, it in CHECKS]
        if not arguments:
            checks.append(("three minutes of load", beside.submit(_soak)))
        for database in ("sqlite", "postgresql"):
            print(f"\n== tests on {database}", flush=True)
            environment = {**os.environ, "STANDFIRST_TEST_DATABASE": database}
            command = [
                sys.executable,
                "-m",
                "pytest",
                # Three, since a browser and a server wait for each other.
                *(arguments or ["-q", "-n", "3", "--dist", "loadgroup", "--durations", "12"]),
            ]
            if subprocess.run(command, env=environment, check=False).returncode:
                failed.append(f"tests on {database}")
            while checks:
                name, check = checks.pop(0)
                if not _has_passed(name, check.result()):
                    failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _check(command: list[str]) -> tuple[subprocess.CompletedProcess[str], float]:
    """Run a check; return what came of it, and how many seconds it took."""
    with tempfile.TemporaryDirectory(prefix="standfirst-checks-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "standfirst.settings",
            "STANDFIRST_DATA": folder,
            # The strictest way it is run: behind a proxy that speaks TLS.
            "STANDFIRST_URL": "https://paper.example",
            "STANDFIRST_PROXIES": "1",
        }
        return _timed(command, environment)


def _soak() -> tuple[subprocess.CompletedProcess[str], float]:
    """Load a paper for three minutes; it begins with the database that the tests do."""
    with tempfile.TemporaryDirectory(prefix="standfirst-soak-") as folder:
        begun = f"{folder}/begun"
        made, seconds = _timed([sys.executable, "-c", BEGIN, begun], dict(os.environ))
        if made.returncode:
            return made, seconds
        return _timed(SOAK, {**os.environ, "BENCH_BEGINS_WITH": begun})


def _timed(
    command: list[str], environment: dict[str, str]
) -> tuple[subprocess.CompletedProcess[str], float]:
    started = time.monotonic()
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    return done, time.monotonic() - started


def _has_passed(name: str, came_of_it: tuple[subprocess.CompletedProcess[str], float]) -> bool:
    done, seconds = came_of_it
    print(f"{'FAIL' if done.returncode else 'ok  '} {name} ({seconds:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
