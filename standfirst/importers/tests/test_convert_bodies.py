"""A body becomes our blocks: no word is lost, and nothing that runs survives."""

import json
import re
from html import escape, unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standfirst.importers.wordpress.bodies import Converted, PictureRef, convert_body
from standfirst.importers.wordpress.bodies.captions import split_credit


class Places:
    def picture(self, wordpress_id: int | None, url: str) -> PictureRef | None:
        return PictureRef(70 + wordpress_id) if wordpress_id in {7, 8} else None

    def document(self, url: str) -> int | None:
        return 5 if url.endswith("report.pdf") else None

    def file(self, wordpress_id: int) -> int | None:
        return wordpress_id if wordpress_id == 5 else None

    def page(self, url: str) -> int | None:
        return 3 if url == "http://old.example/known/" else None

    def within(self, url: str) -> str:
        return ""

    def address(self, url: str) -> str:
        return ""

    def stays(self, url: str) -> None: ...

    def title(self, page: int) -> str:
        return "Known" if page == 3 else ""

    def pattern(self, wordpress_id: int) -> str | None:
        return {801: "<p>The pattern.</p>", 802: '<!-- wp:block {"ref":802} /-->'}.get(wordpress_id)

    def attached(self, item: int) -> list[PictureRef]:
        return [PictureRef(77), PictureRef(78)] if item == 1 else []

    def absolute(self, url: str) -> str:
        return url if "://" in url or ":" in url else f"http://old.example/{url.lstrip('/')}"


def _convert(body: str) -> Converted:
    return convert_body(body, Places())


def _block(name: str, inside: str, attributes: str = "") -> str:
    return f"<!-- wp:{name} {attributes}-->\n{inside}\n<!-- /wp:{name} -->\n\n"


