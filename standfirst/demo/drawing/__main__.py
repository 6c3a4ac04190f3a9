"""Draw every picture again: `python -m standfirst.demo.drawing FOLDER [NAME…]`."""

from __future__ import annotations

import importlib
import io
import pkgutil
import sys
from pathlib import Path

from PIL import Image

from standfirst.demo.drawing import scenes

MOST_BYTES = 108_000


def main(folder: Path, names: list[str]) -> None:
    """Write each picture as a JPEG that is small enough to be read on a phone."""
    for module in pkgutil.iter_modules(scenes.__path__):
        if not names or module.name in names:
            picture: Image.Image = importlib.import_module(
                f"{scenes.__name__}.{module.name}"
            ).draw()
            (folder / f"{module.name.replace('_', '-')}.jpg").write_bytes(_jpeg(picture))


def _jpeg(picture: Image.Image) -> bytes:
    for quality in range(88, 30, -3):
        kept = io.BytesIO()
        picture.save(kept, "JPEG", quality=quality, optimize=True, progressive=True)
        if kept.tell() <= MOST_BYTES:
            break
    return kept.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
