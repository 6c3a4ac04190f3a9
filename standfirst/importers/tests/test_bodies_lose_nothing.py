"""What a body showed with the help of something else comes too: as a block, as a link, or in the report."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfirst.importers.wordpress.bodies import Beside, convert_body

from .old_paper import BASE, OldItem, article, move_in, write_export
from .test_convert_bodies import QUICK, Places, _block, _shown
from .test_take_pictures import GOOD

NOTES = json.dumps([{"content": 'Minutes, <a href="https://m.example/">page 12</a>', "id": "a"}])
BESIDE = Beside(item=1, footnotes=NOTES)
FLASH = "http://www.youtube.com/v/dQw4w9WgXcQ&hl=en"
PLAYER = f'<object><param name="movie" value="{FLASH}"><embed src="{FLASH}"></object>'
YOUTUBE = {"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "title": "YouTube", "caption": ""}
NOTE = '<p><sup>1</sup> Minutes, <a href="https://m.example/">page 12</a></p>'


def _embed(url: str, title: str) -> tuple[str, object]:
    return "embed", {"url": url, "title": title, "caption": ""}


KINDS = {
    "footnotes": ("<p>a<sup>1</sup></p><!-- wp:footnotes /-->", [("text", f"<p>a<sup>1</sup></p>{NOTE}")]),
    "footnotes without a place": ("<p>a</p>", [("text", f"<p>a</p>{NOTE}")]),
    "pattern": ('<p>a</p><!-- wp:block {"ref":801} /--><p>b</p><!-- wp:footnotes /-->', [("text", f"<p>a</p><p>The pattern.</p><p>b</p>{NOTE}")]),
    "datawrapper": ('<!-- wp:html --><div id="d"><script src="https://datawrapper.dwcdn.net/AbC12/embed.js"></script><noscript><img src="x.png"/></noscript></div><!-- /wp:html --><!-- wp:footnotes /-->', [_embed("https://datawrapper.dwcdn.net/AbC12/", "Datawrapper"), ("text", NOTE)]),
    "flourish": ('<div class="flourish-embed flourish-chart" data-src="visualisation/123"><script src="https://public.flourish.studio/resources/embed.js"></script></div>', [_embed("https://public.flourish.studio/visualisation/123/", "Flourish"), ("text", NOTE)]),
    "gist": ('<p>a</p><script src="https://gist.github.com/someone/123.js"></script>', [("text", "<p>a</p>"), _embed("https://gist.github.com/someone/123", "GitHub Gist"), ("text", NOTE)]),
    "flash": (f"Watch:\n\n{PLAYER}\n\nAfter.", [("text", "<p>Watch:</p>"), ("embed", YOUTUBE), ("text", f"<p>After.</p>{NOTE}")]),
    "flash in a paragraph": (f"<p>Watch {PLAYER} now.</p>", [("text", "<p>Watch  now.</p>"), ("embed", YOUTUBE), ("text", NOTE)]),
    "old audio": ("<p>a</p>[audio http://old.example/report.pdf|titles=x]", [("text", "<p>a</p>"), ("file", {"document": 5, "description": ""}), ("text", NOTE)]),
    "old audio after its settings": ('[audio loop="1" http://old.example/report.pdf]', [("file", {"document": 5, "description": ""}), ("text", NOTE)]),
    "old cover": ('<p>a</p><!-- wp:cover {"url":"b.jpg","id":7} --><div class="wp-block-cover"><p>On it</p></div><!-- /wp:cover -->', [("text", "<p>a</p>"), ("picture", {"picture": 77, "caption": "", "alt": "", "link": "", "size": "text"}), ("text", f"<p>On it</p>{NOTE}")]),
    "feed": ('<!-- wp:rss {"feedURL":"https://a.example/feed"} /-->', [_embed("https://a.example/feed", "a.example"), ("text", NOTE)]),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_what_is_shown_with_the_help_of_something_else_is_a_block(name: str):
    body, blocks = KINDS[name]
    result = convert_body(body, Places(), beside=BESIDE)
    assert [(block.type, block.value) for block in result.blocks] == blocks


def test_the_call_of_a_footnote_leads_to_it():
    call = '<p>a<sup class="fn"><a href="#a" id="a-link">1</a></sup></p><!-- wp:footnotes /-->'
    blocks = [
        (block.type, block.value) for block in convert_body(call, Places(), beside=BESIDE).blocks
    ]
    assert blocks == [
        ("text", '<p>a<sup><a href="#place-a">1</a></sup></p>'),
        ("html", '<span id="place-a"></span>'),
        ("text", NOTE),
    ]


def test_a_gallery_without_numbers_shows_what_was_uploaded_to_its_post():
    (first, block, _) = convert_body("<p>a</p>[gallery]", Places(), beside=BESIDE).blocks
    assert first.type == "text"
    assert [item["value"]["picture"] for item in block.value["pictures"]] == [77, 78]
    assert convert_body("[gallery]", Places()).left_out["gallery picture without a file"] == 1


def test_a_recording_beside_the_body_is_shown_once():
    address = "http://old.example/report.pdf"
    beside = Beside(recordings=(address, address))
    (_, block) = convert_body("<p>a</p>", Places(), beside=beside).blocks
    assert block.value == {"document": 5, "description": ""}
    shown = convert_body(f'<p><a href="{address}">Listen</a></p>', Places(), beside=beside)
    assert [block.type for block in shown.blocks] == ["text"]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('<script src="https://ads.example/x.js"></script>', "script of ads.example"),
        ("<script>alert(1)</script>", "script"),
        ("<object></object>", "object without an address"),
        ('<!-- wp:block {"ref":5} /-->', "synced pattern that is not in the file"),
        ('<!-- wp:block {"ref":802} /-->', "synced pattern that is not in the file"),
        ("<!-- wp:footnotes /-->", "footnotes without their words"),
        ('<!-- wp:cover {"id":99} /-->', "picture without a file"),
        ('<!-- wp:crowdsignal-forms/poll {"pollId":"x"} /-->', "block crowdsignal-forms/poll"),
    ],
)
def test_what_cannot_come_is_counted(body: str, what: str):
    assert convert_body(body, Places()).left_out[what] == 1


@pytest.mark.django_db
def test_an_import_brings_what_stands_beside_the_bodies(tmp_path: Path):
    media = tmp_path / "uploads"
    media.mkdir()
    (media / "show.mp3").write_bytes(b"ID3")
    for number in (7, 8):
        (media / f"{number}.png").write_bytes(GOOD["clear.png"])
    sound = f"{BASE}/wp-content/uploads/show.mp3"
    items = [
        OldItem(5, type="wp_block", body="<p>Write to us.</p>"),
        OldItem(6, type="attachment", status="inherit", file="show.mp3"),
        *(OldItem(n, type="attachment", status="inherit", file=f"{n}.png", parent=1) for n in (7, 8)),
        OldItem(
            1,
            body='<p>a</p><!-- wp:block {"ref":5} /-->[gallery]<!-- wp:footnotes /-->',
            meta={"footnotes": NOTES, "enclosure": f"{sound}\n1234\naudio/mpeg\n"},
        ),
    ]  # fmt: skip
    report = move_in(write_export(tmp_path, *items), media)
    page = article(1)
    assert [block.block_type for block in page.body] == ["text", "gallery", "text", "file"]
    assert "Write to us." in str(page.body[0].value)
    assert "page 12" in str(page.body[2].value)
    assert not [words for words in report.left_out if "no counterpart" in words]


# A piece of a body with a word of its own in it, and what the report counts where the word is not on the page.
PIECES = {
    "paragraph": ("<p>{}</p>", ""),
    "classic": ("\n\n{}\n\n", ""),
    "block": (_block("paragraph", "<p>{}</p>"), ""),
    "unknown block": (_block("plugin/thing", "<div><b>{}</b></div>"), ""),
    "list": ("<ul><li>{}<ol><li>x</li></ol></li></ul>", ""),
    "definition": ("<dl><dt>{}</dt></dl>", ""),
    "quote": (_block("quote", "<blockquote><p>x</p><cite>{}</cite></blockquote>"), ""),
    "pull quote": (_block("pullquote", "<figure><blockquote><p>{}</p></blockquote></figure>"), ""),
    "cell": ("<table><tr><td>x</td><td>{}</td></tr></table>", ""),
    "details": ("<details><summary>{}</summary>x</details>", ""),
    "caption": ('[caption id="a"]<img class="wp-image-7" src="a.jpg"/> {}[/caption]', ""),
    "caption of a lost picture": ('<figure><img src="z.jpg"/><figcaption>{}</figcaption></figure>', ""),
    "cover": ('<!-- wp:cover {{"id":7}} --><div><p>{}</p></div><!-- /wp:cover -->', ""),
    "columns": (_block("columns", _block("column", "<p>{}</p>")), ""),
    "object": ("<object><p>{}</p></object>", ""),
    "form": ("<form><label>{}</label><button>x</button></form>", ""),
    "button": (_block("button", '<div><a href="https://a.example/">{}</a></div>'), ""),
    "embed": ("[embed]https://{}.example/x[/embed]", ""),
    "frame": ('<iframe src="https://{}.example/x"></iframe>', ""),
    "sound": ("[audio https://{}.example/x.mp3]", ""),
    "player": ('<object data="https://{}.example/x.swf"></object>', ""),
    "script": ('<script src="https://{}.example/x.js"></script>', "script of {}.example"),
    "poll": ('<!-- wp:{} {{"id":1}} /-->', "block {}"),
    "code": (_block("code", "<pre><code>{}</code></pre>"), ""),
    "verse": (_block("verse", '<pre class="wp-block-verse">{}</pre>'), ""),
}  # fmt: skip


@QUICK
@given(st.lists(st.sampled_from(sorted(PIECES)), min_size=1, max_size=12), st.integers(0, 2))
def test_every_word_stands_on_the_page_or_in_the_report(kinds: list[str], depth: int):
    words = [f"word{'abcdefghijkl'[number]}" for number in range(len(kinds))]
    body = "\n".join(PIECES[kind][0].format(word) for kind, word in zip(kinds, words, strict=True))
    for _ in range(depth):
        body = _block("group", f"<div>{body}</div>")
    result = convert_body(body, Places())
    # A caption may go with the lead picture.
    shown = f"{_shown(result)} {result.lead} {result.lead_caption} {result.credits}"
    for kind, word in zip(kinds, words, strict=True):
        told = PIECES[kind][1].format(word)
        assert result.left_out[told] == 1 if told else word in shown, (kind, body)
