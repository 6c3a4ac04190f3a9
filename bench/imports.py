"""Whether WordPress exports come in whole: each file alone into an empty site, looked at from all sides, and run once more.

BENCH_IMPORTS names files and folders of exports, parted by colons; BENCH_MEDIA a copy of wp-content/uploads for all of them.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MEDIA = os.environ.get("BENCH_MEDIA", "")
FILES = [
    Path(name)
    for name in os.environ.get("BENCH_IMPORTS", "standfirst/importers/tests/data").split(":")
]
ENDINGS = (".xml", ".wxr", ".gz", ".xz")
COLUMNS = "exit", "accounted", "answered", "saved", "unchanged"


def measure() -> dict[str, Any]:
    """Import each file, and say what is not as it should be."""
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as folder:
        empty = Path(folder) / "empty"
        _standfirst(empty, "migrate")
        for file in _exports():
            data = Path(folder) / "data"
            shutil.rmtree(data, ignore_errors=True)
            shutil.copytree(empty, data)
            figures[file.name] = found = _tried(file, data)
            print(f"{file.name:32}", *(f"{name} {found.get(name, '-')!s:9}" for name in COLUMNS))
            for words in found.get("faults", []):
                print(f"    {words}")
    figures["holds"] = all(not found.get("faults") for found in figures.values())
    return figures


def _exports() -> Iterator[Path]:
    for name in FILES:
        found = sorted(name.iterdir()) if name.is_dir() else [name]
        yield from (file for file in found if file.is_file() and file.name.endswith(ENDINGS))


def _tried(file: Path, data: Path) -> dict[str, Any]:
    media = ["--media", MEDIA] if MEDIA else []
    command = ["import", "wordpress", str(file), *media, "--json"]
    first, second = data / "first.json", data / "second.json"
    done = _standfirst(data, *command, str(first))
    if done.returncode:
        return {"exit": done.returncode, "faults": [done.stderr.strip().splitlines()[-1]]}
    report = json.loads(first.read_text())
    before = _looked_at(data)
    _standfirst(data, *command, str(second))
    again = json.loads(second.read_text())["taken"]
    is_unchanged = not any(again.values()) and _looked_at(data)["state"] == before["state"]
    faults = [
        *_unaccounted(report),
        *before["faults"],
        *([] if is_unchanged else [f"a second run took {again}"]),
    ]
    return {
        "exit": 0,
        "accounted": not _unaccounted(report),
        "answered": before["answered"],
        "saved": before["saved"],
        "unchanged": is_unchanged,
        "faults": faults,
    }


def _unaccounted(report: dict[str, Any]) -> list[str]:
    """Every item and every comment of the file must be taken or be left out with a word."""
    in_file: Counter[str] = Counter()
    for words, count in report["in_file"].items():
        kind = re.match(r"item: (post|page|attachment),|(comment),", words)
        if kind:
            in_file[kind[1] or kind[2]] += count
    names = {"article": "post", "page": "page", "picture": "attachment", "document": "attachment"}
    told: Counter[str] = Counter()
    for words, count in report["taken"].items():
        told[names.get(words, words.partition(",")[0])] += count
    for words, count in report["left_out"].items():
        told[words.split()[0].rstrip(",:")] += count
    return [
        f"{told[kind]} of {count} told of: {kind}" for kind, count in in_file.items() if told[kind] != count
    ]  # fmt: skip


def _looked_at(data: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.imports"], env=_environment(data), check=True, capture_output=True
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _standfirst(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "standfirst", *arguments]
    return subprocess.run(
        command, env=_environment(data), check=False, capture_output=True, text=True
    )


def _environment(data: Path) -> dict[str, str]:
    environment = {
        **os.environ,
        "STANDFIRST_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "standfirst.settings",
    }
    environment.pop("DATABASE_URL", None)
    return environment


def _look() -> None:
    """Run within the site: ask for every old address, have every body saved, and sum up every row."""
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    # Nothing has gathered its static files.
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"] = {"BACKEND": plain}
    django.setup()
    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from wagtail.contrib.redirects.models import Redirect  # noqa: PLC0415

    from standfirst.publishing.models import ArticlePage, PlainPage  # noqa: PLC0415

    faults: list[str] = []
    pages = [*ArticlePage.objects.all(), *PlainPage.objects.all()]
    for page in pages:
        try:
            page.body.stream_block.clean(page.body)
        except ValidationError:
            faults.append(f"the editor does not save {page.url_path}")
    unsaved, client = len(faults), Client(SERVER_NAME="127.0.0.1")
    asked = [
        *(row.old_path for row in Redirect.objects.select_related("redirect_page") if row.redirect_page is None or row.redirect_page.live),
        *(page.url for page in pages if page.live),
    ]  # fmt: skip
    for address in asked:
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            faults.append(f"{address} answers {answer.status_code}")
        answer.close()
    print(
        json.dumps(
            {
                "answered": f"{len(asked) - len(faults) + unsaved}/{len(asked)}",
                "saved": f"{len(pages) - unsaved}/{len(pages)}",
                "faults": faults[:10],
                "state": _state(),
            }
        )
    )


def _state() -> str:
    from hashlib import sha256  # noqa: PLC0415

    from standfirst.importers.tests.old_paper import state  # noqa: PLC0415

    kept = state()
    kept.pop("files")  # sizes of pictures are drawn while pages are looked at
    return sha256(repr(kept).encode()).hexdigest()


if __name__ == "__main__":
    _look()
