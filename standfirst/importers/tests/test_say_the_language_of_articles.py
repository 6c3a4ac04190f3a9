"""An old paper may be in a language that our pages do not speak: its words are marked as what they are."""

from pathlib import Path

import pytest
from django.test import Client
from lxml import html

from standfirst.publishing import languages
from standfirst.publishing.queries import newsroom

from .old_paper import OldItem, article, export_xml, move_in

pytestmark = pytest.mark.django_db


def _export(folder: Path, language: str) -> Path:
    file = folder / "export.xml"
    xml = export_xml(OldItem(1, title="(2026) שלום!"))
    file.write_text(xml.replace("<language>en-GB<", f"<language>{language}<"), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("old", "taken", "direction"),
    [
        ("he-IL", "he", "rtl"),
        ("fa_IR", "fa", "rtl"),
        ("tr-TR", "tr", "ltr"),
        ("pl-PL", "pl", "ltr"),
        ("pt-BR", "pt-br", "ltr"),
        ("zh-TW", "zh-hant", "ltr"),
        ("ps", "ps", "rtl"),
        ("yi", "yi", "rtl"),
        ("am", "am", "ltr"),
    ],
)
def test_words_are_in_the_language_of_the_old_site(
    old: str, taken: str, direction: str, tmp_path: Path, client: Client
):
    report = move_in(_export(tmp_path, old))
    assert article(1).language == taken
    assert taken in dict(languages.choices())
    (said,) = [words for words in report.remarks if words.startswith("article marked as")]
    assert said.endswith(f"({taken}): the file says {old}")
    page = html.fromstring(client.get(article(1).url).content)
    (headline,) = page.xpath("//h1[contains(., 'שלום')]/ancestor-or-self::*[@lang][1]")
    assert (headline.get("lang"), headline.get("dir")) == (taken, direction)
    article(1).full_clean()


@pytest.mark.parametrize(
    ("old", "paper"), [("de-DE-formal", "de"), ("en-GB", "en-gb"), ("ar", "ar")]
)
def test_a_language_of_ours_is_the_papers(old: str, paper: str, tmp_path: Path):
    report = move_in(_export(tmp_path, old))
    assert newsroom().language == paper
    assert article(1).language == ""
    assert any(words.startswith("article in the paper’s language") for words in report.remarks)


@pytest.mark.parametrize("old", ["", "xx-YY", "nonsense<&>" * 50, "-", "he" * 40, "\u05d0"])
def test_what_names_no_language_marks_nothing_and_is_said(old: str, tmp_path: Path):
    report = move_in(_export(tmp_path, old.replace("&", "&amp;").replace("<", "&lt;")))
    assert article(1).language == ""
    assert any("article in the paper’s language" in words for words in report.remarks)


def test_a_paper_in_another_language_marks_what_comes_from_elsewhere(tmp_path: Path):
    paper = newsroom()
    paper.name, paper.language = "Die Zeitung", "de"
    paper.save()
    move_in(_export(tmp_path, "fr-FR"))
    assert article(1).language == "fr"
