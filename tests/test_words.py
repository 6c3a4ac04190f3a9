"""What people read, in every language that the paper speaks."""

import gettext
import re
import shutil
from pathlib import Path

import pytest
from django.test import Client

from standfirst.publishing.models import NewsroomSettings
from standfirst.publishing.testing import make_article, make_home
from tests.words import LANGUAGES, LOCALE, catalogue, compile_words, gather

_ENTRY = re.compile(r"\n\n(?=(?:#[^\n]*\n)*(?:msgctxt|msgid))")
_STRINGS = re.compile(r'^(msg\w+(?:\[\d\])?) ((?:".*"\n?)+)', re.M)
_NAMED = re.compile(r"%\((\w+)\)[sd]|%(?:\d+\$)?[sd]")


def entries(text: str) -> list[dict[str, str]]:
    """Each message's strings by keyword; the head left out."""
    found = []
    for entry in _ENTRY.split(text)[1:]:
        strings = {
            name: "".join(re.findall(r'"(.*)"', value)) for name, value in _STRINGS.findall(entry)
        }
        found.append({**strings, "flags": " ".join(re.findall(r"^#,.*", entry, re.M))})
    return found


def test_entries_are_read_with_their_plurals():
    text = 'msgid ""\nmsgstr ""\n\n#: a.py\nmsgid "a %(n)s"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] ""\n"d"\n'
    assert entries(text) == [
        {"msgid": "a %(n)s", "msgid_plural": "b", "msgstr[0]": "c", "msgstr[1]": "d", "flags": ""}
    ]


def test_no_word_is_marked_by_a_name_under_which_none_is_gathered():
    aliased = re.compile(r"gettext\w* as (?!_$)", re.M)
    found = [path.name for path in LOCALE.parent.rglob("*.py") if aliased.search(path.read_text())]
    assert found == []


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues as they are after every word of the code was gathered anew."""
    locale = tmp_path_factory.mktemp("words") / "locale"
    shutil.copytree(LOCALE, locale, ignore=shutil.ignore_patterns("*.mo"))
    gather(locale)
    return locale


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_people_read_is_translated(gathered: Path, language: str):
    missing = [
        entry["msgid"]
        for entry in entries(catalogue(language, gathered).read_text())
        if "fuzzy" in entry["flags"]
        or not all(value for name, value in entry.items() if name.startswith("msgstr"))
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_values_that_go_into_them(language: str):
    """Arabic may say "one" and "two" as words: a form for one number need not repeat it."""
    wrong = []
    for entry in entries(catalogue(language).read_text()):
        asked = {*_NAMED.findall(entry["msgid"]), *_NAMED.findall(entry.get("msgid_plural", ""))}
        for name, value in entry.items():
            said = set(_NAMED.findall(value)) if name.startswith("msgstr") else asked
            if said - asked or (asked - said and name == "msgstr"):
                wrong.append(entry["msgid"])
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_was_translated(tmp_path: Path, language: str):
    source = catalogue(language, tmp_path)
    source.parent.mkdir(parents=True)
    shutil.copy(catalogue(language), source)
    compile_words(language, tmp_path)
    committed, fresh = (
        gettext.GNUTranslations(catalogue(language, locale).with_suffix(".mo").open("rb"))._catalog
        for locale in (LOCALE, tmp_path)
    )
    assert committed == fresh


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "direction", "word"), [("de", "ltr", "Kommentar"), ("ar", "rtl", "تعليق")]
)
def test_an_article_is_in_the_language_of_the_paper(
    client: Client, language: str, direction: str, word: str
):
    make_home()
    article = make_article()
    NewsroomSettings.objects.update_or_create(
        site=article.get_site(), defaults={"language": language}
    )
    page = client.get(article.get_url()).content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert word in page
