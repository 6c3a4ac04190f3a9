"""Nothing is claimed of an old article unless the newsroom says so, and it says what else is one."""

from pathlib import Path

import pytest
from django.test import Client

from standfirst.importers.wordpress.refusals import UnknownWish
from standfirst.publishing.models import ArticlePage, PlainPage

from .old_paper import OldComment, OldItem, article, move_in, write_export

pytestmark = pytest.mark.django_db

HEAD = "".join(
    f"<wp:category><wp:category_nicename>{slug}</wp:category_nicename><wp:category_parent>{parent}</wp:category_parent><wp:cat_name>{name}</wp:cat_name></wp:category>"
    for slug, parent, name in (
        ("news", "", "News"),
        ("views", "", "Commentary"),
        ("columns", "views", "Columns"),
        ("inside", "", "Background"),
    )
)


def _in(number: int, slug: str) -> OldItem:
    return OldItem(number, title=f"In {slug}", terms=(("category", slug, slug),))


def _export(folder: Path) -> Path:
    items = (_in(1, "news"), _in(2, "views"), _in(3, "columns"), _in(4, "inside"))
    return write_export(folder, *items, head=HEAD)


def test_an_old_article_claims_nothing(tmp_path: Path):
    report = move_in(_export(tmp_path), None)
    assert report.remarks["article of the kind “Article”"] == 4
    client = Client()
    page = client.get(article(1).url).content.decode()
    assert "what we saw" not in page
    assert "Report" not in page
    assert "– Article" not in page
    assert "In news – The Old Paper</title>" in page
    assert "Article" not in client.get("/feed.rss").content.decode()
    assert "– Article" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "kinds",
    [
        ("opinion=commentary,letters", "explainer=inside"),
        ("opinion=Commentary,letters,explainer=Background",),
        ("opinion=views", "opinion=letters", "Explainer=background"),
        ("commentary=opinion", "letters=opinion,background=explainer"),
    ],
)
def test_categories_say_the_kind_of_their_articles(kinds: tuple[str, ...], tmp_path: Path):
    file = write_export(
        tmp_path, _in(1, "news"), _in(2, "views"), _in(3, "columns"), _in(4, "inside"),
        head=HEAD.replace("News", "Letters").replace("news", "letters"),
    )  # fmt: skip
    report = move_in(file, None, kinds=kinds)
    found = [article(number).kind for number in (2, 3, 4)]
    assert found == ["opinion", "opinion", "explainer"]
    assert report.remarks["article of the kind “Opinion”"] == 2
    assert "what its author thinks" in Client().get(article(3).url).content.decode()


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"kinds": ("commentary=column",)}, "opinion=commentary"),
        ({"kinds": ("opinion",)}, "The kinds are article, report"),
        ({"kinds": ("opinion=comentary",)}, "no category “comentary”. Its categories are: columns"),
        ({"types": ("event",)}, "--type event=article"),
        ({"types": ("event=story",)}, "article or page"),
    ],
)
def test_a_wish_that_cannot_be_read_is_refused_before_anything_is_written(
    wish: dict[str, tuple[str, ...]], words: str, tmp_path: Path
):
    with pytest.raises(UnknownWish, match=words):
        move_in(_export(tmp_path), None, **wish)
    assert not ArticlePage.objects.exists()


def test_other_post_types_come_as_the_newsroom_says(tmp_path: Path):
    file = write_export(
        tmp_path,
        OldItem(1, type="event", slug="fair", comments=[OldComment(7)]),
        OldItem(2, type="recipe"),
        OldItem(3, type="docs", slug="manual"),
        OldItem(4, type="page", slug="old-page", comments=[OldComment(8)]),
    )
    report = move_in(file, None, types=("event=article", "docs=page,page=article"))
    assert article(1).title == "A title"
    assert report.in_file["item: event, publish"] == 1
    assert report.taken["comment, approved"] == 2
    assert report.left_out["recipe: no counterpart"] == 1
    assert PlainPage.objects.get().slug == "manual"
    assert Client().get("/old-page/").status_code == 301
    assert Client().get("/fair/").url.endswith("/fair/")
