"""How much memory a process keeps at hand between two pages."""

import platform
import subprocess
import sys

import pytest

# As a thread that answers requests puts a long page together: a few long texts at once, all let go at its end.
_PAGES = """
import resource, threading
from standfirst.cli.run import _give_memory_back

def page():
    texts = [chr(8220) * 350_000 for _ in range(5)]
    return len(texts)

def answer():
    page()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        page()
    print((resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) / 20)

_give_memory_back()
thread = threading.Thread(target=answer)
thread.start()
thread.join()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="there is no glibc")
def test_a_page_is_made_of_memory_that_the_page_before_took():
    done = subprocess.run(
        [sys.executable, "-c", _PAGES], capture_output=True, text=True, check=True
    )
    # The texts take 850 of the system's pages of memory.
    assert float(done.stdout) < 100
