"""Where the newsroom lets them, readers add a picture: drawn anew, shown and gone with the comment."""

import os
import struct
import uuid
import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import html
from PIL import Image

from standfirst.discussion import services
from standfirst.discussion.models import Comment, CommentPicture, DiscussionSettings
from standfirst.discussion.services import Drawn, PostRefused, SentPicture, Writer, draw_anew
from standfirst.lib.pictures.strangers import Unreadable
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
OWN = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def article() -> ArticlePage:
    article = make_article()
    DiscussionSettings.objects.create(site=article.get_site(), pictures_allowed=True)
    return article


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, "red").save(drawn, kind, **options)
    return drawn.getvalue()


def taken_on_its_side() -> bytes:
    hidden = Image.Exif()
    hidden[0x0112] = 6  # turn it to the right
    hidden[0x010E] = "taken at 51.9 N 4.5 E"
    return picture(exif=hidden)


def drawn_anew(content: bytes) -> Drawn:
    sent = SentPicture(BytesIO(content), len(content))
    return draw_anew(sent, sender=str(uuid.uuid4()))


def send(client: Client, article: ArticlePage, content: bytes, **values: object):
    values = {"words": "See for yourself.", "description": "The fence", **values}
    sent = {"picture": SimpleUploadedFile("my.jpg", content), **values}
    return client.post(f"/discussion/article-{article.pk}/comments/", sent, **OWN)


def place_of(article: ArticlePage, client: Client) -> str:
    (place,) = html.fromstring(client.get(article.url).content).xpath(
        "//p[@class='comment-picture']/img/@src"
    )
    return place


def test_shows_it_upright_with_its_description(client: Client, article: ArticlePage):
    assert send(client, article, taken_on_its_side()).status_code == 303
    page = html.fromstring(client.get(article.url).content)
    (image,) = page.xpath("//p[@class='comment-picture']/img")
    assert (image.get("alt"), image.get("width"), image.get("height")) == ("The fence", "20", "40")
    answer = client.get(image.get("src"))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    kept = Image.open(BytesIO(answer.content))
    assert (kept.size, dict(kept.getexif())) == ((20, 40), {})
    assert b"51.9" not in answer.content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_makes_every_kind_one(kind: str):
    drawn = drawn_anew(picture(kind, (1700, 850)))
    assert Image.open(BytesIO(drawn.content)).format == "WEBP"
    assert (drawn.width, drawn.height) == (1600, 800)


def test_takes_the_first_frame_of_a_moving_one():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    moving = BytesIO()
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    kept = Image.open(BytesIO(drawn_anew(moving.getvalue()).content))
    assert kept.n_frames == 1
    assert kept.convert("RGB").getpixel((4, 4))[0] > 200


def said_to_be(width: int, height: int) -> bytes:
    """A small file that says it holds very many pixels."""
    head = b"IHDR" + struct.pack(">II", width, height) + b"\x08\x02\0\0\0"
    checked = head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + checked + picture("PNG")[33:]


def test_refuses_what_is_no_picture_or_too_large():
    cases = {
        b"<svg onload=alert(1)>": "picture-unreadable",
        b"GIF89a": "picture-unreadable",
        picture()[:200]: "picture-unreadable",
        said_to_be(4_000, 3_001): "picture-too-large",
        said_to_be(14_000, 14_000): "picture-too-large",
    }
    for content, code in cases.items():
        with pytest.raises(PostRefused) as refused:
            drawn_anew(content)
        assert refused.value.code == code


def test_refuses_too_many_bytes(client: Client, article: ArticlePage):
    answer = send(client, article, picture() + bytes(5 * 1024 * 1024))
    assert "A picture can be up to 5 MB." in answer.content.decode()


def test_keeps_the_words_when_it_refuses_the_picture(client: Client, article: ArticlePage):
    answer = send(client, article, b"cannot read this picture", words="A long thought")
    page = html.fromstring(answer.content)
    assert answer.status_code == 422
    assert page.xpath("//textarea")[0].text.strip() == "A long thought"
    assert page.xpath("//input[@name='picture']/@aria-invalid") == ["true"]
    assert not default_storage.exists("comments")


def test_takes_none_unless_the_newsroom_lets_it(client: Client, article: ArticlePage):
    DiscussionSettings.objects.update(pictures_allowed=False)
    page = html.fromstring(client.get(article.url).content)
    assert page.xpath("//input[@type='file']") == []
    assert send(client, article, picture()).status_code == 422
    assert Comment.objects.count() == 0


