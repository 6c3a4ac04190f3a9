"""Everybody in a byline comes, in its order, whatever plugin kept the names."""

from pathlib import Path

import pytest
from django.test import Client

from standfirst.publishing.models import AuthorPage

from .old_paper import OldItem, article, move_in, write_export

pytestmark = pytest.mark.django_db

HEAD = "".join(
    f"<wp:author><wp:author_id>{number}</wp:author_id><wp:author_login>{login}</wp:author_login><wp:author_display_name>{name}</wp:author_display_name></wp:author>"
    for number, login, name in ((1, "ines", "Ines Varga"), (2, "tom.achter", "Tom Achter"), (3, "desk", "Web desk"), (4, "mara@paper.example", "Mara Lind"))
)  # fmt: skip


def _by(*terms: tuple[str, str], number: int = 1, domain: str = "author") -> OldItem:
    return OldItem(number, author="desk", terms=tuple((domain, slug, name) for slug, name in terms))


def _guest(number: int, slug: str, **meta: str) -> OldItem:
    return OldItem(
        number, type="guest-author", slug=slug, title="", meta={f"cap-{key}": value for key, value in meta.items()}
    )  # fmt: skip


def _names(number: int = 1) -> list[str]:
    return [byline.author.title for byline in article(number).bylines.all()]


GIA = ("cap-guest-gia", "guest-gia")


@pytest.mark.parametrize(
    ("terms", "names"),
    [
        ((("cap-ines", "ines"), GIA), ["Ines Varga", "Gia Guest"]),
        ((GIA, ("cap-tom-achter", "tom.achter"), ("cap-ines", "ines")), ["Gia Guest", "Tom Achter", "Ines Varga"]),
        ((("ines", "Ines Varga"), ("ines", "Ines Varga"), ("tom-achter", "Tom Achter")), ["Ines Varga", "Tom Achter"]),
        ((("cap-lee-long", "lee-long"), ("cap-o-neill", "Shea O’Neill")), ["Lee Long", "Shea O’Neill"]),
        ((("cap-maraledger", "mara@paper.example"),), ["Mara Lind"]),
        ((("cap-linked", "linked"), ("cap-ines", "ines")), ["Ines Varga"]),
        ((), ["Web desk"]),
        ((("cap-x", "jo.ray@paper.example"),), ["Jo Ray"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("domain", ["author", "byline"])
def test_a_byline_names_all_who_wrote(
    terms: tuple[tuple[str, str], ...], names: list[str], domain: str, tmp_path: Path
):
    file = write_export(
        tmp_path,
        _by(*terms, domain=domain),
        _guest(8, "cap-guest-gia", display_name="Gia Guest", user_login="guest-gia", description="She <b>paints</b>."),
        _guest(9, "cap-linked", display_name="Ines V.", user_login="linked", linked_account="ines"),
        head=HEAD,
    )  # fmt: skip
    report = move_in(file, None)
    assert _names() == names
    assert not AuthorPage.objects.filter(slug="linked").exists()
    assert Client().get("/author/linked/").url == "/authors/ines/"
    assert report.remarks["article by several people"] == (len(names) > 1)
    assert [what for what in report.left_out if "author" in what] == []


def test_guest_authors_come_with_what_they_say_of_themselves(tmp_path: Path):
    guest = _guest(
        8, "cap-gia", display_name="Gia Guest", user_login="gia", description="She <b>paints</b>."
    )
    report = move_in(write_export(tmp_path, guest, head=HEAD), None)
    page = AuthorPage.objects.get(title="Gia Guest")
    assert (page.slug, page.biography) == ("gia", "<p>She paints.</p>")
    assert report.taken["author"] == 6


def test_authors_pages_have_the_names_that_they_had_and_no_mail_address(tmp_path: Path):
    move_in(write_export(tmp_path, _by(("cap-lee-long", "lee-long")), head=HEAD), None)
    slugs = set(AuthorPage.objects.values_list("slug", flat=True))
    assert {"tom-achter", "mara-lind"} <= slugs
    client = Client()
    for old, new in (
        ("tom-achter", "tom-achter"),
        ("tom.achter", "tom-achter"),
        ("maraledger-example", ""),
        ("marapaper-example", "mara-lind"),
    ):
        answer = client.get(f"/author/{old}/")
        assert (answer.url if answer.status_code == 301 else "") == (
            f"/authors/{new}/" if new else ""
        ), old