PICTURE = '<figure class="wp-block-image alignwide"><img src="a.jpg" alt="Alt" class="wp-image-7"/><figcaption>Quay. Photo: Bo</figcaption></figure>'
NESTED = (
    '<figure class="wp-block-gallery">'
    + _block(
        "image", '<figure class="wp-block-image"><img class="wp-image-7" src="a.jpg"/></figure>'
    )
    + _block(
        "image",
        '<figure class="wp-block-image"><img class="wp-image-8" src="b.jpg"/><figcaption>B</figcaption></figure>',
    )
    + '<figcaption class="blocks-gallery-caption">All</figcaption></figure>'
)
OLD_GALLERY = (
    '<figure class="wp-block-gallery"><ul class="blocks-gallery-grid"><li><figure><img class="wp-image-7"/></figure></li>'
    '<li><figure><img class="wp-image-8"/></figure></li></ul></figure>'
)
TABLE = "<figure class='wp-block-table'><table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table><figcaption>N</figcaption></figure>"
EMBED = '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://vimeo.com/1\n</div><figcaption>C</figcaption></figure>'
KINDS = {
    "paragraph": (_block("paragraph", "<p>One <strong>two</strong></p>"), [("text", "<p>One <b>two</b></p>")]),
    "heading": (_block("heading", "<h4>H</h4>"), [("heading", {"text": "H", "level": "3"})]),
    "nested list": (_block("list", "<ul>" + _block("list-item", "<li>a<ul><li>b</li></ul></li>") + "</ul>"), [("text", "<ul><li>a<ul><li>b</li></ul></li></ul>")]),
    "quote": (_block("quote", "<blockquote><p>Q</p><cite>Ann</cite></blockquote>"), [("quote", {"text": "<p>Q</p>", "attribution": "Ann", "source_url": ""})]),
    "pull quote": (_block("pullquote", '<figure class="wp-block-pullquote"><blockquote><p>Q</p><cite>Bo</cite></blockquote></figure>'), [("pull_quote", {"text": "Q", "attribution": "Bo"})]),
    "embed": (_block("embed", EMBED, '{"url":"https://vimeo.com/1"} '), [("embed", {"url": "https://vimeo.com/1", "title": "Vimeo", "caption": "C"})]),
    "code": (_block("code", '<pre><code class="language-py">a\n b</code></pre>'), [("code", {"language": "py", "code": "a\n b"})]),
    "verse": (_block("verse", '<pre class="wp-block-verse">a\nb</pre>'), [("text", "<p>a<br/>b</p>")]),
    "details": (_block("details", "<details><summary>S</summary><p>In</p></details>"), [("data_box", {"title": "S", "text": "<p>In</p>", "source": ""})]),
    "file": (_block("file", '<div><a href="http://old.example/report.pdf">R</a></div>'), [("file", {"document": 5, "description": "R"})]),
    "separator": (_block("separator", "<hr/>"), []),
    "columns": (_block("columns", _block("column", "<div><p>a</p></div>") + _block("column", "<p>b</p>")), [("text", "<p>a</p><p>b</p>")]),
    "button": (_block("buttons", '<div><a href="https://a.example/">Go</a></div>'), [("text", '<p><a href="https://a.example/">Go</a></p>')]),
    "own html": (_block("html", '<dl onclick="x()"><dt>T</dt><dd>D<script>x</script></dd></dl>'), [("html", "<dl><dt>T</dt><dd>D</dd></dl>")]),
    "known link": ('<p><a href="http://old.example/known/">k</a></p>', [("text", '<p><a linktype="page" id="3">k</a></p>')]),
    "classic paragraphs": ("One\ntwo\n\n<em>Three</em>", [("text", "<p>One<br/>two</p><p><i>Three</i></p>")]),
    "classic address": ("Look:\n\nhttps://youtu.be/x1\n\nend", [("text", "<p>Look:</p>"), ("embed", {"url": "https://youtu.be/x1", "title": "YouTube", "caption": ""}), ("text", "<p>end</p>")]),
    "frame": ('<p>a</p><iframe src="https://player.vimeo.com/video/9"></iframe>', [("text", "<p>a</p>"), ("embed", {"url": "https://vimeo.com/9", "title": "Vimeo", "caption": ""})]),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_block_has_its_counterpart(name: str):
    body, blocks = KINDS[name]
    assert [(block.type, block.value) for block in _convert(body).blocks] == blocks


@pytest.mark.parametrize("body", [NESTED, OLD_GALLERY, '[gallery ids="7,8"]'])
def test_every_form_of_gallery_is_one(body: str):
    (block,) = _convert(body).blocks
    assert [item["value"]["picture"] for item in block.value["pictures"]] == [77, 78]


@pytest.mark.parametrize(
    "body",
    [
        PICTURE,
        '[caption id="attachment_7"]<a href="a.jpg"><img class="wp-image-7" src="a.jpg"/></a> Quay. Photo: Bo[/caption]',
    ],
)
def test_a_caption_is_told_from_its_credit(body: str):
    result = _convert(body)
    assert (result.lead.id, result.lead_caption, result.blocks) == (77, "Quay.", [])
    assert [(credit.picture, credit.name) for credit in result.credits] == [(77, "Bo")]


def test_a_table_keeps_its_head_and_its_note():
    (block,) = _convert(TABLE).blocks
    assert block.value["table"]["data"] == [["A", "B"], ["1", "2"]]
    assert block.value["table"]["first_row_is_table_header"]
    assert block.value["note"] == "N"


def test_a_picture_that_we_do_not_have_is_a_link_never_a_request():
    result = _convert('<p>a</p><img src="https://elsewhere.example/x.jpg" alt="A boat">')
    assert result.blocks[-1].value.endswith(
        '<p><a href="https://elsewhere.example/x.jpg">A boat</a></p>'
    )
    assert result.left_out["picture without a file"] == 1


@pytest.mark.parametrize(
    ("caption", "parts"),
    [
        ("The quay. Photo: Tom / The Ledger", ("The quay.", "Tom / The Ledger")),
        ("The quay (Photo by Ann)", ("The quay", "Ann")),
        ("© Bo", ("", "Bo")),
        ("A boat (AP Photo/Jae Hong)", ("A boat", "AP Photo/Jae Hong")),
        ("A boat. Foto: Ann Bo (dpa)", ("A boat.", "Ann Bo (dpa)")),
        ("A boat. Photo © Ann Bo", ("A boat.", "Ann Bo")),
        ("A boat (credit Ann Bo)", ("A boat", "Ann Bo")),
        ("Ann Bo/AFP/Getty Images", ("", "Ann Bo/AFP/Getty Images")),
        ("A boat – Ann Bo / Reuters", ("A boat", "Ann Bo / Reuters")),
        ("A boat. Photo/Ann Bo", ("A boat.", "Ann Bo")),
        ("A boat. Image via Getty Images", ("A boat.", "Getty Images")),
        ("A boat. Courtesy Ann Bo", ("A boat.", "Ann Bo")),
        ("A boat. (Ann Bo/Reuters)", ("A boat.", "Ann Bo/Reuters")),
        ("A boat (Bo via Getty Images)", ("A boat", "Bo via Getty Images")),
        ("Un port. Crédit photo : Jean Dupont", ("Un port.", "Jean Dupont")),
        ("Un port (Photo : Jean de La Tour)", ("Un port", "Jean de La Tour")),
        ("Ein Hafen. Foto: Max van der Berg/dpa", ("Ein Hafen.", "Max van der Berg/dpa")),
        ("El puerto. Foto: EFE / Juan López", ("El puerto.", "EFE / Juan López")),
        ("Порт. Фото: Иван Петров", ("Порт.", "Иван Петров")),
        ("ميناء. تصوير: محمد علي", ("ميناء.", "محمد علي")),
        (
            "The mill in 1911. Image courtesy of the Smith Museum",
            ("The mill in 1911.", "the Smith Museum"),
        ),
    ],
)
def test_credits_are_found_at_the_end(caption: str, parts: tuple[str, str]):
    assert split_credit(caption) == parts


@pytest.mark.parametrize(
    "caption",
    [
        "A photograph of nobody",
        "The bigger picture: rents rose",
        "The bigger picture: Rents Rose",
        "The council image: a bad one for photo opportunities",
        "Voters picture by numbers: the 2026 results",
        "Photo: rents rose by half in ten years",
        "Picture: Berlin",
        "Foto: Der Hafen",
        "A day in pictures: Monday",
        "Courtesy photo",
        "The house (built 1911)",
        "The mayor spoke to AP and Reuters",
        "Before/after Reuters",
        "Credit where credit is due",
        "The sign reads © Disney. It was removed",
        "Staff of the Environmental Protection Agency (EPA)",
        "The mayor (left) and Ann Bo (PA)",
    ],
)
def test_a_caption_that_only_looks_like_a_credit_stays_whole(caption: str):
    assert split_credit(caption) == (caption, "")


WORDS = st.text("abcdefghij", min_size=6, max_size=9)
TAGS = ["p", "div", "b", "em", "blockquote", "ul", "ol", "li", "table", "tr", "td", "h2", "h5", "figure", "figcaption", "pre", "a", "details", "summary", "dl", "dd", "section", "span", "cite", "center", "form", "sup"]  # fmt: skip
NAMES = [
    "paragraph",
    "group",
    "columns",
    "quote",
    "list",
    "html",
    "freeform",
    "gallery",
    "embed",
    "pullquote",
    "file",
    "plugin/thing",
]


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=1, max_size=4).map(" ".join)
    tags = st.builds(lambda tag, text: f"<{tag}>{text}</{tag}>", st.sampled_from(TAGS), several)
    blocks = st.builds(_block, st.sampled_from(NAMES), several)
    return tags | blocks | several


