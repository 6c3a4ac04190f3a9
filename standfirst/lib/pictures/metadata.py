"""Takes out of a picture file what nobody sees: place, names, serial numbers, comments, earlier versions.

What is drawn is not touched, not a pixel: the file is walked through part by part, and only parts
that drawing needs are kept, so what is unknown goes, too, and whatever was hung on at the end. The
colour profile stays, and which way up the picture is.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO

from PIL import Image

from .avif import blank_metadata

_UPRIGHT = 1
_ORIENTATION = 0x0112

# A scan of a JPEG ends at a marker that is none of its own.
_SCAN_END = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_JPEG_SCAN, _JPEG_END, _JPEG_COMMENT = 0xDA, 0xD9, 0xFE
_JPEG_NO_LENGTH = {0x01, *range(0xD0, 0xD8)}
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs",
    b"bKGD", b"hIST", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
# EXIF and XMP in chunks of text.
_PNG_SAYS_WAY = (b"Raw profile type exif", b"XML:com.adobe.xmp")
_WEBP_KEPT = {b"VP8X", b"ICCP", b"ALPH", b"VP8 ", b"VP8L", b"ANIM", b"ANMF"}
_WEBP_FRAME = {b"ALPH", b"VP8 ", b"VP8L"}
_WEBP_HAS_EXIF, _WEBP_HAS_XMP = 0x08, 0x04
_GIF_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")


# What the library says of a file that it cannot draw; AVIF and WebP have words of their own.
CANNOT_BE_DRAWN = (OSError, ValueError, SyntaxError, EOFError, RuntimeError)


class Broken(ValueError):  # noqa: N818 - said of a file
    """The file ends, or goes on, where it must not."""


def without_metadata(content: bytes) -> bytes:
    """Return a JPEG, PNG, WebP, GIF or AVIF file with only what is seen; any other file as it is.

    Raises:
        Broken: it begins as one of these and is none.
    """
    strip = _stripper(content)
    if strip is None:
        return content
    try:
        return strip(content)
    except (IndexError, ValueError) as error:
        raise Broken from error


def is_picture(content: bytes) -> bool:
    """Tell by its first bytes whether a file is of a kind that is taken apart here."""
    return _stripper(content) is not None


def has_more_pixels(file: IO[bytes], *, than: int) -> bool:
    """Tell by its head, before anything is decoded, whether a picture has too many pixels.

    What the library cannot open is told where it is read.
    """
    file.seek(0)
    try:
        width, height = Image.open(file).size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return True  # than the library's own limit, which is higher
    except CANNOT_BE_DRAWN:
        return False
    finally:
        file.seek(0)
    return width * height > than


def is_moving(content: bytes) -> bool:
    """Tell whether a picture has more than one frame; of what cannot be read, no."""
    try:
        with Image.open(BytesIO(content)) as picture:
            return getattr(picture, "n_frames", 1) > 1
    except (*CANNOT_BE_DRAWN, Image.DecompressionBombError):
        return False


def _stripper(content: bytes) -> Callable[[bytes], bytes] | None:
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg
    if content.startswith(_PNG_HEAD):
        return _png
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        return _gif
    return blank_metadata if content[4:12] in {b"ftypavif", b"ftypavis", b"ftypmif1"} else None


def _turned(content: bytes) -> bytes:
    """Return EXIF that says only which way up the picture is; nothing where it is upright."""
    try:
        with Image.open(BytesIO(content)) as picture:
            way = picture.getexif().get(_ORIENTATION, _UPRIGHT)
    except (*CANNOT_BE_DRAWN, Image.DecompressionBombError):
        return b""
    if way not in range(2, 9):
        return b""
    said = Image.Exif()
    said[_ORIENTATION] = way
    return said.tobytes().removeprefix(b"Exif\0\0")


def _part(content: bytes, at: int, length: int) -> bytes:
    part = content[at : at + length]
    if length < 0 or len(part) < length:
        raise Broken
    return part


# --- JPEG: markers, each with its length, and scans between them ------------------------------


def _jpeg(content: bytes) -> bytes:
    parts = list(_jpeg_parts(content))
    if turned := _turned(content):
        payload = b"Exif\0\0" + turned
        parts.insert(1, b"\xff\xe1" + (len(payload) + 2).to_bytes(2) + payload)
    return b"".join(parts)


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at = 2
    while True:
        if content[at] != 0xFF:
            raise Broken
        while content[at + 1] == 0xFF:  # filling
            at += 1
        marker = content[at + 1]
        if marker == _JPEG_END:
            break
        if marker in _JPEG_NO_LENGTH:
            at += 2
            continue
        segment = _part(content, at, 2 + int.from_bytes(content[at + 2 : at + 4]))
        at += len(segment)
        yield _jpeg_kept(marker, segment)
        if marker == _JPEG_SCAN:
            end = _SCAN_END.search(content, at)
            # Many a file is drawn well whose last two bytes are missing.
            yield content[at : end.start() if end else None]
            if end is None:
                break
            at = end.start()
    yield b"\xff\xd9"


def _jpeg_kept(marker: int, segment: bytes) -> bytes:
    """Return a segment as it is kept: of those for applications, what colours need."""
    if marker == 0xE0 and segment[4:9] == b"JFIF\0":
        return (
            segment[:2] + b"\x00\x10" + segment[4:16] + b"\0\0"
        )  # without the small picture in it
    is_for_colours = (marker == 0xE2 and segment[4:16] == b"ICC_PROFILE\0") or (
        marker == 0xEE and segment[4:9] == b"Adobe"
    )
    is_for_applications = 0xE0 <= marker <= 0xEF or marker == _JPEG_COMMENT
    return b"" if is_for_applications and not is_for_colours else segment


# --- PNG: chunks with a length before and a sum behind ----------------------------------------


def _png(content: bytes) -> bytes:
    parts = [_PNG_HEAD]
    at = len(_PNG_HEAD)
    name, is_turned = b"", False
    while name != b"IEND":
        chunk = _part(content, at, 12 + int.from_bytes(_part(content, at, 4)))
        at += len(chunk)
        name = chunk[4:8]
        if name in _PNG_KEPT:
            parts.append(chunk)
        is_turned |= name == b"eXIf" or chunk[8:].startswith(_PNG_SAYS_WAY)
    # The library decodes all pixels to look for EXIF behind them.
    if is_turned and (turned := _turned(content)):
        body = b"eXIf" + turned
        parts.insert(2, len(turned).to_bytes(4) + body + _crc(body))
    return b"".join(parts)


def _crc(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(4)


# --- WebP: chunks with a length, filled up to even --------------------------------------------


def _webp(content: bytes) -> bytes:
    # Its head may speak of more than there is, up to 4 GB.
    end = min(8 + int.from_bytes(content[4:8], "little"), len(content))
    parts = list(_webp_chunks(content, 12, end, kept=_WEBP_KEPT))
    turned = _turned(content)
    if parts and parts[0][:4] == b"VP8X":
        flags = parts[0][8] & ~(_WEBP_HAS_EXIF | _WEBP_HAS_XMP)
        flags |= _WEBP_HAS_EXIF if turned else 0
        parts[0] = parts[0][:8] + bytes([flags]) + parts[0][9:]
        if turned:
            parts.append(_riff(b"EXIF", turned))
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _webp_chunks(content: bytes, at: int, end: int, *, kept: set[bytes]) -> Iterator[bytes]:
    while at + 8 <= end:
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body = _part(content, at + 8, length)
        at += 8 + length + length % 2
        if name == b"ANMF":
            frame = _webp_chunks(body, 16, len(body), kept=_WEBP_FRAME)
            body = body[:16] + b"".join(frame)
        if name in kept:
            yield _riff(name, body)


def _riff(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


# --- GIF: blocks, each a chain of pieces of at most 255 bytes ---------------------------------


def _gif(content: bytes) -> bytes:
    start = 13 + _colours(content[10])
    parts = [_part(content, 0, start)]
    at = start
    while (kind := content[at]) != 0x3B:
        if kind == 0x2C:
            head = 10 + _colours(content[at + 9]) + 1
        elif kind == 0x21:
            head = 2
        else:
            raise Broken
        end = _chain_end(content, at + head)
        if kind == 0x2C or _is_kept(content[at + 1], content[at + 3 : at + 14]):
            parts.append(content[at:end])
        at = end
    return b"".join([*parts, b"\x3b"])


def _colours(flags: int) -> int:
    """Return the length of the table of colours that `flags` speak of."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _chain_end(content: bytes, at: int) -> int:
    while length := content[at]:
        at += 1 + length
    return at + 1


def _is_kept(extension: int, application: bytes) -> bool:
    """Whether it is how long a frame stands, how often they are repeated, or the colour profile."""
    return extension == 0xF9 or (extension == 0xFF and application in _GIF_KEPT)
