from standfirst.publishing.sources import Source, number_sources, sum_in_words


def source(number: int, kind: str = "document", status: str = "") -> Source:
    return Source(number=number, who="Harbour office", kind=kind, status=status)


def test_says_how_many_claims_rest_on_how_many_sources():
    sources = [source(1), source(2), source(3, "conversation")]
    assert sum_in_words(sources, sources[:2]) == (
        "2 claims from 3 sources: 2 documents, 1 conversation."
    )


def test_says_how_well_the_claims_stand():
    good, alone, doubted = (
        source(1, status="confirmed"),
        source(2, status="one_source"),
        source(3, status="disputed"),
    )
    words = sum_in_words([good, alone, doubted], [good, good, alone, doubted])
    assert words.endswith("2 claims confirmed, 1 disputed, 1 resting on one source.")


def test_speaks_of_sources_alone_when_no_words_were_marked():
    assert sum_in_words([source(1)], []) == "1 source: 1 document."


def test_numbers_sources_from_one_and_fills_empty_fields():
    first, second = number_sources([{"who": "A", "kind": "data", "via": None}, {"who": "B"}])
    assert (first.number, first.kind, first.via) == (1, "data", "")
    assert (second.number, second.state, second.tone) == (2, "", "")
