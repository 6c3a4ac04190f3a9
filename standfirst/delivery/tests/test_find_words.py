"""Forty searches in five languages: which articles each finds, the same on either database."""

import json
from dataclasses import dataclass

import pytest
from django.test import Client
from wagtail.search import index

from standfirst.publishing.models import NewsroomSettings
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db

# By language: articles by a short name, headline and text.
ARTICLES = {
    "en": {
        "strikes": ("Dockers’ strikes end", "The elections decided the policies of the port."),
        "covid": ("Covid-19 returns", "Nurses don’t wait. O’Brien said so in the U.S. on Monday."),
        "jet": ("An F-16 over the bay", "It cost 2,500 crowns an hour, 9.4 per cent more."),
        "cafe": ("The café on Straße 12", "A naïve plan for the sea-wall by the harbour’s edge."),
    },
    "de": {
        "strasse": ("Neue Straße am Hafen", "Die Häuser gehören Frau Müller."),
        "wahl": ("Die Wahlen im Überblick", "Der U-Bahn-Bau kostet 2.500 Euro je Meter."),
        "klima": ("Klimaschutzgesetz beschlossen", "Die Behörden prüfen neue Gesetze."),
    },
    "es": {
        "huelga": ("Las huelgas del puerto", "La investigación sobre la policía continúa."),
        "eleccion": ("Elecciones en otoño", "El año pasado votaron los países vecinos."),
        "educacion": ("Educación sin aulas", "Los políticos prometen más."),
    },
    "fr": {
        "greve": ("Grèves à l’école", "Les travailleurs de l’usine s’arrêtent aujourd’hui."),
        "election": ("L’élection annulée", "Son œuvre à l’Assemblée est finie."),
        "reforme": ("Les réformes d’Édouard", "Un vélo-taxi pour deux cents élèves."),
    },
    "ar": {
        "vote": ("الانتخابات المحلية", "قال مُحَمَّد إنّ المدينة مستعدة."),
        "health": ("كوفيد-١٩ يعود", "وزارة الصحة مسؤولة عن المستشفيات."),
        "school": ("إضراب في المدرسة", "تحت السماء الزرقاء، قال أحمد."),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What is typed, and the articles that it must find: no more and no fewer."""

    language: str
    typed: str
    found: frozenset[str]


def case(language: str, typed: str, *found: str) -> Case:
    return Case(language, typed, frozenset(found))


CASES = [
    case("en", "strike", "strikes"),
    case("en", "STRIKING", "strikes"),
    case("en", "election policy", "strikes"),
    case("en", "dockers'", "strikes"),
    case("en", "Covid-19", "covid"),
    case("en", "covid 19", "covid"),
    case("en", "covid19", "covid"),
    case("en", "F-16", "jet"),
    case("en", "f16", "jet"),
    case("en", "2500 crowns", "jet"),
    case("en", "9.4", "jet"),
    case("en", "don't", "covid"),
    case("en", "obrien", "covid"),
    case("en", "cafe", "cafe"),
    case("en", "naive", "cafe"),
    case("en", "strasse", "cafe"),
    case("en", "seawall", "cafe"),
    case("en", '"sea wall" harbours', "cafe"),
    case("en", "granite"),
    case("de", "strasse", "strasse"),
    case("de", "Straßen", "strasse"),
    case("de", "haus", "strasse"),
    case("de", "Mueller", "strasse"),
    case("de", "wahl", "wahl"),
    case("de", "überblick", "wahl"),
    case("de", "U-Bahn-Bau 2500", "wahl"),
    case("de", "Gesetz", "klima"),
    case("es", "huelga", "huelga"),
    case("es", "policia", "huelga"),
    case("es", "investigaciones", "huelga"),
    case("es", "eleccion", "eleccion"),
    case("es", "país", "eleccion"),
    case("es", "político educacion", "educacion"),
    case("fr", "grève", "greve"),
    case("fr", "greves ecole", "greve"),
    case("fr", "élections", "election"),
    case("fr", "l'assemblee", "election"),
    case("fr", "oeuvre", "election"),
    case("fr", "réforme edouard", "reforme"),
    case("ar", "انتخابات", "vote"),
    case("ar", "محمد", "vote"),
    case("ar", "مدينه", "vote"),
    case("ar", "كوفيد 19", "health"),
    case("ar", "مسئولة", "health"),
    case("ar", "اضراب", "school"),
    case("ar", "مدرسة", "school"),
    case("ar", "والمَدْرَسَة", "school"),
    case("ar", "سما احمد", "school"),
]


@pytest.fixture
def library(newsroom: NewsroomSettings, request: pytest.FixtureRequest) -> dict[str, str]:
    """A newsroom of the language asked for, and its articles' short names by headline."""
    newsroom.language = request.param
    newsroom.save()
    for title, text in ARTICLES[request.param].values():
        body = json.dumps([{"type": "text", "value": f"<p>{text}</p>"}])
        index.insert_or_update_object(make_article(title, body=body))
    return {title: name for name, (title, _text) in ARTICLES[request.param].items()}


def found(client: Client, typed: str, order: str = "") -> list[str]:
    response = client.get("/search/", {"q": typed, "order": order})
    return [hit.article.title for hit in response.context["results"]]


@pytest.mark.parametrize("library", ARTICLES, indirect=True)
def test_finds_the_same_on_every_database(
    library: dict[str, str], client: Client, newsroom: NewsroomSettings
):
    language = NewsroomSettings.objects.get().language
    cases = [it for it in CASES if it.language == language]
    outcome = {it.typed: {library[title] for title in found(client, it.typed)} for it in cases}
    assert outcome == {it.typed: set(it.found) for it in cases}
    newest = {it.typed: {library[t] for t in found(client, it.typed, "newest")} for it in cases}
    assert newest == outcome


def test_asks_at_least_forty():
    assert len(CASES) >= 40
    assert {it.language for it in CASES} == set(ARTICLES)


@pytest.mark.parametrize("library", ["ar"], indirect=True)
def test_shows_the_words_as_they_were_written(library: dict[str, str], client: Client):
    page = client.get("/search/", {"q": "محمد"}).content.decode()
    assert "<mark>مُحَمَّد</mark>" in page


@pytest.mark.parametrize("library", ["fr"], indirect=True)
def test_marks_every_form_of_a_word(library: dict[str, str], client: Client):
    page = client.get("/search/", {"q": "travailleur assemblee"})
    assert page.status_code == 200
    assert "<mark>travailleurs</mark>" in client.get("/search/?q=travailleur").content.decode()
