"""What WordPress does when it shows a classic body or a comment is done once, when it is taken."""

import pytest

from standfirst.importers.wordpress.bodies import Converted, convert_body
from standfirst.importers.wordpress.words import comment_html

from .test_convert_bodies import Places

VIDEO = "https://youtu.be/dQw4w9WgXcQ"
WATCH = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def _convert(body: str) -> Converted:
    return convert_body(body, Places())


def _shown(body: str) -> list[object]:
    return [
        block.value["url"] if block.type == "embed" else block.value
        for block in _convert(body).blocks
    ]


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("One<br />\ntwo", "<p>One<br/>two</p>"),
        ("<p>One<BR> \r\ntwo</p>", "<p>One<br/>two</p>"),
        ("<strong>One<br/>\ntwo</strong>", "<p><b>One<br/>two</b></p>"),
        ("<address>One<br />\ntwo</address>", "<p>One<br/>two</p>"),
        ("One<br />\n\ntwo", "<p>One</p><p>two</p>"),
        ("One<br />\n<br />\ntwo", "<p>One<br/><br/>two</p>"),
        ("<p>One\n<br />two\nthree</p>", "<p>One<br/><br/>two<br/>three</p>"),
        ('<pre class="wp-block-verse">One<br />\ntwo</pre>', "<p>One<br/>two</p>"),
        ("<blockquote>One<br />\ntwo</blockquote>", {"text": "<p>One<br/>two</p>", "attribution": "", "source_url": ""}),
        ("<pre>One<br />\ntwo\nthree</pre>", {"language": "", "code": "One\ntwo\nthree"}),
    ],
)  # fmt: skip
def test_a_line_break_and_the_newline_behind_it_are_one(body: str, html: object):
    assert _shown(body) == [html]


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("One<br />\ntwo", "<p>One<br>two</p>"),
        ("One<br> \ntwo\nthree", "<p>One<br>two<br>three</p>"),
        ("One<br />\n<br />\ntwo", "<p>One<br><br>two</p>"),
        ("<blockquote>One<br />\ntwo</blockquote>", "<blockquote><p>One<br>two</p></blockquote>"),
    ],
)
def test_a_line_break_in_a_comment_is_one(words: str, html: str):
    assert comment_html(words) == html


@pytest.mark.parametrize(
    ("player", "page"),
    [
        ("https://www.youtube.com/embed/videoseries?list=PLx_1", "https://www.youtube.com/playlist?list=PLx_1"),
        ("https://www.youtube.com/embed/?listType=playlist&list=PLx_1", "https://www.youtube.com/playlist?list=PLx_1"),
        ("https://www.youtube.com/embed/live_stream?channel=UCabc", "https://www.youtube.com/channel/UCabc/live"),
        ("https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0&start=90", f"{WATCH}&t=90s"),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?list=PLx&amp;start=5", f"{WATCH}&list=PLx&t=5s"),
        ("https://www.youtube.com/v/dQw4w9WgXcQ&hl=en&start=90", f"{WATCH}&t=90s"),
        ("https://www.youtube.com/embed/dQw4w9WgXcQ?start=0&list=a%26b%22", WATCH),
        ("https://www.youtube.com/embed/videoseries", "https://www.youtube.com/embed/videoseries"),
        ("https://www.youtube.com/embed/live_stream?channel=", "https://www.youtube.com/embed/live_stream?channel="),
        ("https://www.youtube.com/embed?listType=user_uploads&list=x", "https://www.youtube.com/embed?listType=user_uploads&list=x"),
        ("https://player.vimeo.com/video/123456?h=ab12cd34&amp;title=0", "https://vimeo.com/123456/ab12cd34"),
        ("https://player.vimeo.com/video/123456?color=fff#t=1m30s", "https://vimeo.com/123456#t=1m30s"),
        ("https://player.vimeo.com/video/123456?h=../x#y", "https://vimeo.com/123456"),
    ],
)  # fmt: skip
def test_a_player_leads_to_the_page_that_shows_the_same(player: str, page: str):
    for body in (
        f'a<iframe src="{player}"></iframe>',
        f"a\n\n[embed]{player}[/embed]",
        f'a<object data="{player}"></object>',
        f'a<!-- wp:embed --><figure><iframe src="{player}"></iframe></figure><!-- /wp:embed -->',
    ):
        assert _shown(body)[1:] == [page]


@pytest.mark.parametrize(
    "body",
    ["https://[bad", '<!-- wp:embed {"url":"https://[bad"} /-->', "[embed]https://[bad[/embed]"],
)
def test_an_address_that_is_none_stays_words(body: str):
    assert _shown(body) == ["<p>https://[bad</p>"]


