from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.models import Site

from standfirst.publishing.models import (
    ArticlePage,
    AuthorPage,
    HomePage,
    NewsroomSettings,
    Picture,
    RelatedArticle,
    TopicIndexPage,
    TopicPage,
)
from standfirst.publishing.testing import (
    PUBLISHED_AT,
    make_article,
    make_author,
    make_home,
    make_section,
)

pytestmark = pytest.mark.django_db

BODY = [
    {"type": "text", "value": '<p>Plain.</p><p>They said <a href="#source-1">so</a>.</p>'},
    {"type": "heading", "value": {"text": "Who pays", "level": "2"}},
]
SOURCES = [
    {
        "type": "source",
        "value": {"kind": "document", "who": "Harbour office", "status": "confirmed"},
    }
]


def make_picture(**fields: Any) -> Picture:  # noqa: ANN401
    drawn = BytesIO()
    Image.new("RGB", (640, 480), "#46606b").save(drawn, "JPEG")
    file = ContentFile(drawn.getvalue(), name="wall.jpg")
    fields = {"credit": "Lauri Penn", "description": "A wall", **fields}
    return Picture.objects.create(title="Wall", file=file, width=640, height=480, **fields)


def make_topic(title: str = "Sea wall") -> TopicPage:
    home = make_home()
    index = TopicIndexPage.objects.first() or home.add_child(
        instance=TopicIndexPage(title="Topics", slug="topics")
    )
    return index.add_child(instance=TopicPage(title=title))


def fill_the_paper(count: int) -> None:
    """Put `count` signed, pictured articles on one topic into each of two sections."""
    alice, topic = make_author(f"Alice {count}"), make_topic(f"Topic {count}")
    for number in range(count):
        for name in ("Harbour", "Council"):
            article = make_article(
                f"{name} {count}-{number}",
                section=make_section(name),
                authors=(alice,),
                lead_picture=make_picture(),
                first_published_at=PUBLISHED_AT + timedelta(hours=number),
            )
            article.topics.set([topic])
            article.save()


def queries_of(address: str) -> int:
    client = Client()
    client.get(address)  # sizes of pictures are made, site and content types known
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def html_of(address: str) -> str:
    return Client().get(address).content.decode()


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 24),
        ("/harbour/", 19),
        ("/authors/", 13),
        ("/topics/", 13),
    ],
)
def test_a_list_takes_the_same_queries_however_long_it_is(address: str, most: int):
    fill_the_paper(4)
    few = queries_of(address)
    fill_the_paper(7)
    assert queries_of(address) == few
    assert few <= most


def test_an_author_and_a_topic_take_the_same_queries_however_much_there_is():
    fill_the_paper(2)
    fill_the_paper(6)
    for pages in (AuthorPage.objects, TopicPage.objects):
        small, large = pages.order_by("pk")
        few = queries_of(small.url)
        assert queries_of(large.url) == few
        assert few <= 22


def test_an_article_takes_the_same_queries_however_many_pictures_it_holds():
    def article(pictures: int) -> ArticlePage:
        blocks = [
            {"type": "picture", "value": {"picture": make_picture().pk, "size": "text"}}
            for _ in range(pictures)
        ]
        return make_article(body=[*BODY, *blocks], sources=SOURCES, authors=(make_author(),))

    short, long = article(1), article(7)
    few = queries_of(short.url)
    assert queries_of(long.url) == few
    assert few <= 31


def test_an_article_shows_what_it_is_who_made_it_and_what_it_rests_on():
    author = make_author("Ines Maartens", expertise="Covers the port.")
    article = make_article(
        "The wall", kind="analysis", authors=(author,), body=BODY, sources=SOURCES
    )
    html = html_of(article.url)
    assert 'The wall <span class="kind">– Analysis</span>' in html
    assert "Covers the port." in html
    assert '<a href="#who-pays">Who pays</a>' in html
    assert 'id="claim-1"' in html
    assert "1 claim from 1 source: 1 document. 1 claim confirmed." in html


def test_a_picture_always_shows_its_credit():
    make_article("The wall", lead_picture=make_picture(licence="cc-by-4.0"))
    article = ArticlePage.objects.get(title="The wall")
    for address in ("/", "/harbour/", article.url):
        assert "Lauri Penn, " in html_of(address)
        assert "CC BY 4.0" in html_of(address)


def test_a_lost_picture_file_leaves_its_words_standing():
    picture = make_picture(caption="The wall at dusk.")
    picture.file.storage.delete(picture.file.name)
    html = html_of(make_article(lead_picture=picture).url)
    assert "The wall at dusk." in html
    assert "<img" not in html


def test_the_front_page_shows_no_article_twice():
    fill_the_paper(4)
    html = html_of("/")
    for article in ArticlePage.objects.all():
        assert html.count(f'"{article.url}"') <= 1


def test_the_editors_choice_leads_the_front_page():
    fill_the_paper(4)
    old = make_article("An old and important one", first_published_at=PUBLISHED_AT - timedelta(99))
    HomePage.objects.update(lead_article=old)
    html = html_of("/")
    assert html.index("An old and important one") < html.index("Harbour 4-3")


def test_an_empty_paper_says_so():
    make_home()
    assert "has yet to be published" in html_of("/")


def test_read_on_follows_the_editors_order_and_hides_what_is_not_live():
    article, first, second, gone = (make_article(f"Number {n}") for n in range(4))
    gone.unpublish()
    for place, to in enumerate((second, gone, first)):
        RelatedArticle.objects.create(article=article, to=to, sort_order=place)
    html = html_of(article.url)
    assert html.index("Number 2") < html.index("Number 1")
    assert "Number 3" not in html


def test_an_embed_loads_nothing_before_a_click():
    value = {"url": "https://www.youtube.com/watch?v=abcdefghijk", "title": "The session"}
    html = html_of(make_article(body=[{"type": "embed", "value": value}]).url)
    assert "<iframe" not in html
    assert 'data-frame="https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"' in html
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk"' in html


def test_a_page_without_embeds_asks_for_no_script():
    assert "private-embed.js" not in html_of(make_article(body=BODY).url)


def test_what_an_editor_typed_is_never_mark_up():
    article = make_article("<b>Wall</b>", standfirst="<i>x</i>", dateline="<u>y</u>", body=BODY)
    html = html_of(article.url)
    for word in ("<b>Wall", "<i>x", "<u>y"):
        assert word not in html


def test_an_unknown_address_helps_on():
    make_article("The newest one")
    response = Client().get("/no/such/page/")
    html = response.content.decode()
    assert response.status_code == 404
    assert 'action="/search/"' in html
    assert "The newest one" in html
    assert 'href="/archive/"' in html


def test_the_pages_language_and_direction_follow_the_newsroom():
    make_home()
    newsroom = NewsroomSettings.for_site(Site.objects.get())
    newsroom.language = "ar"
    newsroom.save()
    assert '<html lang="ar" dir="rtl">' in html_of("/")


def test_days_and_times_are_written_as_a_paper_writes_them():
    article = make_article(changed_at=PUBLISHED_AT + timedelta(days=2, hours=3))
    html = html_of(article.url)
    assert ">Jan 15, 2026, 6:00\u202fAM</time>" in html
    assert ">Jan 17, 2026, 9:00\u202fAM</time>" in html
