"""Whatever picture comes in, what is served of it holds only what is seen, in colours that browsers show."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html
from PIL import Image, ImageCms, PngImagePlugin

from standfirst.accounts.roles import EDITOR
from standfirst.accounts.testing import make_user
from standfirst.lib.pictures.metadata import Broken, without_metadata
from standfirst.publishing.models import Picture
from standfirst.publishing.sizes import sizes_of
from standfirst.publishing.templatetags.paper import CUTS
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
SECRET = "Ines Maartens 51.9 N 4.5 E"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
WIDE, HIGH, TURNED = 60, 40, 6


def hidden() -> Image.Exif:
    said = Image.Exif()
    said[0x0112] = TURNED
    said[0x010E] = said[0x013B] = SECRET
    said.get_ifd(0x8769)[0xA431] = SECRET  # serial number of the camera
    said.get_ifd(0x8825)[0x001D] = SECRET  # of the place
    return said


def noise() -> Image.Image:
    return Image.effect_noise((WIDE, HIGH), 80).convert("RGB")


def made(kind: str, **options: object) -> bytes:
    file = BytesIO()
    noise().save(file, kind, exif=hidden(), icc_profile=PROFILE, **options)
    return file.getvalue()


def texts() -> PngImagePlugin.PngInfo:
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", SECRET)
    said.add_itxt("XML:com.adobe.xmp", SECRET)
    return said


def moving(kind: str) -> bytes:
    file = BytesIO()
    noise().save(file, kind, save_all=True, append_images=[noise(), noise()], duration=70, loop=0)
    return file.getvalue()


def with_segment(content: bytes, marker: int, payload: bytes) -> bytes:
    """A JPEG with one more segment at its beginning: 0xED holds what agencies write (IPTC)."""
    return (
        content[:2] + bytes([0xFF, marker]) + (len(payload) + 2).to_bytes(2) + payload + content[2:]
    )


XMP = {"xmp": f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()}
KINDS = {
    "a.jpg": lambda: made("JPEG", comment=SECRET.encode(), **XMP) + SECRET.encode(),
    "progressive.jpg": lambda: with_segment(
        made("JPEG", progressive=True, **XMP), 0xED, b"Photoshop 3.0\0" + SECRET.encode()
    ),
    "a.png": lambda: made("PNG", pnginfo=texts()) + SECRET.encode(),
    "a.webp": lambda: made("WEBP", **XMP) + SECRET.encode(),
    "a.gif": lambda: made("GIF", comment=SECRET.encode()) + SECRET.encode(),
    "a.avif": lambda: made("AVIF", **XMP),
}


@pytest.fixture
def vera(client: Client) -> Client:
    client.force_login(make_user("vera", EDITOR))
    return client


def upload(vera: Client, name: str, content: bytes):
    values = {"title": name, "description": "A wall", "credit": "Ines", "licence": "own"}
    sent = {**values, "collection": "1", "file": SimpleUploadedFile(name, content)}
    return vera.post(reverse("wagtailimages:add"), sent)


def kept_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", KINDS)
def test_nothing_hidden_is_kept_or_served(
    vera: Client, settings: object, tmp_path: Path, name: str
):
    settings.MEDIA_ROOT = tmp_path
    content = KINDS[name]()
    assert SECRET.encode() in content
    assert upload(vera, name, content).status_code == 302
    picture = Picture.objects.get(title=name)
    specs = [spec for cut in CUTS.values() for spec in cut.specs]
    drawn = list(
        sizes_of(
            picture,
            [
                *specs,
                "original",
                "width-30|format-png",
                "width-30|format-avif",
                "width-1200|format-jpeg",
            ],
        )
    )
    assert len(kept_in(tmp_path)) >= len({size.file.name for size in drawn})
    for path in kept_in(tmp_path):
        kept = path.read_bytes()
        assert SECRET.encode() not in kept, path.name
        assert dict(Image.open(BytesIO(kept)).getexif()).keys() <= {0x0112}, path.name


@pytest.mark.parametrize("name", KINDS)
def test_pixels_colours_and_which_way_up_stay(name: str):
    content = KINDS[name]()
    before, after = Image.open(BytesIO(content)), Image.open(BytesIO(without_metadata(content)))
    assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()
    assert after.getexif().get(0x0112) == before.getexif().get(0x0112)
    assert after.info.get("icc_profile") == before.info.get("icc_profile")


def test_a_picture_is_shown_upright_with_its_profile(
    vera: Client, settings: object, tmp_path: Path
):
    settings.MEDIA_ROOT = tmp_path
    upload(vera, "a.jpg", KINDS["a.jpg"]())
    (drawn,) = sizes_of(Picture.objects.get(), ["width-30|format-jpeg"])
    with drawn.file.open() as file:
        seen = Image.open(file)
        assert seen.height > seen.width
        assert seen.info["icc_profile"] == PROFILE


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_every_frame_stays(kind: str):
    content = moving(kind)
    before, after = Image.open(BytesIO(content)), Image.open(BytesIO(without_metadata(content)))
    assert after.n_frames == before.n_frames == 3
    for frame in range(3):
        before.seek(frame)
        after.seek(frame)
        assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()


def test_what_is_no_picture_stays_as_it_is(settings: object, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("a.txt", ContentFile(b"Some words"))
    assert (tmp_path / "a.txt").read_bytes() == b"Some words"


@pytest.mark.parametrize("name", KINDS)
def test_a_file_cut_anywhere_is_broken_or_clean(name: str):
    content = KINDS[name]()
    for end in range(16, len(content), 97):
        try:
            kept = without_metadata(content[:end])
        except Broken:
            continue
        assert SECRET.encode() not in kept


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.gif"])
def test_a_picture_that_is_cut_off_is_refused_in_words(vera: Client, name: str):
    content = without_metadata(KINDS[name]())
    answer = upload(vera, name, content[: len(content) // 2])
    assert answer.status_code == 200
    page = html.fromstring(answer.content).text_content()
    assert any(words in page for words in ("This picture is damaged or incomplete.", "valid image"))
    assert not Picture.objects.exists()


def test_the_editor_is_told_that_a_moving_picture_will_stand_still(vera: Client):
    assert b"Readers see only the first frame" in vera.get(reverse("wagtailimages:add")).content
    assert upload(vera, "a.gif", moving("GIF")).status_code == 302
    place = reverse("wagtailimages:edit", args=[Picture.objects.get().pk])
    assert (
        "This picture is animated, but readers see only its first frame."
        in html.fromstring(vera.get(place).content).text_content()
    )


def test_who_uploads_a_document_is_told_that_it_goes_out_as_it_is(vera: Client):
    assert (
        b"Readers get a document exactly as you upload it."
        in vera.get(reverse("wagtaildocs:add")).content
    )


def test_deep_greys_stay_grey(vera: Client):
    file = BytesIO()
    Image.new("I;16", (40, 20), 0x8000).save(file, "PNG")
    upload(vera, "a.png", file.getvalue())
    (drawn,) = sizes_of(Picture.objects.get(), ["width-20|format-webp"])
    with drawn.file.open() as kept:
        assert 120 < Image.open(kept).convert("L").getpixel((4, 4)) < 136


def test_inks_become_light(vera: Client):
    file = BytesIO()
    Image.new("CMYK", (40, 20), (0, 255, 255, 0)).save(file, "JPEG")
    upload(vera, "a.jpg", file.getvalue())
    picture = Picture.objects.get()
    with picture.file.open() as kept:
        assert Image.open(kept).mode == "RGB"
    (drawn,) = sizes_of(picture, ["width-20|format-jpeg"])
    with drawn.file.open() as kept:
        red, green, blue = Image.open(kept).getpixel((4, 4))
        assert red > 180
        assert max(green, blue) < 80


def test_a_drawing_that_is_clear_in_places_lies_on_a_light_ground(client: Client):
    article = make_article()
    for name, mode in (("drawing.png", "RGBA"), ("photograph.jpg", "RGB")):
        file = BytesIO()
        Image.new(mode, (40, 20)).save(file, "PNG" if mode == "RGBA" else "JPEG")
        picture = Picture.objects.create(title=name, file=ContentFile(file.getvalue(), name))
        article.lead_picture = picture
        article.save_revision().publish()
        (shown,) = html.fromstring(client.get(article.url).content).xpath(
            "//img[contains(@src, '/media/images/')]"
        )
        assert (shown.get("class") == "on-light") == (mode == "RGBA")
