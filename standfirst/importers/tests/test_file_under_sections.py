"""Categories become a few sections that have something in them; all others are topics."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.test import Client

from standfirst.importers.wordpress.refusals import UnknownCategory
from standfirst.importers.wordpress.report import Report
from standfirst.publishing.models import SectionPage, TopicPage

from .old_paper import OldItem, article, export_xml, move_in

pytestmark = pytest.mark.django_db


def _categories(*named: str) -> str:
    """Write categories, each "slug" or "slug<parent"; their numbers count from 1."""
    parts = [name.partition("<") for name in named]
    return "".join(
        f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent><wp:cat_name>{slug.title()}</wp:cat_name></wp:category>"
        for number, (slug, _, parent) in enumerate(parts, 1)
    )


def _post(number: int, *slugs: str, **more: object) -> OldItem:
    terms = tuple(("category", slug, slug.title()) for slug in slugs)
    return OldItem(number, terms=terms, **more)  # type: ignore[arg-type]


def _move_in(
    folder: Path, head: str, posts: Iterable[OldItem], sections: tuple[str, ...] = ()
) -> Report:
    file = folder / "export.xml"
    file.write_text(export_xml(*posts, head=head))
    return move_in(file, None, sections=sections)


def _menu() -> list[str]:
    return list(SectionPage.objects.filter(live=True, show_in_menus=True).order_by("path").values_list("slug", flat=True))  # fmt: skip


def _topics(number: int) -> list[str]:
    return sorted(article(number).topics.values_list("slug", flat=True))


def test_the_menu_holds_the_eight_top_categories_with_the_most_articles(tmp_path: Path):
    names = [f"c{n:02}" for n in range(30)]
    posts = [_post(1 + 100 * n + m, names[n]) for n in range(12) for m in range(12 - n)]
    report = _move_in(tmp_path, _categories(*names), posts)
    assert _menu() == [*names[:8], "news"]  # the rest need a place, too
    assert report.remarks["category without an article: it is left out"] == 18
    assert report.taken["category that is a topic"] == 4
    assert report.remarks["article in the section C00"] == 12
    assert _topics(1101) == ["c11"]
    assert article(1101).get_parent().slug == "news"
    assert sorted(TopicPage.objects.live().values_list("slug", flat=True)) == names[8:12]


def test_a_section_shows_what_is_filed_below_it(tmp_path: Path, client: Client):
    head = _categories("politics", "council<politics", "harbour<council", "money")
    posts = [_post(1, "harbour"), _post(2, "politics", "council"), _post(3, "money", "council")]
    _move_in(tmp_path, head, posts)
    assert _menu() == ["politics"]
    assert [article(n).get_parent().slug for n in (1, 2, 3)] == ["politics"] * 3
    assert [_topics(n) for n in (1, 2, 3)] == [
        ["council", "harbour"],
        ["council"],
        ["council", "money"],
    ]
    for old, new in (
        ("/category/politics/", "/politics/"),
        ("/category/politics/council/", "/topics/council/"),
        ("/category/politics/council/harbour/", "/topics/harbour/"),
        ("/?cat=2", "/topics/council/"),
        ("/?cat=4", "/topics/money/"),
    ):
        answer = client.get(old, follow=True)
        assert (answer.redirect_chain, answer.status_code) == ([(new, 301)], 200), old


@pytest.mark.parametrize(
    "key",
    ["_yoast_wpseo_primary_category", "rank_math_primary_category", "_seopress_robots_primary_cat", "_primary_term_category"],
)  # fmt: skip
def test_the_primary_category_of_seo_plugins_decides(tmp_path: Path, key: str):
    head = _categories("news", "sport", "football<sport")
    posts = [
        _post(1, "sport", "football", "news", meta={key: "1"}),
        _post(2, "sport", "football", "news", meta={key: "99"}),
        _post(3, "sport", meta={key: "1"}),
    ]
    _move_in(tmp_path, head, posts)
    assert [article(n).get_parent().slug for n in (1, 2, 3)] == ["news", "sport", "sport"]


def test_the_operator_may_choose(tmp_path: Path):
    head = _categories("news", "sport", "football<sport", "%d7%97")
    posts = [_post(1, "news"), _post(2, "football"), _post(3, "sport"), _post(4, "%d7%97")]
    _move_in(tmp_path, head, posts, sections=("Football", "ח"))
    assert _menu() == ["football", "ח", "news"]
    assert [article(n).get_parent().slug for n in (1, 2, 3, 4)] == ["news", "football", "news", "ח"]


def test_a_section_that_the_file_does_not_know_is_refused(tmp_path: Path):
    with pytest.raises(UnknownCategory, match=r"no category “sprot”\. It has: news, sport"):
        _move_in(tmp_path, _categories("sport", "news"), [_post(1, "news")], sections=("sprot",))
    assert not SectionPage.objects.exists()


def test_what_had_no_category_joins_the_news(tmp_path: Path, client: Client):
    head = _categories("uncategorized", "news")
    _move_in(tmp_path, head, [_post(1, "uncategorized"), _post(2, "news"), _post(3)])
    assert [page.title for page in SectionPage.objects.all()] == ["News"]
    assert client.get("/category/uncategorized/").headers["Location"] == "/news/"


def test_what_nobody_can_see_makes_no_room_in_the_menu(tmp_path: Path):
    posts = [_post(1, "news", "harbour"), _post(2, "secret", "plans", status="draft")]
    _move_in(tmp_path, _categories("news", "harbour", "secret", "plans"), posts)
    assert _menu() == ["harbour"] or _menu() == ["news"]
    assert not TopicPage.objects.get(slug="plans").live


def test_sections_stay_what_they_are_in_a_later_run(tmp_path: Path):
    head = _categories("news", "sport", "plans")
    _move_in(tmp_path, head, [_post(1, "news"), _post(2, "plans", status="draft")])
    more = [_post(3 + n, "sport", "plans") for n in range(3)]
    _move_in(tmp_path, head, [_post(1, "news"), _post(2, "plans", status="draft"), *more])
    assert _menu() == ["news", "sport"]
    assert TopicPage.objects.get(slug="plans").live
    TopicPage.objects.get(slug="plans").unpublish()
    assert not _move_in(tmp_path, head, [_post(1, "news"), *more]).taken.total()
    assert not TopicPage.objects.get(slug="plans").live


def test_what_has_no_category_is_not_the_news_of_one_section(tmp_path: Path):
    head = _categories("sport", "latest<sport", "uncategorized").replace(">Latest<", ">News<")
    _move_in(tmp_path, head, [_post(1, "uncategorized"), _post(2, "latest")])
    assert [article(n).get_parent().slug for n in (1, 2)] == ["news", "sport"]


def test_an_article_without_a_date_makes_no_section_of_its_category(tmp_path: Path):
    undated = _post(1, "sport", date="0000-00-00 00:00:00")
    _move_in(tmp_path, _categories("sport", "politics"), [undated, _post(2, "politics")])
    assert not article(1).live
    assert "sport" not in _menu()
