"""A damaged, foreign or hostile file gets one clear line and leaves nothing behind."""

import gzip
import lzma
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from standfirst.importers.models import ForeignSite
from standfirst.importers.wordpress.opening import Stream
from standfirst.importers.wordpress.reader import read_export
from standfirst.lib.errors import Refused
from standfirst.publishing.models import ArticlePage
from tests.made_once import copied, migrated_sqlite, on_sqlite_anyway

from .old_paper import EXPORT, OldComment, OldItem, export_xml, move_in, state

pytestmark = pytest.mark.django_db

GOOD = export_xml(OldItem(1, comments=[OldComment(1)])).encode()
BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
OUTSIDE = '<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
CASES = {
    "empty": (b"", "empty"),
    "not XML": (b"Dear editor,\nhere is my site.", "not a WordPress export"),
    "a web page": (b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "HTML page"),
    "a zip": (b"PK\x03\x04........", "zip archive"),
    "another XML": (b"<?xml version='1.0'?><feed><entry/></feed>", "not a WordPress export"),
    "a plain feed": (b"<rss version='2.0'><channel><title>x</title><item/></channel></rss>", "not a WordPress export"),
    "no channel": (b"<rss version='2.0'>                              </rss>", "no channel"),
    "an entity bomb": (export_xml(OldItem(1), declaration=BOMB).replace("Words", "&d;", 1).encode(), "document type"),
    "an outside entity": (export_xml(OldItem(1), declaration=OUTSIDE).encode(), "document type"),
    "a document type before anything else": (OUTSIDE.encode() + GOOD.partition(b"?>")[2], "document type"),
    "another document type after the first line": (GOOD.replace(b"<rss", b"<!-- x --><!doctype rss><rss", 1), "document type"),
    "words between its first line and the root": (GOOD.replace(b"<rss", b"words<rss", 1), "between its first line"),
    "an unknown entity": (GOOD.replace(b"<wp:post_id>1", b"<wp:post_id>&one;"), "Entity"),
    "elements without end in elements": (GOOD.replace(b"<wp:post_id>", b"<x>" * 200 + b"</x>" * 200 + b"<wp:post_id>"), "more than 100 elements"),
    "cut short": (GOOD[: len(GOOD) // 2], "cut short"),
    "cut short at its end": (GOOD[:-8], "cut short"),
    "cut short in a comment": (GOOD[: GOOD.index(b"</wp:comment>")], "cut short"),
    "crossed tags": (GOOD.replace(b"</item>", b"</channel>"), "not well-formed"),
    "a cut gzip": (gzip.compress(GOOD)[:-20], "cut short"),
    "a damaged gzip": (gzip.compress(GOOD)[:30] + b"\x00" * 40 + gzip.compress(GOOD)[70:], "damaged"),
    "a cut xz": (EXPORT.read_bytes()[:9000], "cut short"),
    "a damaged xz": (b"\xfd7zXZ\x00" + b"\x55" * 500, "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_says_in_one_line_what_is_wrong_and_leaves_nothing(name: str, tmp_path: Path):
    content, words = CASES[name]
    file = tmp_path / "export.xml"
    file.write_bytes(content)
    before = state()
    with pytest.raises(Refused) as refusal:
        move_in(file)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert str(file) in str(refusal.value)
    assert refusal.value.code.startswith("import-")
    assert state() == before
    assert not ForeignSite.objects.exists()


def test_says_that_a_file_is_not_there(tmp_path: Path):
    with pytest.raises(Refused, match="no such file"):
        move_in(tmp_path / "nothing.xml")


def test_says_that_a_folder_is_not_there(tmp_path: Path):
    with pytest.raises(Refused, match="no such folder"):
        move_in(media=tmp_path / "nothing")


@pytest.mark.parametrize("opening", [b"<![CDATA[", b""])
def test_a_text_without_end_is_refused_before_it_fills_the_memory(opening: bytes, tmp_path: Path):
    file = tmp_path / "export.xml.xz"
    head, _, tail = GOOD.partition(b"<![CDATA[Words.]]>")
    with lzma.open(file, "wb", preset=0) as out:
        out.write(head + opening)
        for _ in range(200):
            out.write(b"x" * 1_000_000)
        out.write((b"]]>" if opening else b"") + tail)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Refused, match="longer than any article"):
        list(read_export(Stream(file)))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


@on_sqlite_anyway
def test_the_command_ends_with_one_line_and_exit_code_1(tmp_path: Path):
    file = tmp_path / "export.xml"
    file.write_bytes(GOOD[:-8])
    copied(migrated_sqlite(), into=tmp_path / "data")
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "standfirst", "import", "wordpress", str(file)],
        env={**environment, "STANDFIRST_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "cut short" in done.stderr


def test_script_in_every_field_reaches_no_column(tmp_path: Path):
    bad = '<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>'
    comment = OldComment(
        1,
        words=bad,
        author=bad,
        mail=bad,
        url="javascript:alert(1)",
        meta={"wpdiscuz_votes_seperate": bad},
    )
    item = OldItem(
        1,
        title=bad,
        slug=bad,
        body=bad,
        excerpt=bad,
        author=bad,
        terms=(("category", "bad", bad),),
        comments=[comment],
    )
    file = tmp_path / "export.xml"
    file.write_text(export_xml(item).replace('nicename="bad"', 'nicename="&lt;script&gt;"'))
    move_in(file)
    page = ArticlePage.objects.get()
    shown = f"{page.body.raw_data} {page.thread.comments.get().html} {page.thread.comments.get().website}".lower()
    for sign in ("<script", "onerror", "javascript:"):
        assert sign not in shown
    assert (
        "<script"
        not in f"{page.title}{page.standfirst}{page.slug}{page.get_parent().title}".lower()
    )


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..\\secret.jpg", "a/../../secret.jpg", "link.jpg"]
)
def test_no_file_outside_the_media_folder_is_read(name: str, tmp_path: Path):
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    media = tmp_path / "uploads"
    media.mkdir()
    (media / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    file = tmp_path / "export.xml"
    file.write_text(
        export_xml(
            OldItem(
                1,
                type="attachment",
                status="inherit",
                file="x.jpg",
                meta={"_wp_attached_file": name},
            )
        )
    )
    report = move_in(file, media)
    assert not report.taken["picture"]
    assert not report.taken["document"]
    assert len(report.missing_files) == 1 or sum(report.left_out.values()) == 1


def test_a_picture_that_is_none_is_left_out(tmp_path: Path):
    media = tmp_path / "uploads"
    media.mkdir()
    (media / "fake.jpg").write_bytes(b"<svg onload=alert(1)>")
    file = tmp_path / "export.xml"
    file.write_text(export_xml(OldItem(1, type="attachment", status="inherit", file="fake.jpg")))
    assert move_in(file, media).left_out["attachment whose picture cannot be read"] == 1


def test_a_picture_of_too_many_pixels_is_left_out_and_named(tmp_path: Path):
    media = tmp_path / "uploads"
    media.mkdir()
    Image.new("1", (8_000, 7_000)).save(media / "vast.png")
    file = tmp_path / "export.xml"
    file.write_text(export_xml(OldItem(1, type="attachment", status="inherit", file="vast.png")))
    report = move_in(file, media)
    assert report.left_out["attachment whose picture has more than 50 megapixels"] == 1
    assert report.missing_files == ["vast.png"]