def test_the_starting_second_of_a_shortcode_stays():
    assert _shown(f"a\n\n[youtube={WATCH}&amp;w=640&amp;start=90]")[1:] == [f"{WATCH}&t=90s"]


@pytest.mark.parametrize(
    "attributes",
    [
        'data-src="{}" src="about:blank"',
        'src="data:image/gif;base64,R0lGOD" data-lazy-src="{}"',
        'src="javascript:false" data-litespeed-src="{}"',
        'data-src="{}"',
    ],
)
def test_a_frame_that_was_loaded_late_is_kept(attributes: str):
    frame = f"<iframe {attributes.format('https://www.youtube.com/embed/dQw4w9WgXcQ')}></iframe>"
    for body in (
        f"a{frame}",
        f"a<!-- wp:embed --><figure>{frame}</figure><!-- /wp:embed -->",
    ):
        assert _shown(body)[1:] == [WATCH]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (f"Watch:\n{VIDEO}\nmore", ["<p>Watch:</p>", VIDEO, "<p>more</p>"]),
        (f"<p>Watch:\n  {VIDEO} \n{VIDEO}</p>", ["<p>Watch:</p>", VIDEO, VIDEO]),
        (f"{VIDEO}\n<b>more</b>", [VIDEO, "<p><b>more</b></p>"]),
        ("See\nhttp://old.example/known/\nnow", ['<p>See</p><p><a linktype="page" id="3">Known</a></p><p>now</p>']),
        ("See\nhttps://x.example/?a=1&b=2\nnow", ['<p>See<br/><a href="https://x.example/?a=1&amp;b=2">https://x.example/?a=1&amp;b=2</a><br/>now</p>']),
        (f"See {VIDEO}\nnow", [f"<p>See {VIDEO}<br/>now</p>"]),
        (f"<b>See\n{VIDEO}\nnow</b>", [f"<p><b>See<br/>{VIDEO}<br/>now</b></p>"]),
        (f"<!-- wp:paragraph --><p>See<br>{VIDEO}</p><!-- /wp:paragraph -->", [f"<p>See<br/>{VIDEO}</p>"]),
    ],
)  # fmt: skip
def test_an_address_on_a_line_of_its_own_is_shown(body: str, shown: list[object]):
    assert _shown(body) == shown


MERCURY = "https://en.wikipedia.org/wiki/Mercury_(planet)"


def _link(address: str, words: str = "") -> str:
    return f'<a href="{address}" rel="nofollow ugc noopener">{words or address}</a>'


@pytest.mark.parametrize(
    ("words", "html"),
    [
        (f"See {MERCURY}", f"<p>See {_link(MERCURY)}</p>"),
        (f"(see {MERCURY}).", f"<p>(see {_link(MERCURY)}).</p>"),
        ("(https://a.example/b)", f"<p>({_link('https://a.example/b')})</p>"),
        ("www.example.org, yes", f"<p>{_link('http://www.example.org', 'www.example.org')}, yes</p>"),
        ("<em>https://a.example/?x=1&amp;y=2</em>", f"<p><em>{_link('https://a.example/?x=1&amp;y=2')}</em></p>"),
        ("&quot;https://a.example/b&quot;\nc", f'<p>"{_link("https://a.example/b")}"<br>c</p>'),
        ('<a href="https://a.example">www.a.example</a>', f"<p>{_link('https://a.example', 'www.a.example')}</p>"),
        ("<code>https://a.example</code> <b>&lt;b&gt; www</b>", '<p><code dir="ltr">https://a.example</code> <b>&lt;b&gt; www</b></p>'),
        ("a\n<pre>b\n\nhttps://a.example\n c</pre>\nd", '<p>a</p><pre tabindex="0">b\n\nhttps://a.example\n c</pre><p>d</p>'),
    ],
)  # fmt: skip
def test_addresses_in_a_comment_are_links_as_in_a_new_one(words: str, html: str):
    assert comment_html(words) == html


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("Write [[code]a[/code]] here", ["<p>Write [code]a[/code] here</p>"]),
        ("<p>[[caption]x [gallery][/caption]]</p>", ["<p>[caption]x [gallery][/caption]</p>"]),
        ("[[foo]a[/foo]] and [[gallery]]", ["<p>[[foo]a[/foo]] and [gallery]</p>"]),
        ("[b]x [[quote]y[/quote]][/b]", ["<p><b>x [quote]y[/quote]</b></p>"]),
    ],
)
def test_an_escaped_pair_of_shortcodes_is_words(body: str, shown: list[object]):
    assert _shown(body) == shown
