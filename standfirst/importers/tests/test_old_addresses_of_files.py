"""The old address of a picture or a file shows it, in whichever size it is asked for."""

from importlib import import_module
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image
from wagtail.contrib.redirects.models import Redirect

from standfirst.publishing.models import Picture

from .old_paper import BASE, OldItem, article, move_in, write_export
from .test_take_pictures import GOOD

pytestmark = pytest.mark.django_db

UPLOADS = "/wp-content/uploads/"
# The file there is, and the addresses that show it.
FILES = {
    "2026/03/quay.png": ["quay.png", "quay-300x200.png", "quay-scaled.png", "quay-150x150@2x.png"],
    "2026/03/large-scaled.png": ["large-scaled.png", "large.png", "large-1024x683.png"],
    "2026/03/cut-e1700000000.png": ["cut-e1700000000.png", "cut-e1700000000-300x200.png", "cut.png", "cut-300x200.png"],
    "2026/03/café at night.png": ["café at night.png", "caf%C3%A9%20at%20night-300x200.png"],
    "2026/03/plan [new] & more, a=b.png": ["plan [new] & more, a=b.png", "plan [new] & more, a=b-300x200.png", "plan%20%5bnew%5d%20%26%20more%2C%20a%3Db.png"],
    "2026/03/plan-100x100.png": ["plan-100x100.png", "plan-100x100-50x50.png"],
}  # fmt: skip


def _move_in(folder: Path, names: list[str]) -> None:
    items = []
    for number, name in enumerate(names, 100):
        file = folder / "uploads" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_picture(number) if name.endswith("png") else b"%PDF-1.4")
        items.append(OldItem(number, type="attachment", status="inherit", title=name, file=name))
    move_in(write_export(folder, *items), folder / "uploads")


def _picture(width: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, 10)).save(file, "PNG")
    return file.getvalue()


def test_each_address_shows_the_picture_after_one_redirect(tmp_path: Path, client: Client):
    _move_in(tmp_path, list(FILES))
    for width, (name, addresses) in enumerate(FILES.items(), 100):
        folder = name.rpartition("/")[0]
        for address in addresses:
            answer = client.get(f"{UPLOADS}{folder}/{address}", follow=True)
            assert [code for _, code in answer.redirect_chain] == [301], address
            assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
            with Image.open(BytesIO(b"".join(answer.streaming_content))) as shown:
                assert shown.width == width, address


def test_a_document_leads_to_its_file(tmp_path: Path, client: Client):
    _move_in(tmp_path, ["2026/03/the report.pdf"])
    answer = client.get(f"{UPLOADS}2026/03/the%20report.pdf", follow=True)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"


def test_only_pictures_that_moved_in_are_shown_so(client: Client):
    picture = Picture(title="New here", width=30, height=20)
    picture.file.name = default_storage.save("original_images/new.png", BytesIO(GOOD["clear.png"]))  # type: ignore[arg-type]
    picture.save()
    assert client.get(f"/imported/pictures/{picture.pk}/").status_code == 404


def test_a_picture_whose_file_is_lost_is_not_found(tmp_path: Path, client: Client):
    _move_in(tmp_path, ["quay.png"])
    default_storage.delete(Picture.objects.get().file.name)
    assert client.get(f"{UPLOADS}quay.png", follow=True).status_code == 404


def test_redirects_of_an_earlier_version_are_repaired(tmp_path: Path, client: Client):
    _move_in(tmp_path, ["café.png"])
    picture = Picture.objects.get()
    moved = Redirect.objects.filter(redirect_link__startswith="/imported/")
    assert moved.update(redirect_link=default_storage.url(picture.file.name)) > 0
    migration = import_module("standfirst.importers.migrations.0003_old_addresses_of_pictures")
    migration.lead_to_pictures(apps, None)
    answer = client.get(f"{UPLOADS}café.png", follow=True)
    assert answer.status_code == 200
    answer.close()


# The address that the export gives, where the file lies in the media folder, and the address in a body.
ADDRESSES = [
    ("https://paper.files.wordpress.com/2026/03/quay.png", "2026/03/quay.png", "https://paper.files.wordpress.com/2026/03/quay.png?w=300"),
    (f"{BASE}/wp-content/uploads/sites/3/2026/03/quay.png", "sites/3/2026/03/quay.png", "https://www.old.example/wp-content/uploads/sites/3/2026/03/quay-300x200.png"),
    (f"{BASE}/wp-content/uploads/sites/3/2026/03/quay.png", "2026/03/quay.png", f"{BASE}/wp-content/uploads/sites/3/2026/03/quay.png"),
    (f"{BASE}/files/2026/03/quay.png", "2026/03/quay.png", f"{BASE}/files/2026/03/quay.png"),
    (f"{BASE}/wp-content/uploads/2026/03/quay.png", "uploads/2026/03/quay.png", "https://i0.wp.com/old.example/wp-content/uploads/2026/03/quay.png?resize=300%2C200&ssl=1"),
    ("https://www.old.example/wp-content/uploads/2026/03/quay-scaled.png", "2026/03/quay-scaled.png", f"{BASE}/wp-content/uploads/2026/03/quay-1024x683.png"),
    (f"{BASE}/wp-content/uploads/2026/03/quay-e1700000000.png", "2026/03/quay.png", "https://cdn.old.example/wp-content/uploads/2026/03/quay.png"),
    (f"{BASE}/wp-content/uploads/2026/03/caf%C3%A9.png", "2026/03/cafe\u0301.png", f"{BASE}/wp-content/uploads/2026/03/caf%c3%a9-300x200.png"),
    ("https://cdn.example/pictures/quay.png", "pictures/quay.png", "/wp-content/uploads/pictures/quay.png"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "file", "shown"), ADDRESSES)
@pytest.mark.parametrize("meta", [True, False])
def test_a_file_is_found_by_its_address(
    tmp_path: Path, address: str, file: str, shown: str, *, meta: bool
):
    place = tmp_path / "uploads" / file
    place.parent.mkdir(parents=True)
    place.write_bytes(_picture(30))
    name = unquote(address.rpartition("/")[2])
    known = {"_wp_attached_file": f"2026/03/{name}"} if meta and "2026" in address else {}
    picture = OldItem(7, type="attachment", status="inherit", file="XX", meta=known)
    post = OldItem(1, body=f'<p>a</p><img src="{shown}">')
    export = write_export(tmp_path, picture, post)
    export.write_text(export.read_text().replace(f"{BASE}/wp-content/uploads/XX", address))
    report = move_in(export, tmp_path / "uploads")
    assert report.taken["picture"] == 1
    assert [block.block_type for block in article(1).body] == ["text", "picture"]


def test_a_picture_of_another_site_is_not_taken_for_ours(tmp_path: Path):
    there = "https://elsewhere.example/wp-content/uploads/quay.png"
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads/quay.png").write_bytes(_picture(30))
    picture = OldItem(7, type="attachment", status="inherit", file="quay.png")
    post = OldItem(1, body=f'<p>a</p><img src="{there}"><img src="https://i0.wp.com/{there[8:]}">')
    move_in(write_export(tmp_path, picture, post), tmp_path / "uploads")
    assert {block.block_type for block in article(1).body} == {"text"}
