"""What `pip install standfirst` brings."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parent.parent
BUILD = "import sys, uv_build; uv_build.build_wheel(sys.argv[1])"


def test_the_wheel_carries_all_that_runs_and_no_tests(tmp_path: Path):
    beside = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # what it builds with
    command = [sys.executable, "-c", BUILD, str(tmp_path)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": beside}, check=True)
    [wheel] = tmp_path.glob("standfirst-*.whl")
    carried = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    carried = {name for name in carried if not name.endswith("/")}
    here = {path.relative_to(ROOT) for path in (ROOT / "standfirst").rglob("*") if path.is_file()}
    assert carried == {
        path.as_posix()
        for path in here
        if not {"tests", "__pycache__"} & set(path.parts) and path.suffix != ".pyc"
    }


def test_nothing_is_installed_that_no_lock_names():
    """pip and setuptools, as Python brings them, are as old as that."""
    pip_list = "from importlib.metadata import distributions as d; print(*(i.name for i in d()))"
    done = subprocess.run(
        [sys.executable, "-c", pip_list], capture_output=True, text=True, check=True
    )
    locks = "\n".join(path.read_text() for path in (ROOT / "requirements").glob("*.lock"))
    named = {line.partition("==")[0] for line in locks.splitlines() if "==" in line}
    found = {name.lower().replace("_", "-").replace(".", "-") for name in done.stdout.split()}
    assert found - named == {"standfirst"}
