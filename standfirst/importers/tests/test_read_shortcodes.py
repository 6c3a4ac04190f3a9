"""Shortcodes become what they stood for; other words in square brackets stay the words they are."""

import time

import pytest

from standfirst.importers.wordpress.bodies import Converted, convert_body
from standfirst.importers.wordpress.words import line, lines

from .test_convert_bodies import Places

PROSE = [
    "They [the council] never asked.",
    "The mayor [left] and the clerk [name withheld] agree [sic].",
    "The minister [of finance] said: [applause]. See [1], [a-z], and [Name Withheld].",
    "“I heard it [audio unclear] twice,” he said. [video] [more on page 4]",
    "She left the [box] and [embed with us] came [caption competition].",
    "[T]he quay, [emphasis added] [e.g. the pier], [youtube clip] [text in German] [code of conduct]",
    "It cost [about] 5 [pounds sterling], [ref needed] [citation needed] [button pressed].",
]


def _convert(body: str) -> Converted:
    return convert_body(body, Places())


ALONE = [
    "[video]",
    "[map]",
    "[author]",
    "[Video]",
    "[note: in German]",
    "[video: unclear]",
    "[applause]",
]


@pytest.mark.parametrize("words", ALONE)
def test_a_word_in_brackets_stays_on_a_line_of_its_own(words: str):
    (block,) = _convert(f"One.\n\n{words}\n\nTwo.").blocks
    assert block.value == f"<p>One.</p><p>{words}</p><p>Two.</p>"


@pytest.mark.parametrize("words", PROSE)
def test_words_in_brackets_stay_wherever_they_stand(words: str):
    assert lines(words) == words
    assert line(words, longest=255) == words
    for body in (
        f"<p>{words}</p>",
        words,
        f"<!-- wp:paragraph --><p>{words}</p><!-- /wp:paragraph -->",
    ):
        assert [block.value for block in _convert(body).blocks] == [f"<p>{words}</p>"]
    captioned = _convert(f'<p>a</p>[caption width="3"]<img class="wp-image-7"/> {words}[/caption]')
    assert captioned.blocks[-1].value["caption"] == words


def test_an_excerpt_loses_shortcodes_and_keeps_their_words():
    excerpt = 'EXCERPT [caption]x[/caption] [gallery ids="1,2"] [vc_row]of [the] row[/vc_row] [foo bar="1"]&hellip;'
    assert lines(excerpt) == "EXCERPT x of [the] row …"


def _embedded(body: str) -> list[str]:
    return [
        block.value["url"]
        for block in _convert(f"a\n\n{body}\n\nb").blocks
        if block.type == "embed"
    ]


VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("shortcode", "address"),
    [
        (f"[youtube={VIDEO}&w=640&h=390]", VIDEO),
        (f"[youtube={VIDEO}&amp;w=640&amp;h=390]", VIDEO),
        (f'[youtube="{VIDEO}"]', VIDEO),
        (f"[youtube {VIDEO}]", VIDEO),
        ("[youtube dQw4w9WgXcQ]", VIDEO),
        (f'[su_youtube url="{VIDEO}" width="3"]', VIDEO),
        ("[youtube id='dQw4w9WgXcQ']", VIDEO),
        ("[youtube]dQw4w9WgXcQ[/youtube]", VIDEO),
        ("[vimeo 12345678]", "https://vimeo.com/12345678"),
        ("[vimeo 1]", "https://vimeo.com/1"),
        ("[vimeo https://vimeo.com/12 w=500&h=300]", "https://vimeo.com/12"),
        ("[vimeo id=“12345678”]", "https://vimeo.com/12345678"),
        ('[soundcloud url="https://api.soundcloud.com/tracks/1"]', "https://api.soundcloud.com/tracks/1"),
        ("[twitter https://twitter.com/x/status/123]", "https://twitter.com/x/status/123"),
        ("[tweet 123456]", "https://twitter.com/i/status/123456"),
        ("[googlemaps https://maps.google.com/?q=x]", "https://maps.google.com/?q=x"),
        ("[spotify spotify:track:4bz7]", "https://open.spotify.com/track/4bz7"),
        ("[wpvideo OO1aBcDe]", "https://videopress.com/v/OO1aBcDe"),
        ('[embed width="123"]https://vimeo.com/1[/embed]', "https://vimeo.com/1"),
        ("[audio https://a.example/show.mp3|titles=Show]", "https://a.example/show.mp3"),
        ("[audio:https://a.example/show.mp3|titles=Show]", "https://a.example/show.mp3"),
        ('[iframe src="https://a.example/chart" height="3"]', "https://a.example/chart"),
    ],
)  # fmt: skip
def test_a_player_becomes_an_embed(shortcode: str, address: str):
    assert _embedded(shortcode) == [address]


