"""AVIF: boxes within boxes, which point to each other by place in the file.

So nothing is taken out, which would move the rest: what is not seen is written over, in its place.
Which way up the picture is stands in a box of its own that stays.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

# Boxes that are only read for the boxes in them.
_OUTER = {b"moov", b"trak"}
# Boxes for whatever anybody likes.
_FREE = {b"uuid", b"udta", b"free", b"skip"}
_HIDDEN = {b"Exif", b"mime", b"uri "}
# EXIF without any entry, for readers that look for some; behind the four bytes that say where it begins.
_NO_EXIF = b"\0\0\0\0II*\0\x08\0\0\0\0\0"


class _Box(NamedTuple):
    kind: bytes
    start: int
    body: int
    end: int


class _Item(NamedTuple):
    number: int
    # Whether its places count from the box `idat`.
    is_inside: bool
    places: list[tuple[int, int]]


def blank_metadata(content: bytes) -> bytes:
    """Return an AVIF file of the same length with EXIF, XMP and private boxes written over.

    Raises:
        ValueError: its boxes do not fit into each other.
    """
    file = bytearray(content)
    try:
        _blank_boxes(file, 0, len(file))
    except (struct.error, IndexError) as error:
        raise ValueError("This is no AVIF file.") from error
    return bytes(file)


def _blank_boxes(file: bytearray, start: int, end: int) -> None:
    for box in _boxes(file, start, end):
        if box.kind in _OUTER:
            _blank_boxes(file, box.body, box.end)
        elif box.kind == b"meta":
            _blank_items(file, box)
        elif box.kind in _FREE:
            file[box.start + 4 : box.start + 8] = b"free"
            file[box.body : box.end] = bytes(box.end - box.body)


def _boxes(file: bytearray, start: int, end: int) -> Iterator[_Box]:
    while start < end:
        size, kind = struct.unpack_from(">I4s", file, start)
        body = start + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", file, body)
            body += 8
        stop = start + size if size else end
        if stop < body or stop > end:
            raise ValueError("A box is larger than what it stands in.")
        yield _Box(kind, start, body, stop)
        start = stop


def _blank_items(file: bytearray, meta: _Box) -> None:
    """Write over what items of `meta` hold that are no picture; version and flags come before its boxes."""
    inner = {box.kind: box for box in _boxes(file, meta.body + 4, meta.end)}
    if b"iinf" not in inner or b"iloc" not in inner:
        return
    kinds = dict(_kinds(file, inner[b"iinf"]))
    for item in _items(file, inner[b"iloc"]):
        kind = kinds.get(item.number, b"")
        before = inner[b"idat"].body if item.is_inside else 0
        for offset, length in item.places if kind in _HIDDEN else ():
            at = before + offset
            nothing = _NO_EXIF if kind == b"Exif" and length >= len(_NO_EXIF) else b""
            filled = nothing + (b"\0" if kind == b"Exif" else b" ") * (length - len(nothing))
            file[at : at + length] = filled[: max(0, len(file) - at)]


def _kinds(file: bytearray, iinf: _Box) -> Iterator[tuple[int, bytes]]:
    """The number and kind of each item."""
    wide = file[iinf.body] > 0
    for entry in _boxes(file, iinf.body + (8 if wide else 6), iinf.end):
        version = file[entry.body]
        if version == 2:
            number, kind = struct.unpack_from(">H2x4s", file, entry.body + 4)
            yield number, kind
        elif version == 3:
            number, kind = struct.unpack_from(">I2x4s", file, entry.body + 4)
            yield number, kind


def _items(file: bytearray, iloc: _Box) -> Iterator[_Item]:
    """Where each item lies; sizes of the numbers are said at the beginning."""
    version = file[iloc.body]
    sizes = file[iloc.body + 4], file[iloc.body + 5]
    of_offset, of_length, of_base = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4
    of_index = sizes[1] & 15 if version else 0
    at = iloc.body + 6

    def number(size: int) -> int:
        nonlocal at
        at += size
        if at > iloc.end:
            raise ValueError("The places of items end too early.")
        return int.from_bytes(file[at - size : at])

    wide = 4 if version == 2 else 2
    for _each in range(number(wide)):
        item = number(wide)
        method = number(2) & 15 if version else 0
        number(2)  # which file: this one
        base = number(of_base)
        places = []
        for _place in range(number(2)):
            number(of_index)
            offset = base + number(of_offset)
            places.append((offset, number(of_length)))
        yield _Item(item, method == 1, places)
