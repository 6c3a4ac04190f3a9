"""The stylesheet of the public pages, and a small one: their parts, in the order in which they are laid on.

Each part is a file of its own in `static/standfirst/css/`; readers get them as one
file, `standfirst/site.css`, so that a page asks once. There is no build step: the
finder joins the parts whenever somebody asks for a sheet.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SHEET = "standfirst/site.css"
GROUND = ("layers", "reset", "fonts", "tokens", "base")
COMPONENTS = (
    "button", "form", "notice", "masthead", "footer", "article", "prose", "blocks", "claim", "sources",
    "related", "listing", "front", "pages", "meter", "support", "give", "supporter", "accounts", "welcome",
    "account", "avatar", "discussion", "composer", "follow", "comment", "live", "moderate",
)  # fmt: skip
FINISH = ("utilities", "print")
PARTS = GROUND + COMPONENTS + FINISH
# For a frame on somebody else's page: what the meter takes, in fonts that are there already.
SMALL_SHEET = "standfirst/embed.css"
SMALL_PARTS = ("layers", "reset", "tokens", "base", "button", "meter", "embed")
SHEETS = {SHEET: PARTS, SMALL_SHEET: SMALL_PARTS}

_FOLDER = Path(__file__).parent / "static" / "standfirst" / "css"
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_INDENT = re.compile(r"\n\s*")


def joined_parts(parts: Sequence[str] = PARTS) -> str:
    """Return the text of a whole sheet, without comments and indentation."""
    text = "\n".join((_FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in parts)
    # The parts lie one folder deeper than the sheet that is served.
    text = text.replace('url("../', 'url("')
    return _INDENT.sub("\n", _COMMENT.sub("", text)).strip() + "\n"


class StylesheetFinder(BaseFinder):
    """Lets `{% static "standfirst/site.css" %}` and collectstatic find the joined sheets."""

    def __init__(self, app_names: object = None, *args: object, **kwargs: object) -> None:
        self.storage = FileSystemStorage(location=Path(settings.DATA_DIR) / "stylesheet")
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: object) -> list[Any]:
        """Have nothing to complain of: the parts lie in the package."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> Any:  # noqa: ANN401, FBT001, FBT002
        """Return where a sheet lies, made anew if a part has changed."""
        sheet = path.replace("\\", "/")
        if sheet not in SHEETS:
            return []
        found = str(self._write(sheet))
        return [found] if find_all else found

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield each sheet and the storage that holds it."""
        for sheet in SHEETS:
            self._write(sheet)
            yield sheet, self.storage

    def _write(self, sheet: str) -> Path:
        target = Path(self.storage.path(sheet))
        text = joined_parts(SHEETS[sheet])
        if target.exists() and target.read_text(encoding="utf-8") == text:
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        # Several processes may do this at once; each reader sees a whole file.
        handle, name = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, target)
        return target
