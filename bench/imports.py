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
from hashlib import sha256
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
    done = subprocess.run(
        [sys.executable, "-m", "bench.imports", str(file)],
        env=_environment(data),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return {"exit": done.returncode, "faults": done.stderr.strip().splitlines()[-1:]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    untold = _unaccounted(found.pop("report"))
    found["faults"] = [*untold, *found["faults"]]
    return {"exit": 0, "accounted": not untold, **found}


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


def _import(file: Path) -> dict[str, Any]:
    """Run within the site: import a file, look at everything, and import it again."""
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    # Nothing has gathered its static files.
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"] = {"BACKEND": plain}
    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from standfirst.importers.wordpress import import_wordpress  # noqa: PLC0415
    from standfirst.lib.errors import Refused  # noqa: PLC0415

    def move_in() -> Any:  # noqa: ANN401
        media = Path(MEDIA) if MEDIA else None
        return import_wordpress(
            files=[file], media=media, is_dry_run=False, at=timezone.now(), tell=lambda words: None
        )

    try:
        report = move_in().as_data()
    except Refused as refusal:
        sys.exit(str(refusal))
    state = _state()
    unsaved, saved = _saved()
    unanswered, answered = _answered()
    again = move_in().as_data()["taken"]
    is_unchanged = _state() == state and not any(again.values())
    return {
        "report": report,
        "answered": answered,
        "saved": saved,
        "unchanged": is_unchanged,
        "faults": [*unsaved, *unanswered, *([] if is_unchanged else [f"again: {again}"])],
    }


def _saved() -> tuple[list[str], str]:
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    from standfirst.publishing.models import ArticlePage, PlainPage  # noqa: PLC0415

    faults, pages = [], [*ArticlePage.objects.all(), *PlainPage.objects.all()]
    for page in pages:
        try:
            page.body.stream_block.clean(page.body)
        except ValidationError:
            faults.append(f"the editor does not save {page.url_path}")
    return faults, f"{len(pages) - len(faults)}/{len(pages)}"


def _answered() -> tuple[list[str], str]:
    from django.test import Client  # noqa: PLC0415
    from wagtail.contrib.redirects.models import Redirect  # noqa: PLC0415
    from wagtail.models import Page  # noqa: PLC0415

    redirects = Redirect.objects.select_related("redirect_page")
    old = [row.old_path for row in redirects if row.redirect_page is None or row.redirect_page.live]
    asked = [*old, *(page.url for page in Page.objects.live().filter(depth__gt=1))]
    faults, client = [], Client(SERVER_NAME="127.0.0.1")
    for address in asked:
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            faults.append(f"{address} answers {answer.status_code}")
        answer.close()
    return faults, f"{len(asked) - len(faults)}/{len(asked)}"


def _state() -> str:
    from standfirst.importers.tests.old_paper import state  # noqa: PLC0415

    return sha256(
        repr({name: rows for name, rows in state().items() if name != "files"}).encode()
    ).hexdigest()


if __name__ == "__main__":
    print(json.dumps(_import(Path(sys.argv[1]))))