BODIES = st.recursive(WORDS, _grow, max_leaves=25)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def _shown(result: Converted) -> str:
    kept = " ".join(json.dumps(block.value, ensure_ascii=False) for block in result.blocks)
    return unescape(re.sub(r"<[^>]*>", " ", kept.replace("\\n", " ")))


@QUICK
@given(BODIES)
def test_no_visible_word_is_lost(body: str):
    words = set(re.sub(r"<[^>]*>", " ", body).split())
    assert words <= set(re.split(r"[^a-z]+", _shown(_convert(body))))


BAD = ["<script>alert(1)</script>", '<img src=x onerror="alert(1)">', '<a href="javascript:alert(1)">', '<a href=" java\nscript:alert(1)">', "<svg/onload=alert(1)>", '<iframe src="javascript:alert(1)">', "<style>", '<p style="x" onclick=alert(1)>', "<!--", "-->", "<![CDATA[", "[caption", "[/caption]", '[gallery ids="7"]', '[wpdiscuz-feedback id="<script>"]', "[/wpdiscuz-feedback]", '<!-- wp:embed {"url":"javascript:alert(1)"} /-->', "<!-- wp:html -->", "<!-- /wp:html -->", "<math>", "&#106;avascript:", "\x00", "\ud800", "<", ">", '"', "</div>", "<plaintext>", "<textarea>"]  # fmt: skip
SOUP = st.lists(
    st.sampled_from(BAD) | st.sampled_from([f"<{tag}>" for tag in TAGS]) | st.text(max_size=12),
    max_size=20,
).map("".join)


@QUICK
@given(SOUP)
def test_nothing_raises_and_nothing_that_runs_survives(body: str):
    for block in _convert(body).blocks:
        kept = block.value if isinstance(block.value, str) else json.dumps(block.value)
        if block.type in {"text", "html"}:
            tags = re.findall(r"<[^>]*>", kept)
            assert not [
                tag
                for tag in tags
                if re.search(
                    r"(?i)<\s*(?:script|style|iframe|svg|object)|\son\w+\s*=|javascript:", tag
                )
            ]
        elif block.type == "embed":
            assert block.value["url"].startswith(("http://", "https://"))


def test_words_between_angles_are_words():
    (block,) = _convert("<p>If a<b and c>d then <b >x</b></p>").blocks
    assert block.value == "<p>If a&lt;b and c&gt;d then <b>x</b></p>"


def test_a_body_nested_beyond_reason_keeps_its_words():
    assert "deep" in _shown(_convert("<div>" * 3000 + "deep" + "</div>" * 3000))
    assert "deep" in _shown(_convert("<blockquote>" * 120 + "deep"))


def test_what_is_escaped_stays_escaped():
    (block,) = _convert("<p>" + escape("<script>alert(1)</script>") + "</p>").blocks
    assert block.value == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
