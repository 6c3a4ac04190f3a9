"""What larger sites may install is asked for by nothing else: without it the paper is loaded, and begins."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.made_once import copied, migrated_sqlite, on_sqlite_anyway

pytestmark = on_sqlite_anyway
# What the packages of the extras are imported as.
EXTRAS = {"redis": ["redis"], "s3": ["storages", "boto3", "botocore"], "otel": ["opentelemetry"]}
LOAD = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[1:]))
from standfirst.cli.django import set_up
set_up()
from standfirst.cli.load import load
load()
"""


def test_everything_is_loaded_without_them(tmp_path: Path):
    copied(migrated_sqlite(), tmp_path / "data")
    missing = [name for names in EXTRAS.values() for name in names]
    done = subprocess.run(
        [sys.executable, "-c", LOAD, *missing],
        env={
            "STANDFIRST_DATA": str(tmp_path / "data"), "PATH": "/usr/bin:/bin",
            "DJANGO_SETTINGS_MODULE": "standfirst.settings", "STANDFIRST_SECRET_KEY": "a" * 50,
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def test_all_of_them_are_tried():
    extras = tomllib.loads(Path("pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(extras) - {"test", "full"} == set(EXTRAS)
