"""What all tests start from is there for each of the processes that they start."""

import os
import sys


def test_what_python_compiles_is_kept():
    """Whoever runs them may have it written nowhere: then each process would compile the whole paper."""
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
    assert not sys.dont_write_bytecode
