from typing import Any

from standfirst.publishing.claims import find_passages
from standfirst.publishing.sources import Source

SOURCES = [Source(number=number, who=f"Source {number}") for number in (1, 2, 3)]


def passages(html: str, **given: Any):  # noqa: ANN401
    return find_passages(html, sources=SOURCES, **given)


def test_turns_a_link_to_a_source_into_a_claim_with_its_number():
    (passage,) = passages('<p>They said <a href="#source-2">it sank</a>.</p>')
    assert passage.html == (
        '<p>They said <a class="claim" id="claim-2" href="#source-2">it sank'
        '<sup aria-hidden="true">2</sup></a>.</p>'
    )
    assert [claim.source.who for claim in passage.claims] == ["Source 2"]


def test_leaves_text_without_claims_as_it_is():
    html = '<p>One &amp; two.</p><ul><li><a href="https://a.example/">three</a></li></ul>'
    assert [(passage.html, passage.claims) for passage in passages(html)] == [(html, ())]


def test_gives_a_paragraph_one_passage_with_all_its_claims_in_order():
    (passage,) = passages('<p><a href="#source-3">c</a> and <a href="#source-1">a</a></p>')
    assert [claim.anchor for claim in passage.claims] == ["claim-3", "claim-1"]


def test_keeps_paragraphs_without_claims_together():
    found = passages('<p>a</p><p>b</p><p><a href="#source-1">c</a></p><p>d</p>')
    assert [len(passage.claims) for passage in found] == [0, 1, 0]
    assert [passage.html for passage in found][::2] == ["<p>a</p><p>b</p>", "<p>d</p>"]


def test_hangs_the_note_of_a_list_beside_the_whole_list():
    (passage,) = passages('<ul><li>a</li><li><a href="#source-1">b</a></li></ul>')
    assert passage.html.startswith("<ul>")
    assert len(passage.claims) == 1


def test_gives_a_source_used_twice_two_addresses():
    found = passages('<p><a href="#source-1">a</a></p><p><a href="#source-1">b</a></p>')
    assert [passage.claims[0].anchor for passage in found] == ["claim-1", "claim-1-2"]


def test_counts_on_from_earlier_text_of_the_page():
    (passage,) = passages('<p><a href="#source-1">a</a></p>', earlier={1: 2})
    assert passage.claims[0].anchor == "claim-1-3"


def test_takes_the_link_off_a_number_that_no_source_has():
    (passage,) = passages('<p>It <a href="#source-9">sank</a> twice.</p>')
    assert passage.html == "<p>It sank twice.</p>"
    assert passage.claims == ()


def test_drops_what_else_the_link_carried():
    (passage,) = passages('<p><a href="#source-1" id="x" title="y">a</a></p>')
    assert "title" not in passage.html
    assert 'id="claim-1"' in passage.html


def test_leaves_other_places_of_the_page_alone():
    html = '<p><a href="#source-1-note">a</a> <a href="/b/#source-1">b</a></p>'
    assert [passage.html for passage in passages(html)] == [html]


def test_keeps_the_mark_up_inside_a_claim_and_the_letters_of_every_language():
    (passage,) = passages('<p><a href="#source-1">Æ <i>“ő” &lt; ﷼</i></a></p>')
    assert "Æ <i>“ő” &lt; ﷼</i><sup" in passage.html


def test_survives_text_outside_any_paragraph():
    found = passages('loose <p><a href="#source-1">a</a></p> tail')
    assert [passage.html for passage in found][::2] == ["loose ", " tail"]


def test_words_between_blocks_stay_words():
    found = passages('<p><a href="#source-1">a</a></p>&lt;img src=x onerror=alert(1)&gt;')
    assert "<img" not in "".join(passage.html for passage in found)
