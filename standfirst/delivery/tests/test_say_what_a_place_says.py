"""What is said of a picture in one place, and of a page to machines only, is said there and nowhere else."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from standfirst.publishing.blocks import FEATURES, BodyBlock
from standfirst.publishing.models import ArticlePage, Picture
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture() -> Picture:
    file = BytesIO()
    Image.new("RGB", (40, 30)).save(file, "JPEG")
    return Picture.objects.create(
        title="Quay", file=SimpleUploadedFile("quay.jpg", file.getvalue()), caption="LIBRARY CAPTION", description="LIBRARY ALT"
    )  # fmt: skip


def _with(picture: Picture, *, alt: str, caption: str) -> ArticlePage:
    said = {"picture": picture.pk, "alt": alt, "caption": caption}
    body = [
        {"type": "picture", "value": {**said, "link": "https://partner.example/?a=1&b=2", "size": "text"}},
        {"type": "gallery", "value": {"title": "", "pictures": [{"type": "item", "id": str(n), "value": said} for n in range(2)]}},
    ]  # fmt: skip
    return make_article(
        body=json.dumps(body), lead_picture=picture, lead_alt=alt, lead_caption=caption
    )


def test_a_place_says_its_own_words_on_the_page_and_in_feeds(picture: Picture, client: Client):
    article = _with(picture, alt="OWN ALT", caption="OWN CAPTION")
    for address, times in ((article.url, 4), ("/feed.json", 4)):
        page = client.get(address).content.decode()
        assert "LIBRARY" not in page, address
        assert page.count("OWN ALT") >= times, address
        assert page.count("OWN CAPTION") >= times, address
    assert 'href="https://partner.example/?a=1&amp;b=2"' in client.get(article.url).content.decode()
    assert "https://partner.example/" in client.get("/feed.json").content.decode()


def test_the_library_speaks_where_a_place_says_nothing(picture: Picture, client: Client):
    article = _with(picture, alt="", caption="")
    page = client.get(article.url).content.decode()
    assert page.count('alt="LIBRARY ALT"') == 4
    assert page.count("<span>LIBRARY CAPTION</span>") == 4


def test_a_hidden_page_is_in_no_sitemap_and_its_neighbours_are(client: Client):
    hidden, shown = make_article(hide_from_search=True), make_article()
    assert 'content="noindex"' in client.get(hidden.url).content.decode()
    assert 'content="noindex"' not in client.get(shown.url).content.decode()
    listed = client.get("/sitemap.xml").content.decode()
    assert (hidden.url in listed, shown.url in listed) == (False, True)


def test_an_article_that_claims_nothing_says_nothing(client: Client):
    article = make_article("The headline", kind="article")
    page = client.get(article.url).content.decode()
    assert "<title>The headline – " in page
    assert '<span class="kind"' not in page
    assert "How we label our work" not in page
    assert client.get("/search/?kind=article&q=headline").status_code == 200


def test_the_editor_keeps_inline_code_and_the_mark_of_a_place():
    words = "<p>Type <code>rm</code> twice.</p>"
    converter = ContentstateConverter(FEATURES)
    assert "<code>rm</code>" in converter.to_database_format(converter.from_database_format(words))
    html = BodyBlock().child_blocks["html"]
    assert html.clean('<span id="place-note-1"></span><p id="main">x</p>') == (
        '<span id="place-note-1"></span><p>x</p>'
    )
