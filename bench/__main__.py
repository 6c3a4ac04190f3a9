"""`bin/bench` lists the questions; `bin/bench QUESTION [--json FILE] [--database postgresql]` asks one."""

import argparse
import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path

import bench


def _questions() -> dict[str, str]:
    names = [
        module.name
        for module in pkgutil.iter_modules(bench.__path__)
        if not module.name.startswith("_")
    ]
    return {
        name: (importlib.import_module(f"bench.{name}").__doc__ or "").splitlines()[0]
        for name in sorted(names)
    }


def main() -> int:
    questions = _questions()
    parser = argparse.ArgumentParser(prog="bin/bench", description="Side-by-side measurements.")
    parser.add_argument("question", nargs="?", choices=sorted(questions))
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument(
        "--database", choices=["sqlite", "postgresql"], default="sqlite", help="where it matters"
    )
    arguments = parser.parse_args()
    os.environ["BENCH_DATABASE"] = arguments.database
    if not arguments.question:
        for name, about in questions.items():
            print(f"{name:10} {about}")
        return 0
    figures = importlib.import_module(f"bench.{arguments.question}").measure()
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0 if figures.get("holds", True) else 1


if __name__ == "__main__":
    sys.exit(main())