def test_is_held_with_its_comment(client: Client, article: ArticlePage):
    DiscussionSettings.objects.update(hold="everybody")
    send(client, article, picture())
    place = place_of(article, client)
    assert client.get(place).status_code == 200
    assert "no-store" in client.get(place)["Cache-Control"]
    assert Client().get(place).status_code == 404


def test_goes_with_its_comment(
    client: Client, article: ArticlePage, django_capture_on_commit_callbacks: object
):
    send(client, article, picture())
    place, comment = place_of(article, client), Comment.objects.get()
    services.remove(comment=comment, by=None, at=timezone.now())
    assert client.get(place).status_code in {200, 404}
    assert Client().get(place).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        writer = Writer(guest_key=comment.guest_key)
        services.delete_comment(comment=comment, writer=writer, at=timezone.now())
    assert CommentPicture.objects.count() == 0
    assert default_storage.listdir("comments") == ([], [])


def test_stays_when_the_words_change(client: Client, article: ArticlePage):
    send(client, article, picture())
    comment = Comment.objects.get()
    client.post(f"/discussion/comments/{comment.pk}/edit/", {"words": "Look."}, **OWN)
    comment.refresh_from_db()
    assert comment.html.startswith("<p>Look.</p><p class=")


def test_is_kept_once_on_a_double_click(client: Client, article: ArticlePage):
    for _ in range(2):
        send(client, article, picture(), key="00000000-0000-4000-8000-000000000007")
    assert len(default_storage.listdir("comments")[1]) == 1


def test_sweeps_what_a_post_that_was_cut_off_left(client: Client, article: ArticlePage):
    send(client, article, picture())
    for name in ("lost", "new"):
        with default_storage.open(f"comments/{name}.webp", "wb") as file:
            file.write(b"")
    old = (timezone.now() - timedelta(hours=2)).timestamp()
    os.utime(default_storage.path("comments/lost.webp"), (old, old))
    assert services.sweep_pictures(at=timezone.now()) == 1
    assert len(default_storage.listdir("comments")[1]) == 2


def drawings(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    drawn: list[bytes] = []

    def note(sent: bytes) -> None:
        drawn.append(sent)
        raise Unreadable

    monkeypatch.setattr("standfirst.discussion.services.pictures.redraw", note)
    return drawn


@pytest.mark.parametrize(
    ("rules", "values"),
    [
        ({"pictures_allowed": False}, {}),
        ({"is_open": False}, {}),
        ({"guests_may_write": False}, {}),
        ({"spam_words": "buy"}, {"words": "Buy now"}),
        ({}, {"words": ""}),
        ({}, {"words": "x" * 20_000}),
        ({}, {"words": "> >"}),
        ({}, {"writer": "7"}),
        ({}, {"name": "x" * 81}),
    ],
)
def test_is_looked_into_only_where_the_comment_would_be_taken(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch, rules: dict, values: dict
):
    DiscussionSettings.objects.update(**rules)
    drawn = drawings(monkeypatch)
    assert send(client, article, picture(), **values).status_code == 422
    assert drawn == []


def test_is_looked_into_a_few_times_in_ten_minutes(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
):
    DiscussionSettings.objects.update(most_in_ten_minutes=0)
    drawn = drawings(monkeypatch)
    for _ in range(12):
        answer = send(client, article, b"cannot read this picture")
    assert len(drawn) == 10
    assert "You have sent many pictures." in answer.content.decode()


def test_who_has_written_enough_has_nothing_rendered(
    client: Client, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
):
    DiscussionSettings.objects.update(most_in_ten_minutes=1)
    send(client, article, picture())
    monkeypatch.setattr("standfirst.lib.html._rendered", pytest.fail)
    drawn = drawings(monkeypatch)
    assert send(client, article, picture(), words="More").status_code == 422
    assert drawn == []


def test_lies_on_white_where_light_shone_through_and_keeps_greys():
    clear = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(clear, "PNG")
    grey = BytesIO()
    Image.new("I;16", (8, 8), 0x8000).save(grey, "PNG")
    shown = [
        Image.open(BytesIO(drawn_anew(sent.getvalue()).content)).convert("L").getpixel((4, 4))
        for sent in (clear, grey)
    ]
    assert shown[0] > 250
    assert 120 < shown[1] < 136