def test_what_has_no_counterpart_goes_and_its_words_stay_and_both_are_counted():
    result = _convert(
        '[vc_row][vc_column width="1/2"][vc_column_text]Real words of the article.[/vc_column_text][/vc_column][/vc_row]\n\n'
        '[contact-form-7 id="12" title="Contact"]\n\n[su_button url="https://x.example"]Go[/su_button]\n\n'
        'An [su_highlight]inline[/su_highlight] mark[footnote]A note[/footnote].\n\n[unheard_of a="b"]\n\n[tab title="First"]In it[/tab]\n\n[contact-form-7]'
    )
    (block,) = result.blocks
    assert block.value == (
        '<p>Real words of the article.</p><p><a href="https://x.example">Go</a></p><p>An inline mark (A note).</p>'
        "<p><b>First</b></p><p>In it</p>"
    )
    assert result.left_out["shortcode [contact-form-7]"] == 2
    assert result.left_out["shortcode [vc_column]"] == 1
    assert result.left_out["shortcode [unheard_of]"] == 1
    assert result.found["[su_button]"] == 1
    assert result.left_out["shortcode [su_button]"] == 0


def test_code_and_quotes_of_shortcodes_are_ours():
    result = _convert(
        '[code language="python"]\nprint(x[1] &lt; 2)\n\n[gallery]\n[/code]\n\n[sourcecode]a < b[/sourcecode]\n\n'
        "[pullquote]PQ[/pullquote]\n\n[[gallery]] escaped\n\n<pre>[gallery]</pre>"
    )
    assert [(block.type, block.value) for block in result.blocks] == [
        ("code", {"language": "python", "code": "print(x[1] < 2)\n\n[gallery]"}),
        ("code", {"language": "", "code": "a < b"}),
        ("pull_quote", {"text": "PQ", "attribution": ""}),
        ("text", "<p>[gallery] escaped</p>"),
        ("code", {"language": "", "code": "[gallery]"}),
    ]


def test_what_plugins_and_forums_write_is_read():
    result = _convert(
        'a\n\n[contact-form-7 404 "Not Found"]\n\n[wp_ad_camp_1]\n\n[url=https://a.example/?x=1]A [b]bold[/b] link[/url]\n\nHe said "[no_one]".'
    )
    assert [block.value for block in result.blocks] == [
        '<p>a</p><p><a href="https://a.example/?x=1">A <b>bold</b> link</a></p><p>He said "[no_one]".</p>'
    ]
    assert result.left_out["shortcode [wp_ad_camp_1]"] == 1


def test_a_document_within_the_page_is_a_link_to_it():
    (block,) = _convert(
        'a\n\n[pdf-embedder url="http://old.example/report.pdf"]\n\n[gview file="https://x.example/a%20b.doc"]\n\n[clear]'
    ).blocks
    assert block.value == (
        '<p>a</p><p><a linktype="document" id="5">report.pdf</a></p><p><a href="https://x.example/a%20b.doc">a b.doc</a></p>'
    )


def test_a_playlist_is_its_files():
    result = _convert('a\n\n[playlist ids="5,6"]')
    assert result.blocks[-1].value == {"document": 5, "description": ""}
    assert result.left_out["recording of a playlist without a file"] == 1


def test_what_page_builders_keep_in_attributes_is_read():
    result = _convert(
        '[vc_custom_heading text="A heading"][vc_single_image image="7"][vc_raw_html]PGI+SGk8L2I+[/vc_raw_html]'
        '[vc_btn title="Go" link="url:https%3A%2F%2Fa.example|title:x"]'
    )
    assert [block.value for block in result.blocks] == [
        "<p><b>A heading</b></p>",
        {"picture": 77, "caption": "", "alt": "", "link": "", "size": "text"},
        '<p><b>Hi</b></p><p><b><a href="https://a.example">Go</a></b></p>',
    ]


@pytest.mark.parametrize(
    "hostile", ['[a b="' * 20_000, "[a]" * 20_000 + "[/a]" * 20_000, "[vc_row" * 20_000, "['" * 20_000, "[a " * 20_000, "[a]<pre>" * 20_000, "<!--[a" * 20_000]
)  # fmt: skip
def test_brackets_without_end_take_no_time(hostile: str):
    started = time.process_time()
    _convert(hostile)
    assert time.process_time() - started < 2
