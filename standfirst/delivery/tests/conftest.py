"""A newsroom with pictures whose files are thrown away, and static files by their plain names."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Site

from standfirst.publishing.models import NewsroomSettings, Picture
from standfirst.publishing.testing import make_home


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.SITE_URL = "https://ledger.example"


@pytest.fixture
def newsroom(db: None) -> NewsroomSettings:
    make_home()
    site = Site.objects.get(is_default_site=True)
    found = NewsroomSettings.for_site(site)
    found.name = "The Harbour Ledger"
    found.tagline = "What the harbour does, and who pays"
    found.save()
    return found


@pytest.fixture
def picture(db: None) -> Picture:
    bytes_ = io.BytesIO()
    Image.new("RGB", (1600, 1000), "#0b5360").save(bytes_, "PNG")
    return Picture.objects.create(
        title="wall.png",
        file=SimpleUploadedFile("wall.png", bytes_.getvalue(), "image/png"),
        description="The wall at dusk",
        caption="The finished western half",
        credit="Lauri Penn",
        licence=Picture.Licence.CC_BY_SA,
    )
