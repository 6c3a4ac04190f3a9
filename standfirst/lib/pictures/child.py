"""The process that draws one stranger's picture anew, and ends.

It is run by its path, not as a part of the package: it loads nothing of the site, and holds nothing
of it when a picture proves stronger than the library that reads it. All processes of the machine
wait for the file that it locks, so one picture is drawn at a time; who is killed lets go.

    python -I child.py LOCK < picture > "WIDTH HEIGHT\\n" and a WebP file
"""

import contextlib
import fcntl
import os
import resource
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

# Of either side, as it is kept.
LONGEST_SIDE = 1600
# As it comes in. JPEG, which cameras make, is shrunk while it is read; of the others the library holds
# all pixels, twice or, of WebP, four times.
MOST_PIXELS = {"JPEG": 12_000_000, "PNG": 8_000_000, "AVIF": 8_000_000, "WEBP": 6_000_000}
# What it may use.
MOST_MEMORY = 192 * 1024 * 1024
MOST_SECONDS = 5
# How it ends when there is no picture.
TOO_LARGE, UNREADABLE = 3, 4
_QUALITY = 84


def main(lock: str) -> int:
    """Draw the picture that comes in; return what the process ends with."""
    with open(lock, "a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        _use_little()
        return _draw(sys.stdin.buffer.read())


def _use_little() -> None:
    os.nice(5)  # pages go first
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        # Not every system knows every limit.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _draw(sent: bytes) -> int:
    from PIL import AvifImagePlugin, Image  # noqa: PLC0415 - within the limits

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())
    try:
        # The library looks at the head alone, and warns of what is too large before anything is drawn.
        with Image.open(BytesIO(sent), formats=list(MOST_PIXELS)) as picture:
            if picture.width * picture.height > MOST_PIXELS[picture.format or ""]:
                return TOO_LARGE
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            seen = _seen_of(picture)
        kept = BytesIO()
        seen.save(kept, "WEBP", quality=_QUALITY)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return TOO_LARGE
    except Exception:  # noqa: BLE001 - whatever a broken file makes of the library
        return UNREADABLE
    sys.stdout.buffer.write(b"%d %d\n" % seen.size)
    sys.stdout.buffer.write(kept.getvalue())
    return 0


def _seen_of(picture: Any) -> "Image.Image":  # noqa: ANN401 - known once the library is loaded
    """Upright, small enough, and of colours only; what lets light through lies on white."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    colours = picture.info.get("icc_profile")
    seen = picture
    if seen.mode.startswith("I"):  # 16 bits of grey, which would all be white
        seen = seen.point(lambda value: value * (1 / 256)).convert("L")
    elif seen.mode != "RGBA" and (seen.mode == "P" or seen.has_transparency_data):
        seen = seen.convert("RGBA")  # of one that is so already this would be another copy
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    seen = ImageOps.exif_transpose(seen)
    if seen.mode == "RGBA":
        ground = Image.new("RGBA", seen.size, "white")
        seen = Image.alpha_composite(ground, seen)
    seen = _in_colours_of_screens(seen, colours)
    seen.info = {}
    return seen


def _in_colours_of_screens(seen: "Image.Image", profile: bytes | None) -> "Image.Image":
    """Convert to sRGB what was made for other colours; a profile that cannot be read changes nothing."""
    from PIL import ImageCms  # noqa: PLC0415

    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            named = seen.convert("RGB") if seen.mode == "RGBA" else seen
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            drawn = ImageCms.profileToProfile(named, source, screen, outputMode="RGB")
            if drawn is not None:
                return drawn
    return seen.convert("RGB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
