"""The file that a backup is: what is damaged, cut short, of another kind or of a newer version is refused."""

import gzip
import io
import json
import os
import tarfile
import zlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from standfirst.cli import commands
from standfirst.cli.backups.archive import MANIFEST, NotABackup, Unreadable, Writer, read
from standfirst.cli.backups.restoring import look_at
from tests.papers import AT, quiet


def written(
    path: Path, fill: Callable[[Writer], None] = lambda writer: None, **more: object
) -> Path:
    """Write a small backup; `more` goes into its manifest."""
    with path.open("wb") as file:
        writer = Writer(file, AT)
        known = {"standfirst": version("standfirst"), "format": 1, "migrations": [], "tables": {}}
        writer.add_json(MANIFEST, known | more)
        fill(writer)
        writer.add("media/images/harbour.jpg", os.urandom(3000))
        writer.end({"tables": {}, "files": 1, "bytes": 3000, "last_numbers": {}})
    return path


def repacked(path: Path, change: Callable[[tarfile.TarInfo], None], content: bytes = b"x") -> Path:
    """Write a backup with one more entry in it, which somebody made by hand."""
    unpacked = io.BytesIO()
    with tarfile.open(fileobj=unpacked, mode="w") as tar:
        for name, inside in ((MANIFEST, manifest()), ("media/a.jpg", content)):
            entry = tarfile.TarInfo(name)
            entry.size = len(inside)
            if name != MANIFEST:
                change(entry)
            tar.addfile(entry, io.BytesIO(inside))
    path.write_bytes(gzip.compress(unpacked.getvalue()))
    return path


def manifest() -> bytes:
    return json.dumps({"standfirst": "0.1.0", "format": 1, "migrations": [], "tables": {}}).encode()


def test_a_whole_one_is_read_to_its_end(tmp_path: Path):
    assert look_at(written(tmp_path / "paper.tar.gz"), quiet).end["files"] == 1


def test_is_refused_wherever_it_is_cut(tmp_path: Path):
    whole = written(tmp_path / "paper.tar.gz").read_bytes()
    cut = tmp_path / "cut.tar.gz"
    for length in (*range(0, len(whole), 97), len(whole) - 1):
        cut.write_bytes(whole[:length])
        with pytest.raises(NotABackup, match="cut"):
            look_at(cut, quiet)


def test_is_refused_by_whoever_reads_what_is_cut_in_the_middle(tmp_path: Path):
    rows = os.urandom(100_000)
    whole = written(tmp_path / "paper.tar.gz", lambda writer: writer.add("rows/a/1", rows))
    cut = tmp_path / "cut.tar.gz"
    for tenth in range(1, 10):
        cut.write_bytes(whole.read_bytes()[: 10_000 * tenth])
        with pytest.raises(NotABackup, match="cut"):
            _read_through(cut)


def _read_through(path: Path) -> None:
    for entry in read(path):
        entry.file.read()


def test_is_refused_whichever_byte_is_another(tmp_path: Path):
    whole = written(tmp_path / "paper.tar.gz").read_bytes()
    damaged = tmp_path / "damaged.tar.gz"
    for place in range(10, len(whole), 97):  # the first ten are gzip's own and say nothing of it
        other = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        if not _unpacks_to_the_same(
            other, whole
        ):  # gzip fills its blocks up with bits that nobody reads
            damaged.write_bytes(other)
            with pytest.raises(NotABackup):
                look_at(damaged, quiet)


def _unpacks_to_the_same(other: bytes, whole: bytes) -> bool:
    try:
        return gzip.decompress(other) == gzip.decompress(whole)
    except (OSError, EOFError, zlib.error):
        return False


def test_is_refused_when_it_was_packed_again_with_other_content(tmp_path: Path):
    whole = gzip.decompress(written(tmp_path / "paper.tar.gz").read_bytes())
    place = whole.index(b"harbour.jpg") + 600
    other = tmp_path / "other.tar.gz"
    other.write_bytes(gzip.compress(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]))
    with pytest.raises(NotABackup, match="damaged"):
        look_at(other, quiet)


@pytest.mark.parametrize(
    "content",
    [b"", b"-- PostgreSQL database dump", gzip.compress(b"words", mtime=0), b"\x1f\x8b\x08"],
)
def test_another_kind_of_file_is_refused(content: bytes, tmp_path: Path):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(NotABackup):
        look_at(tmp_path / "other", quiet)


def test_another_archive_is_refused(tmp_path: Path):
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz") as tar:
        tar.add(Path(__file__), "media/test.py")
    with pytest.raises(NotABackup, match="is no backup"):
        look_at(tmp_path / "other.tar.gz", quiet)


@pytest.mark.parametrize(
    "name",
    ["media/../../x", "/etc/passwd", "../x", "media//x", "media/./x", "media", "x", "rows/../x"],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path):
    file = repacked(tmp_path / "paper.tar.gz", lambda entry: setattr(entry, "name", name))
    with pytest.raises(NotABackup, match="has no place"):
        look_at(file, quiet)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE]
)
def test_what_is_no_ordinary_file_is_refused(kind: bytes, tmp_path: Path):
    def change(entry: tarfile.TarInfo) -> None:
        entry.type, entry.linkname, entry.size = kind, "/etc/passwd", 0

    with pytest.raises(NotABackup, match="has no place"):
        look_at(repacked(tmp_path / "paper.tar.gz", change, b""), quiet)


