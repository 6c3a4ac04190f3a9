"""What a page shows or links to may come later: with the media folder, or in another file of the same site."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from standfirst.importers.models import ImportedObject
from standfirst.importers.wordpress.pages import Pages
from standfirst.importers.wordpress.refusals import OtherSite
from standfirst.publishing.models import ArticlePage, PlainPage

from .old_paper import BASE, OldItem, article, export_xml, move_in, state, write_export
from .test_convert_bodies import NESTED
from .test_take_pictures import GOOD

pytestmark = pytest.mark.django_db

FILES = {"7.png": GOOD["clear.png"], "8.png": GOOD["lines.png"], "9.png": GOOD["drawing.png"], "report.pdf": b"%PDF-1.4"}  # fmt: skip
ADDRESS = f"{BASE}/wp-content/uploads"
BODY = f"""<p>See <a href="{BASE}/item-2/">the other</a>, <a href="{ADDRESS}/report.pdf">the report</a>
and <a href="https://elsewhere.example/">elsewhere</a>.</p>{NESTED}<p>b</p><img src="{ADDRESS}/9-300x200.png">"""
ATTACHMENTS = [OldItem(10, type="attachment", status="inherit", file="report.pdf")] + [
    OldItem(n, type="attachment", status="inherit", file=f"{n}.png") for n in (7, 8, 9)
]
WAITS = "article that shows or links to what is not here: a later run completes it"
POST = OldItem(1, title="One", body=BODY, meta={"_thumbnail_id": "7"})
CHILD = OldItem(3, type="page", title="Child", slug="child", parent=4)
PARENT = OldItem(4, type="page", title="Parent", slug="parent")
OTHER = OldItem(2, title="Two", body=f'<p>Back to <a href="{BASE}/item-1/">one</a></p>')


def _media(folder: Path) -> Path:
    media = folder / "uploads"
    media.mkdir()
    for name, content in FILES.items():
        (media / name).write_bytes(content)
    return media


def test_pictures_and_files_follow_in_a_second_run(tmp_path: Path):
    file, media = write_export(tmp_path, *ATTACHMENTS, POST, OTHER), _media(tmp_path)
    move_in(file, None)
    assert article(1).lead_picture is None
    assert ImportedObject.objects.get(kind="article", foreign_id="1").waiting
    report = move_in(file, media)
    page = article(1)
    assert page.lead_picture.title == "A title"
    assert [block.block_type for block in page.body] == ["text", "gallery", "text", "picture"]
    assert 'linktype="document"' in str(page.body.raw_data)
    assert list(page.latest_revision.as_object().body.raw_data) == list(page.body.raw_data)
    assert page.revisions.count() == 1
    assert report.taken["article of an earlier run that was completed"] == 1
    assert not ImportedObject.objects.exclude(waiting="").exists()
    before = state()
    assert not move_in(file, media).taken.total()
    assert state() == before


def test_an_article_that_was_edited_since_is_left_and_named(tmp_path: Path):
    file, media = write_export(tmp_path, *ATTACHMENTS, POST), _media(tmp_path)
    move_in(file, None)
    page = article(1)
    page.standfirst = "Edited here."
    page.save_revision().publish()
    body = list(article(1).body.raw_data)
    report = move_in(file, media)
    assert list(article(1).body.raw_data) == body
    assert article(1).lead_picture is None
    assert report.remarks["edited here, so it keeps waiting for pictures or links: One"] == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_files_of_one_site_are_as_one_file_in_any_order(tmp_path: Path, order: tuple[int, ...]):
    media = _media(tmp_path)
    parts = [[POST, CHILD], [OTHER, PARENT], ATTACHMENTS]
    files = [tmp_path / f"part-{number}.xml" for number in order]
    for number, file in zip(order, files, strict=True):
        file.write_text(export_xml(*parts[number]))
    for file in files:
        move_in(file, media)
    body = article(1).body
    assert [block.block_type for block in body] == ["text", "gallery", "text", "picture"]
    assert f'linktype="page" id="{article(2).pk}"' in str(body.raw_data)
    assert f'linktype="page" id="{article(1).pk}"' in str(article(2).body.raw_data)
    assert 'linktype="document"' in str(body.raw_data)
    assert article(1).lead_picture is not None
    assert PlainPage.objects.get(title="Child").url_path == "/home/parent/child/"
    before = state()
    for file in files:
        assert not move_in(file, media).taken.total()
    assert state() == before


def test_several_files_in_one_command_are_as_one(tmp_path: Path):
    media = _media(tmp_path)
    one, other = tmp_path / "one.xml", tmp_path / "other.xml"
    one.write_text(export_xml(POST, CHILD, OTHER))
    other.write_text(export_xml(OTHER, PARENT, *ATTACHMENTS))
    report = move_in(one, media, other)
    assert (report.taken["article"], report.taken["page"], report.taken["picture"]) == (2, 2, 3)
    assert report.source.endswith("from one.xml, other.xml")
    assert report.oddities["item that came twice: the first is taken (line 1 of other.xml)"] == 1
    assert [block.block_type for block in article(1).body] == ["text", "gallery", "text", "picture"]
    assert not move_in(one, media, other).taken.total()


def test_files_of_two_sites_are_not_one(tmp_path: Path):
    one, other = tmp_path / "one.xml", tmp_path / "other.xml"
    one.write_text(export_xml(POST))
    other.write_text(export_xml(OTHER).replace(BASE, "http://new.example"))
    with pytest.raises(OtherSite, match=r"http://old\.example and http://new\.example"):
        move_in(one, None, other)
    assert not ArticlePage.objects.exists()


def test_one_that_fails_holds_up_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    second = replace(POST, id=5, slug="second", title="Second")
    file, media = write_export(tmp_path, *ATTACHMENTS, POST, second), _media(tmp_path)
    assert move_in(file, None).remarks[WAITS] == 2
    whole = Pages.write_body

    def broken(pages: Pages, page: ArticlePage, *given: Any) -> Any:  # noqa: ANN401
        if page.title == "One":
            raise KeyError("broken")
        return whole(pages, page, *given)

    with monkeypatch.context() as breaking:
        breaking.setattr(Pages, "write_body", broken)
        report = move_in(file, media)
    assert report.left_out["article 1 that could not be completed (KeyError)"] == 1
    assert (article(1).lead_picture, article(5).lead_picture is None) == (None, False)
    move_in(file, media)
    assert article(1).lead_picture is not None
