"""Figures stay in their column, lists keep their numbers, and links lead where they led."""

import pytest

from standfirst.importers.wordpress.bodies import Converted, convert_body
from standfirst.lib.html import sanitise_article
from standfirst.publishing.blocks import BodyBlock

from .test_convert_bodies import Places

SPANS = {
    "rowspan": "<table><tr><th>Ward</th><th>Year</th><th>Votes</th></tr><tr><td rowspan='2'>North</td><td>2019</td><td>12</td></tr><tr><td>2024</td><td>15</td></tr></table>",
    "colspan": "<table><thead><tr><th>Ward</th><th colspan=2>Votes</th></tr></thead><tbody><tr><td>North</td><td>12</td><td>15</td></tr></tbody></table>",
}


def _convert(body: str) -> Converted:
    result = convert_body(body, Places())
    _take_in_the_editor(result)
    return result


def _take_in_the_editor(result: Converted) -> None:
    """Each block passes the editor's validation but for what only the database knows: pictures, files, pages."""
    kinds = BodyBlock().child_blocks
    for block in result.blocks:
        if block.type not in {"picture", "gallery", "file"}:
            kinds[block.type].clean(kinds[block.type].to_python(block.value))
    for block in result.blocks:
        if block.type == "picture" and block.value["link"]:
            kinds["picture"].child_blocks["link"].clean(block.value["link"])


@pytest.mark.parametrize("name", SPANS)
@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        '<!-- wp:table --><figure class="wp-block-table">{}<figcaption>Note</figcaption></figure><!-- /wp:table -->',
    ],
)
def test_a_table_with_merged_cells_keeps_them(name: str, frame: str):
    result = _convert(frame.format(SPANS[name]))
    html = result.blocks[0].value
    assert result.blocks[0].type == "html"
    assert {"rowspan": '<td rowspan="2">North</td>', "colspan": '<th colspan="2">Votes</th>'}[
        name
    ] in html
    assert result.left_out["table with merged cells: kept as HTML"] == 1


def test_a_span_of_one_is_none():
    (block,) = _convert("<table><tr><td colspan='1' rowspan=1>A</td><td>1</td></tr></table>").blocks
    assert block.value["table"]["data"] == [["A", "1"]]


def test_lists_keep_the_numbers_that_they_have():
    for start in ('<ol start="4">', "<ol reversed>", '<ol type="a">'):
        (block,) = _convert(f"{start}<li>four</li><li>five <b>b</b></li></ol>").blocks
        shown = start.replace("reversed", 'reversed=""')
        assert (block.type, block.value) == (
            "html",
            f"{shown}<li>four</li><li>five <b>b</b></li></ol>",
        )
    (block,) = _convert('<ol style="list-style-type: upper-roman"><li>one</li></ol>').blocks
    assert block.value == '<ol type="I"><li>one</li></ol>'
    (block,) = _convert('<ol start="1"><li>one</li></ol>').blocks
    assert (block.type, block.value) == ("text", "<ol><li>one</li></ol>")
    assert '<li value="7">' in _convert('<ol><li value="7">seven</li></ol>').blocks[0].value


def test_inline_forms_stay():
    (block,) = _convert(
        "<p>He wrote <code>rm -rf</code> and <q>a <b>quote</b></q>, <kbd>Ctrl</kbd>, H<sub>2</sub>O, <del>old</del>, "
        '<span style="text-decoration: line-through">x</span>, <span style="font-weight:bold; font-style: italic">y</span>.</p>'
    ).blocks
    assert block.value == (
        "<p>He wrote <code>rm -rf</code> and “a <b>quote</b>”, <code>Ctrl</code>, H<sub>2</sub>O, <s>old</s>, <s>x</s>, <i><b>y</b></i>.</p>"
    )