@pytest.mark.parametrize(
    "more",
    [
        {"standfirst": "99.0"},
        {"format": 2},
        {"migrations": [["discussion", "9999_what_nobody_knows_yet"]]},
    ],
)
def test_one_of_a_newer_version_is_refused(more: dict[str, object], tmp_path: Path):
    with pytest.raises(NotABackup, match=r"[Uu]pdate\s+first"):
        look_at(written(tmp_path / "paper.tar.gz", **more), quiet)


def test_a_file_that_changes_is_copied_again_and_the_last_copy_counts(tmp_path: Path):
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(b"a" * 5_000_000)

    def shorten(writer: Writer) -> None:
        slowly = os.fstat
        looked: list[int] = []

        def fstat(file: int) -> os.stat_result:
            state = slowly(file)
            looked.append(file)
            if len(looked) == 2:  # its size has been taken down by then
                picture.write_bytes(b"b" * 100)
            return state

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("standfirst.cli.backups.archive.os.fstat", fstat)
            assert writer.add_file("media/picture.jpg", picture) == 100

    file = written(tmp_path / "paper.tar.gz", shorten)
    copies = [entry.file.read() for entry in read(file) if entry.name == "media/picture.jpg"]
    assert [len(copy) for copy in copies] == [5_000_000, 100]
    assert copies[-1] == b"b" * 100


def test_what_is_no_ordinary_file_is_not_followed(tmp_path: Path):
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "paper.tar.gz").open("wb") as file:
        writer = Writer(file, AT)
        for name in ("link", "pipe"):
            with pytest.raises(Unreadable):
                writer.add_file(f"media/{name}", tmp_path / name)
        writer.end({})


@pytest.mark.parametrize("name", ["missing.tar.gz", "."])
def test_the_command_says_so_in_one_line(name: str, tmp_path: Path):
    done = CliRunner().invoke(commands, ["restore", "--check", str(tmp_path / name)])
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("standfirst: ")


def test_the_command_says_that_it_is_whole(tmp_path: Path):
    file = written(
        tmp_path / "paper.tar.gz", taken_at="2026-11-28", address="https://paper.example"
    )
    done = CliRunner().invoke(commands, ["restore", "--check", str(file)])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Whole: ")


def rows_of(table: str, content: bytes = b"[1]\n") -> Callable[[Writer], None]:
    return lambda writer: writer.add(f"rows/{table}/000000.jsonl", content)


def refused(file: Path, *words: str) -> str:
    done = CliRunner().invoke(commands, ["restore", *words, str(file)])
    assert done.exit_code == 1, done.output
    assert done.stderr.startswith("standfirst: ")
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_one_with_rows_of_an_unknown_table_is_refused(tmp_path: Path):
    told = refused(written(tmp_path / "paper.tar.gz", rows_of("nosuch")), "--check")
    assert "is damaged" in told
    assert "Nothing was changed." in told


@pytest.mark.parametrize(
    "more", [{"tables": []}, {"tables": {"x": 1}}, {"migrations": [1]}, {"format": None}]
)
def test_one_that_says_nonsense_of_itself_is_refused(more: dict[str, object], tmp_path: Path):
    assert "is damaged" in refused(written(tmp_path / "paper.tar.gz", **more), "--check")


@pytest.mark.parametrize(
    "end", [{}, {"tables": []}, {"tables": {"nosuch": 1}}, {"files": "all"}, {"missing": 1}]
)
def test_one_that_ends_in_nonsense_is_refused(end: dict[str, object], tmp_path: Path):
    whole = {"tables": {}, "last_numbers": {}, "files": 0}
    with (tmp_path / "paper.tar.gz").open("wb") as file:
        writer = Writer(file, AT)
        writer.add(MANIFEST, manifest())
        writer.end(whole | end if end else {})
    assert "is damaged" in refused(tmp_path / "paper.tar.gz", "--check")


@pytest.mark.parametrize("name", [MANIFEST, "rows/x/0", "keys/secret_key", "end.json", "a header"])
def test_what_is_too_large_to_be_read_at_once_is_refused(name: str, tmp_path: Path):
    """Only what stands before the zeros is written: nobody may have begun to read them."""
    entry = tarfile.TarInfo("media/x" if name == "a header" else name)
    entry.type = tarfile.XHDTYPE if name == "a header" else tarfile.REGTYPE
    entry.size = 1 << 40
    first = tarfile.TarInfo(MANIFEST)
    first.size = 512
    start = b"" if name == MANIFEST else first.tobuf() + manifest().ljust(512)
    file = tmp_path / "paper.tar.gz"
    file.write_bytes(gzip.compress(start + entry.tobuf() + bytes(1 << 20)))
    taken: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        slowly = gzip.GzipFile.read
        patch.setattr(
            gzip.GzipFile,
            "read",
            lambda self, size=-1: taken.append(size) or slowly(self, size),
        )
        refused(file, "--check")
    assert max(taken) < 1 << 20
