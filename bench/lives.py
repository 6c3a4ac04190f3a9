"""Do the books hold in thousands of lives in which news comes twice, late or never and the power goes?

The invariants of standfirst/funding/tests, with many more examples than the tests have time for, and
other ones each time. LIVES says how many of each kind.
"""

import os
import re
import subprocess
import sys
import time

from bench._site import ROOT

LIVES = int(os.environ.get("LIVES", "2000"))
TESTS = ("test_invariants.py::TestAnything", "test_books.py::TestAnyOrder")


def measure() -> dict[str, object]:
    """Print the figures; return them, and under `holds` whether nothing was found."""
    database = os.environ.get("BENCH_DATABASE", "sqlite")
    environment = {**os.environ, "LIVES": str(LIVES), "STANDFIRST_TEST_DATABASE": database}
    tests = [f"standfirst/funding/tests/{test}" for test in TESTS]
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *tests, "-q", "-p", "no:cacheprovider", "--hypothesis-show-statistics"],
        env=environment, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    lived = sum(map(int, re.findall(r"(\d+) passing examples", done.stdout)))
    found = sum(map(int, re.findall(r"(\d+) failing examples", done.stdout)))
    if done.returncode:
        print(done.stdout)
    figures = {"database": database, "lives": lived, "failing": found, "seconds": round(time.monotonic() - began), "holds": not done.returncode and lived > 0}  # fmt: skip
    for what, figure in figures.items():
        print(f"{what:>10} {figure}")
    return figures