def test_links_within_a_page_lead_to_headings_by_our_own_anchors():
    result = _convert(
        '<p>See <a href="#two">two</a>, <a href="#inner">three</a>, <a href="#before">four</a> and <a href="#nowhere">five</a>.</p>'
        '<h2>Part</h2><h2 id="two">Part</h2><h3><a id="inner"></a>Inner thoughts</h3><p><a name="before"></a></p><h2>Four</h2>'
    )
    links = result.blocks[0].value
    assert 'href="#part-2"' in links
    assert 'href="#inner-thoughts"' in links
    assert 'href="#place-before"' in links
    assert 'href="#nowhere"' in links
    assert '<span id="place-before"></span>' in [block.value for block in result.blocks]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (
            "<p><a href='#sources'>Sources</a></p><p>long</p><p id='sources'>The sources</p>",
            "sources",
        ),
        ("<a href='#s'>Sources</a>\n\nlong\n\n<a name='s'></a>The sources", "s"),
        ("<p><a href='#s'>Sources</a></p><div id='s'><p>The sources</p></div>", "s"),
        ("<p><a href='#s'>Sources</a></p><blockquote id='s'><p>The sources</p></blockquote>", "s"),
        (
            "<p><a href='#s.1_%C3%BC'>Sources</a></p><p>The <span id='s.1_ü'>sources</span></p>",
            "s.1_ü",
        ),
    ],
)
def test_links_within_a_page_lead_to_any_other_place(body: str, place: str):
    result = _convert(body)
    values = [str(block.value) for block in result.blocks]
    assert f'href="#place-{place}"' in values[0]
    mark = values.index(f'<span id="place-{place}"></span>')
    assert "sources" in values[mark + 1]
    assert sanitise_article(values[mark]) == values[mark]


def test_notes_are_led_to_and_lead_nowhere_back():
    result = _convert(
        '<p>Signed<a href="#_ftn1" name="_ftnref1">[1]</a> in May.</p><p>More<sup><a href="#_ftn2" id="ref2">[2]</a></sup>.</p>'
        '<p><a name="_ftn1" href="#_ftnref1">[1]</a> The note.</p><ol><li id="_ftn2">Another <a href="#ref2">↩</a></li></ol>'
    )
    assert [(block.type, block.value) for block in result.blocks] == [
        ("text", '<p>Signed<a href="#place-_ftn1">[1]</a> in May.</p><p>More<sup><a href="#place-_ftn2">[2]</a></sup>.</p>'),
        ("html", '<span id="place-_ftn1"></span>'),
        ("text", "<p>[1] The note.</p>"),
        ("html", '<ol><li id="place-_ftn2">Another <a rel="noopener"></a></li></ol>'),
    ]  # fmt: skip


IMAGE = '<img src="http://old.example/wp-content/uploads/a.jpg" alt="Cover" class="wp-image-7"/>'


def test_a_picture_leads_where_it_led():
    body = '<p>t</p><figure><a href="{}">{}</a><figcaption>Read the <a href="https://partner.example/report">full report</a></figcaption></figure>'
    _, picture, links = _convert(body.format("https://partner.example/x?a=1&amp;b=2", IMAGE)).blocks
    assert picture.value["link"] == "https://partner.example/x?a=1&b=2"
    assert picture.value["caption"] == "Read the full report"
    assert links.value == '<p><a href="https://partner.example/report">full report</a></p>'


@pytest.mark.parametrize(
    ("href", "follows"),
    [
        ("http://old.example/report.pdf", '<p><a linktype="document" id="5">Cover</a></p>'),
        ("http://old.example/known/", '<p><a linktype="page" id="3">Cover</a></p>'),
        ("http://old.example/wp-content/uploads/a.jpg", ""),
        ("http://old.example/?attachment_id=7", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_picture_that_leads_to_what_is_ours_is_followed_by_a_link(href: str, follows: str):
    result = _convert(f'<p>t</p><p><a href="{href}">{IMAGE}</a></p>')
    assert next(block.value for block in result.blocks if block.type == "picture")["link"] == ""
    assert "".join(block.value for block in result.blocks[2:]) == follows


def test_a_linked_picture_that_opens_a_body_stays_in_it():
    result = _convert(f'<a href="https://partner.example/">{IMAGE}</a><p>t</p>')
    assert result.lead is None
    assert result.blocks[0].value["link"] == "https://partner.example/"


def test_links_in_captions_of_tables_players_and_galleries_stay():
    caption = '<figcaption>From <a href="https://a.example/">here</a></figcaption>'
    second = IMAGE.replace("-7", "-8")
    for inside in (
        "<table><tr><td>1</td></tr></table>",
        '<iframe src="https://vimeo.com/1"></iframe>',
        f"{IMAGE}{second}",
    ):
        last = _convert(f"<p>a</p><figure>{inside}{caption}</figure>").blocks[-1]
        assert last.value == '<p><a href="https://a.example/">here</a></p>', inside
