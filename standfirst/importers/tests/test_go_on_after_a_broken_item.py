"""One item that cannot be moved in holds up no other, is told of, and comes with the next run."""

from pathlib import Path

import pytest

from standfirst.importers.wordpress.pages import Pages
from standfirst.publishing.models import ArticlePage

from .old_paper import OldItem, move_in, write_export

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("step", ["_article", "_fill"])
def test_the_others_are_moved_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str):
    file = write_export(tmp_path, OldItem(1, title="Bad"), OldItem(2, title="Good"))
    original = getattr(Pages, step)

    def broken(pages: Pages, *args: object, **kwargs: object) -> object:
        if any(getattr(it, "title", "") == "Bad" for it in args):
            raise KeyError("broken")
        return original(pages, *args, **kwargs)

    monkeypatch.setattr(Pages, step, broken)
    report = move_in(file)
    assert ArticlePage.objects.live().filter(title="Good").exists()
    assert report.left_out["post 1 that failed (KeyError)"] == 1
    monkeypatch.setattr(Pages, step, original)
    move_in(file)
    assert ArticlePage.objects.live().filter(title="Bad").exists()
