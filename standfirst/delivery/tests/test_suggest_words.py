"""What search offers somebody who mistyped a word."""

import time

import lxml.html
import pytest
from django.test import Client
from wagtail.search import index

from standfirst.delivery.near_misses import Vocabulary
from standfirst.publishing.models import ArticlePage, NewsroomSettings
from standfirst.publishing.testing import make_article, make_section

pytestmark = pytest.mark.django_db


def article(title: str, **fields: object) -> ArticlePage:
    made = make_article(title, **fields)
    index.insert_or_update_object(made)
    return made


def offered(client: Client, typed: str) -> list[tuple[str, str]]:
    tree = lxml.html.document_fromstring(client.get("/search/", {"q": typed}).content)
    return [(it.text, it.get("href")) for it in tree.xpath("//p[@class='did-you-mean']/a")]


def test_offers_words_that_find_something(client: Client, newsroom: NewsroomSettings):
    article("Sea wall bill jumps")
    assert offered(client, "sae wall") == [("sea wall", "?q=sea+wall&")]


@pytest.mark.parametrize("typed", ["sea wal", "sea walll", "sea wsll", "SEA WLAL"])
def test_knows_every_slip(typed: str, client: Client, newsroom: NewsroomSettings):
    article("Sea wall bill jumps")
    assert [words.lower() for words, _ in offered(client, typed)] == ["sea wall"]


@pytest.mark.parametrize(
    ("title", "typed", "meant"),
    [("Größere Straßen", "grösere strassen", "größere strassen"), ("الانتخابات المحلية", "الانتخابات المحليه ة", "")],
)  # fmt: skip
def test_spells_it_as_the_paper_does(
    title: str, typed: str, meant: str, client: Client, newsroom: NewsroomSettings
):
    article(title)
    assert [words for words, _ in offered(client, typed)] == ([meant] if meant else [])


def test_offers_nothing_where_something_was_found(client: Client, newsroom: NewsroomSettings):
    article("Sea wall bill jumps")
    assert offered(client, "wall") == []


def test_offers_nothing_that_finds_nothing(client: Client, newsroom: NewsroomSettings):
    article("Sea wall bill jumps")
    assert offered(client, "sae granite") == []


def test_tells_no_word_of_what_is_not_public(client: Client, newsroom: NewsroomSettings):
    secret = make_section("Secret", slug="secret")
    article("Whistleblower in the ministry", section=secret)
    secret.view_restrictions.create(restriction_type="login")
    article("Resignation expected", live=False)
    assert offered(client, "whistelblower") == offered(client, "resignatoin") == []


def test_knows_a_headline_that_has_just_come_out(client: Client, newsroom: NewsroomSettings):
    assert offered(client, "granit wall") == []
    article("Granite wall")
    assert [words for words, _ in offered(client, "granitee wall")] == ["granite wall"]


def test_the_cost_of_a_word_is_bounded():
    vocabulary = Vocabulary.of(f"word{number} straße الانتخابات" for number in range(2000))
    before = time.process_time()
    for word in ["x" * 24, "y" * 100_000, "straße" * 4, "wrod1"]:
        vocabulary.nearest(word)
    assert time.process_time() - before < 0.5
    assert vocabulary.nearest("y" * 100_000) == "y" * 100_000
