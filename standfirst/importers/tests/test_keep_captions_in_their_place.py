"""What one article says of a picture is not said in another; who made it is said everywhere, or asked for."""

from pathlib import Path
from shutil import copy

import pytest
from django.test import Client

from standfirst.publishing.models import Picture

from .old_paper import UPLOADS, OldItem, article, move_in, write_export

pytestmark = pytest.mark.django_db


def _captioned(number: int, words: str, alt: str, *, before: str = "") -> OldItem:
    figure = f'<figure><img src="http://old.example/wp-content/uploads/quay.jpg" class="wp-image-9" alt="{alt}"/><figcaption>{words}</figcaption></figure>'
    return OldItem(number, body=f"{before}{figure}<p>End.</p>")


def _quay(**fields: object) -> OldItem:
    return OldItem(9, type="attachment", status="inherit", title="quay", file="quay.jpg", **fields)


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    copy(next(UPLOADS.rglob("*.jpg")), folder / "quay.jpg")
    return folder


def _page(number: int) -> str:
    return Client().get(article(number).url).content.decode()


def test_caption_and_alt_text_belong_to_their_place(tmp_path: Path, uploads: Path):
    file = write_export(
        tmp_path,
        _captioned(1, "CAPTION ONE", "ALT ONE"),
        _captioned(2, "CAPTION TWO", "ALT TWO", before="<p>Words.</p>"),
        OldItem(3, body='<p>Words.</p><img class="wp-image-9" alt=""/>'),
        OldItem(4, body="<p>Words.</p>", meta={"_thumbnail_id": "9"}),
        _quay(),
    )
    move_in(file, uploads)
    first, second = _page(1), _page(2)
    assert 'alt="ALT ONE"' in first
    assert "CAPTION ONE</span>" in first
    assert 'alt="ALT TWO"' in second
    assert "CAPTION TWO</span>" in second
    assert "ONE" not in second + _page(3) + _page(4)
    assert "TWO" not in first + _page(3) + _page(4)
    picture = Picture.objects.get()
    assert (picture.caption, picture.description) == ("", "")


def test_front_page_feeds_and_cards_say_what_the_article_says(tmp_path: Path, uploads: Path):
    move_in(write_export(tmp_path, _captioned(1, "CAPTION ONE", "ALT ONE"), _quay()), uploads)
    client = Client()
    for address in ("/", "/feed.rss", article(1).url):
        assert "ALT ONE" in client.get(address).content.decode(), address


def test_the_credit_goes_with_the_picture_and_the_first_to_name_one_is_heard(
    tmp_path: Path, uploads: Path
):
    file = write_export(
        tmp_path,
        _captioned(1, "The quay. Photo: Ann Bo", ""),
        _captioned(2, "The quay. Photo: Somebody Else", ""),
        _quay(),
    )
    report = move_in(file, uploads)
    assert Picture.objects.get().credit == "Ann Bo"
    assert (article(1).lead_caption, article(2).lead_caption) == (
        "The quay.",
        "The quay. Photo: Somebody Else",
    )
    assert report.without_credit == []


@pytest.mark.parametrize(
    ("meta", "credit"),
    [
        ({"_media_credit": "Ann <b>Bo</b>"}, "Ann Bo"),
        ({"_navis_media_credit": "Ann Bo", "_navis_media_credit_org": "The Ledger"}, "Ann Bo / The Ledger"),
        ({"_wp_attachment_metadata": 'a:2:{s:10:"image_meta";a:2:{s:8:"aperture";s:1:"0";s:6:"credit";s:8:"Jöan Bo";s:6:"camera";s:1:"x";}}'}, "Jöan Bo"),
    ],
)  # fmt: skip
def test_metadata_names_the_credit(
    meta: dict[str, str], credit: str, tmp_path: Path, uploads: Path
):
    item = _quay(excerpt="The bigger picture: rents rose. Photo: Not Her", meta=meta)
    report = move_in(write_export(tmp_path, item), uploads)
    picture = Picture.objects.get()
    assert (picture.credit, picture.caption) == (
        credit,
        "The bigger picture: rents rose. Photo: Not Her",
    )
    assert report.without_credit == []


def test_a_picture_without_a_credit_is_named(tmp_path: Path, uploads: Path):
    report = move_in(
        write_export(tmp_path, _quay(excerpt="The bigger picture: rents rose")), uploads
    )
    assert Picture.objects.get().caption == "The bigger picture: rents rose"
    assert report.without_credit == ["quay.jpg"]
    assert "  credit missing: quay.jpg" in list(report.lines())
