"""Whatever lies in the media folder as a picture is taken, or left out and named; none ends the import."""

from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from standfirst.importers.wordpress.pictures import Unfit, measured
from standfirst.lib.pictures.metadata import Broken, without_metadata
from standfirst.publishing.models import Picture

from .old_paper import OldItem, article, move_in, write_export

pytestmark = pytest.mark.django_db


def _file(mode: str, kind: str, *, turned: bool = False, frames: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6 if turned else 1
    exif[0x010E] = "The quay"
    drawn = [Image.new(mode, (30, 20), shade) for shade in range(frames)]
    more = {"save_all": True, "append_images": drawn[1:]} if frames > 1 else {}
    file = BytesIO()
    drawn[0].save(file, kind, **more, **({"exif": exif} if kind != "GIF" else {}))
    return file.getvalue()


GOOD = {
    "photo.jpg": _file("RGB", "JPEG", turned=True),
    "inks.jpg": _file("CMYK", "JPEG"),
    "drawing.png": _file("RGB", "PNG"),
    "turned.png": _file("RGB", "PNG", turned=True),
    "palette.png": _file("P", "PNG"),
    "deep.png": _file("I;16", "PNG"),
    "clear.png": _file("RGBA", "PNG"),
    "lines.png": _file("1", "PNG"),
    "moving.png": _file("RGB", "PNG", frames=3),
    "small.webp": _file("RGB", "WEBP", turned=True),
    "moving.webp": _file("RGB", "WEBP", frames=3),
    "moving.gif": _file("P", "GIF", frames=3),
    "new.avif": _file("RGB", "AVIF", turned=True),
    "no-jpeg-by-name.jpg": _file("RGB", "PNG"),
}
BAD = {
    "empty.png": b"",
    "words.jpg": b"Dear editor,",
    "half.png": _file("RGB", "PNG")[:60],
    "half.webp": _file("RGB", "WEBP")[:30],
    "half.gif": _file("P", "GIF")[:40],
    "half.avif": _file("RGB", "AVIF")[:200],
    "head.jpg": _file("RGB", "JPEG")[:40],
}


def _write(folder: Path, files: dict[str, bytes]) -> tuple[Path, list[OldItem]]:
    media = folder / "uploads"
    media.mkdir()
    items = []
    for number, (name, content) in enumerate(files.items(), 100):
        (media / name).write_bytes(content)
        items.append(OldItem(number, type="attachment", status="inherit", title=name, file=name))
    return media, items


@pytest.mark.parametrize("dry_run", [True, False])
def test_each_kind_is_taken_or_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, *, dry_run: bool
):
    media, items = _write(tmp_path, GOOD | BAD)
    report = move_in(write_export(tmp_path, *items), media, dry_run=dry_run)
    assert sorted(report.missing_files) == sorted(BAD)
    assert report.taken["picture"] == len(GOOD)
    assert report.left_out["attachment whose picture cannot be read"] == len(BAD)
    assert not caplog.records


def test_a_png_leads_its_article_and_a_second_run_leaves_it(tmp_path: Path):
    media, items = _write(tmp_path, GOOD)
    number = next(item.id for item in items if item.title == "turned.png")
    post = OldItem(1, meta={"_thumbnail_id": str(number)})
    file = write_export(tmp_path, *items, post)
    move_in(file, media)
    picture = article(1).lead_picture
    assert (picture.title, picture.width, picture.height) == ("turned.png", 20, 30)
    assert move_in(file, media).already_here["picture"] == len(GOOD)
    for each in Picture.objects.all():
        assert each.get_rendition("width-16").width == 16, each.title


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    media, items = _write(tmp_path, {"photo.jpg": GOOD["photo.jpg"], "report.pdf": b"%PDF-1.4"})
    file, real = write_export(tmp_path, *items), Path.open

    def refuses(path: Path, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        if path.parent == media:
            raise PermissionError
        return real(path, *given, **named)

    monkeypatch.setattr(Path, "open", refuses)
    report = move_in(file, media)
    assert report.left_out["attachment whose picture cannot be read"] == 1
    assert report.left_out["attachment whose document cannot be read"] == 1


def test_a_damaged_picture_says_so_whatever_it_makes_of_the_library(tmp_path: Path):
    whole = GOOD["turned.png"]
    file = tmp_path / "picture"
    for at in range(8, len(whole), 7):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        with suppress(Unfit):
            assert min(measured(file)) > 0


def test_a_head_that_speaks_of_more_than_there_is_holds_nobody_up():
    whole = GOOD["small.webp"]
    assert without_metadata(whole[:4] + b"\xff\xff\xff\xff" + whole[8:])
    with pytest.raises(Broken):
        without_metadata(whole[:40])
