import gzip
import re
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage

from standfirst.publishing.stylesheet import (
    _FOLDER,
    PARTS,
    SHEET,
    SMALL_PARTS,
    SMALL_SHEET,
    joined_parts,
)

BUDGET = 20_000
SMALL_BUDGET = 3_000


def test_is_small_enough_for_a_slow_phone():
    assert len(gzip.compress(joined_parts().encode(), 9)) <= BUDGET


def test_of_a_frame_elsewhere_is_smaller_still():
    assert len(gzip.compress(joined_parts(SMALL_PARTS).encode(), 9)) <= SMALL_BUDGET
    assert "url(" not in joined_parts(SMALL_PARTS)


def test_names_every_part_that_lies_in_the_folder_once():
    assert {path.stem for path in _FOLDER.glob("*.css")} == {*PARTS, *SMALL_PARTS}
    assert len(PARTS) == len(set(PARTS))


def test_names_the_order_of_layers_before_any_rule():
    assert joined_parts().startswith("@layer reset, tokens, base, components, utilities;")


def test_uses_no_physical_directions():
    physical = r"(?<![\w-])(?:margin|padding|border|inset)-(?:left|right|top|bottom)|(?<![\w-])(?:left|right|top|bottom|width|height):"
    rules = re.sub(r"@media[^{]*", "", joined_parts() + joined_parts(SMALL_PARTS))
    assert re.findall(physical, rules) == []


def test_is_found_in_development_and_anew_when_a_part_changed(tmp_path: Path, settings: Any):  # noqa: ANN401
    settings.DATA_DIR = tmp_path
    finders.get_finder.cache_clear()
    found = Path(finders.find(SHEET))
    assert found.read_text() == joined_parts()
    found.write_text("old")
    assert Path(finders.find(SHEET)).read_text() == joined_parts()
    assert Path(finders.find(SMALL_SHEET)).read_text() == joined_parts(SMALL_PARTS)
    finders.get_finder.cache_clear()


def test_every_font_and_drawing_it_names_gets_its_hashed_name(tmp_path: Path):
    source = FileSystemStorage(location=Path(finders.find(SHEET)).parents[1])
    storage = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    files = {SHEET: (source, SHEET)}
    for font in (_FOLDER.parent / "fonts").glob("*.woff2"):
        name = f"standfirst/fonts/{font.name}"
        files[name] = (FileSystemStorage(location=_FOLDER.parents[1]), name)
    for path, (store, name) in files.items():
        with store.open(name) as file:
            storage.save(path, file)
    list(storage.post_process(files))
    sheet = (tmp_path / storage.stored_name(SHEET)).read_text()
    urls = re.findall(r'url\("([^"]+)"\)', sheet)
    assert len(urls) == 6
    assert all(re.search(r"\.[0-9a-f]{12}\.woff2$", url) for url in urls)
