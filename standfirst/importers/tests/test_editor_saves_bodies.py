"""Every body that came in can be saved in the editor as it is, also those of an earlier version."""

import json
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from wagtail.models import Revision

from standfirst.publishing.models import ArticlePage

from .old_paper import OldItem, article, move_in, write_export
from .test_convert_bodies import KINDS, NESTED, OLD_GALLERY, PICTURE, TABLE
from .test_take_pictures import GOOD

pytestmark = pytest.mark.django_db

NUMBERS = (7, 8)
ODD_ADDRESSES = [
    "https://host_name.example/a b",
    "http://localhost/x",
    "https://[::1]/x",
    "https://a..example/x",
    "https://xn--.example/",
    f"https://long.example/{'x' * 3000}",
    "https://é.example/ü?q=ß",
]
ODD = [
    *(f'<iframe src="{address}"></iframe>' for address in ODD_ADDRESSES),
    *(f'<blockquote cite="{address}">Words</blockquote>' for address in ODD_ADDRESSES),
    f"<h2>{'long ' * 60}</h2>",
    f"<details><summary>{'long ' * 80}</summary>Words</details>",
    "<details><summary>Empty</summary></details>",
    "<table><tr><td></td></tr></table>",
    "<pre> </pre>",
    '<figure class="wp-block-pullquote"><blockquote><cite>Nobody</cite></blockquote></figure>',
]


def _media(folder: Path) -> tuple[Path, list[OldItem]]:
    media = folder / "uploads"
    media.mkdir()
    for number in NUMBERS:
        (media / f"{number}.png").write_bytes(GOOD["drawing.png"])
    return media, [
        OldItem(n, type="attachment", status="inherit", file=f"{n}.png") for n in NUMBERS
    ]


def _assert_saved(page: ArticlePage) -> None:
    """What the editor asks of a body before it saves it."""
    block = page.body.stream_block
    block.clean(page.body)
    page.full_clean()


def test_every_kind_of_body_passes_the_editors_validation(tmp_path: Path):
    media, pictures = _media(tmp_path)
    kinds = [body for body, _ in KINDS.values()]
    bodies = [*kinds, NESTED, OLD_GALLERY, '[gallery ids="7,8"]', PICTURE, TABLE, *ODD]
    posts = [OldItem(n, body=f"<p>First.</p>{body}") for n, body in enumerate(bodies, 100)]
    report = move_in(write_export(tmp_path, *pictures, *posts), media)
    assert report.taken["article"] == len(bodies)
    for post in posts:
        page = article(post.id)
        _assert_saved(page)
        _assert_saved(page.latest_revision.as_object())


def test_a_gallery_shows_its_pictures(tmp_path: Path, client: Client):
    media, pictures = _media(tmp_path)
    move_in(write_export(tmp_path, *pictures, OldItem(1, body="<p>a</p>" + NESTED)), media)
    page = client.get(article(1).url).content.decode()
    assert page.count("<img") >= len(NUMBERS)
    assert "plate-list" in page


def test_an_address_that_the_editor_refuses_stays_a_link(tmp_path: Path):
    frame = '<p>a</p><iframe src="https://host_name..example/x"></iframe>'
    report = move_in(write_export(tmp_path, OldItem(1, body=frame)))
    assert '<a href="https://host_name..example/x">' in str(article(1).body.raw_data)
    assert report.left_out["in bodies: embed that the editor would not save: its words"] == 1


def test_galleries_that_came_in_without_ids_are_repaired(tmp_path: Path):
    media, pictures = _media(tmp_path)
    page_too = OldItem(2, type="page", body="<p>a</p>" + NESTED)
    file = write_export(tmp_path, *pictures, OldItem(1, body="<p>a</p>" + NESTED), page_too)
    move_in(file, media)
    page = article(1)
    as_it_was = json.loads(json.dumps(list(page.body.raw_data)))
    for item in as_it_was[1]["value"]["pictures"]:
        del item["id"]
    page.body = json.dumps(as_it_was)
    page.save(clean=False)
    kept = page.latest_revision.content | {"body": json.dumps(as_it_was)}
    Revision.objects.filter(pk=page.latest_revision.pk).update(content=kept)
    migration = import_module("standfirst.importers.migrations.0002_galleries_show_their_pictures")
    migration.give_ids(apps, None)
    _assert_saved(article(1))
    _assert_saved(article(1).latest_revision.as_object())
    shown = [item["picture"].title for item in article(1).body[1].value["pictures"]]
    assert len(shown) == len(NUMBERS)
