"""The list of folders in docs/developer.md, made from the packages' docstrings: `python -m tests.folders` writes it."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "developer.md"
PLACE = re.compile(r"(?<=<!-- folders -->\n).*?(?=<!-- end of folders -->)", re.DOTALL)
# Their names say what is in them, the same in every app.
SAID_BY_NAME = {"migrations", "tests", "templatetags"}
DEEPEST = 3  # folders: standfirst/funding/gateways


def folders(root: Path = ROOT) -> str:
    """Return a list with one line for each package.

    Raises:
        ValueError: a package has no docstring.
    """
    lines = []
    for top in ("standfirst", "tests", "bench"):
        for folder in sorted(file.parent for file in (root / top).rglob("__init__.py")):
            path = folder.relative_to(root)
            if SAID_BY_NAME & {*path.parts[1:]} or len(path.parts) > DEEPEST:
                continue
            docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text()))
            if not docstring:
                raise ValueError(f"{path}/__init__.py has no docstring: say what the folder holds")
            indent = "  " * max(len(path.parts) - 2, 0)
            lines.append(f"{indent}- `{path}/`: {docstring.splitlines()[0]}\n")
    return "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(PLACE.sub(lambda _: folders(), PAGE.read_text()))
