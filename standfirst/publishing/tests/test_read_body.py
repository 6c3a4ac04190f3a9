from typing import Any

from standfirst.publishing.blocks import BodyBlock
from standfirst.publishing.body import Part, read_body
from standfirst.publishing.sources import Source


def body(*blocks: tuple[str, object], **given: Any):  # noqa: ANN401
    stream = BodyBlock()
    raw = [{"type": kind, "value": value, "id": f"b{n}"} for n, (kind, value) in enumerate(blocks)]
    return read_body(stream.to_python(raw), **given)


def html_of(part: Part):
    return "".join(passage.html for passage in part.passages)


def test_puts_the_dateline_before_the_first_words_once():
    read = body(("text", "<p>The wall.</p><p>Two.</p>"), ("text", "<p>Three.</p>"), dateline="Aske")
    assert html_of(read.parts[0]).startswith('<p><span class="dateline">Aske</span> – The wall.')
    assert "dateline" not in html_of(read.parts[1])


def test_escapes_the_dateline():
    read = body(("text", "<p>a</p>"), dateline="<b>")
    assert "&lt;b&gt;" in html_of(read.parts[0])


def test_leaves_the_editors_marks_behind():
    read = body(("text", '<p data-block-key="abc">a</p>'))
    assert html_of(read.parts[0]) == "<p>a</p>"


def test_lists_the_larger_headings_each_with_an_address_of_its_own():
    read = body(
        ("heading", {"text": "Who pays", "level": "2"}),
        ("heading", {"text": "Small", "level": "3"}),
        ("heading", {"text": "Who pays?", "level": "2"}),
    )
    assert [part.anchor for part in read.headings] == ["who-pays", "who-pays-2"]


def test_puts_updates_newest_first_and_leaves_the_rest_in_place():
    def update(hour: int) -> tuple[str, dict[str, str]]:
        return (
            "update",
            {"at": f"2026-01-16T{hour:02}:00:00Z", "title": f"{hour}", "text": "<p>a</p>"},
        )

    read = body(("text", "<p>a</p>"), update(9), update(11), ("text", "<p>b</p>"), update(10))
    assert [part.kind for part in read.parts] == ["text", "update", "update", "text", "update"]
    assert [p.value["title"] for p in read.parts if p.kind == "update"] == ["11", "10", "9"]


def test_numbers_claims_through_all_blocks_and_names_them_under_their_source():
    sources = [Source(number=1, who="A"), Source(number=2, who="B")]
    text = ("text", '<p><a href="#source-2">x</a></p>')
    read = body(text, text, sources=sources)
    assert [listed.claims for listed in read.sources] == [(), ("claim-2", "claim-2-2")]
    assert len(read.claimed) == 2


def test_counts_minutes_of_reading_from_all_words_and_never_less_than_one():
    assert body(("text", "<p>Short.</p>")).minutes == 1
    long = ("text", f"<p>{'word ' * 690}</p>")
    assert body(long, ("heading", {"text": "word " * 20, "level": "2"})).minutes == 3
