"""Links to the old site lead to the same thing here: an article, a comment, a place within; what leads nowhere is named."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

import pytest
from django.test import Client

from standfirst.discussion.models import Comment
from standfirst.importers.wordpress.report import Report

from .old_paper import BASE, OldComment, OldItem, article, export_xml, move_in, state

pytestmark = pytest.mark.django_db

STORY = OldItem(
    7,
    title="Story",
    slug="story",
    body='<h2>Boats</h2><p>a</p><h2 id="two">Boats</h2><p>b</p><p id="plain">c</p>',
    comments=[OldComment(10), OldComment(12, parent=30), OldComment(30)],
)
ITEM = "linktype page"
COMMENT = "/discussion/article-{}/comment/10/"
WITHIN = "{}#boats-2"
LEADS = {
    "/story/#comment-10": COMMENT,
    "/story/comment-page-1/#comment-10": COMMENT,
    "/story/#li-comment-10": COMMENT,
    "/?p=7#comment-10": COMMENT,
    "/story/?replytocom=10#respond": COMMENT,
    "/story/#more-7": ITEM,
    "/story/?utm_source=x&utm_medium=y": ITEM,
    "/story/?share=twitter&nb=1": ITEM,
    "/story/page/2/": ITEM,
    "/story/2/": ITEM,
    "/Story/": ITEM,
    "/story/?p=7": ITEM,
    "/?p=7&utm_source=x": ITEM,
    "/?p=7#comments": "{}#discussion",
    "/story/#respond": "{}#discussion",
    "/story/#two": WITHIN,
}
LOST_PLACE = {
    "/story/#plain": ITEM,
    "/story/#comment-999": ITEM,
    "/story/?replytocom=999": ITEM,
}
STAYS = {
    "/story/?download=3": "{base}/story/?download=3",
    "/nowhere/#comment-10": "{base}/nowhere/#comment-10",
    "/?p=99": "{base}/?p=99",
    "/?feed=atom": "{base}/?feed=atom",
}
ALL = {**LEADS, **LOST_PLACE, **STAYS}


@pytest.fixture
def report(tmp_path: Path) -> Report:
    links = [f'<a href="{BASE}{escape(address)}">x</a>' for address in ALL]
    posts = [
        OldItem(100 + at, slug=f"post-{at}", body=f"<p>See {link}.</p>", comments=[OldComment(200 + at, words=f"See {link}.")])
        for at, link in enumerate(links)
    ]  # fmt: skip
    file = tmp_path / "export.xml"
    file.write_text(export_xml(*posts[:9], STORY, *posts[9:]), encoding="utf-8")
    report = move_in(file, None)
    before = state()
    assert not move_in(file, None).taken.total()
    assert state() == before
    return report


def _wanted(wanted: str) -> str:
    story = article(7)
    number = story.pk if "article-" in wanted else story.url
    return wanted.format(number, base=BASE)


def _bodies() -> Mapping[str, str]:
    return {address: str(article(100 + at).body.raw_data) for at, address in enumerate(ALL)}


def test_in_bodies(report: Report):
    bodies = _bodies()
    for address, wanted in ALL.items():
        link = (
            f'linktype="page" id="{article(7).pk}"'
            if wanted == ITEM
            else f'href="{escape(_wanted(wanted))}"'
        )
        assert link in bodies[address].replace("\\", ""), address


def test_in_comments(report: Report):
    for at, (address, wanted) in enumerate(ALL.items()):
        target = article(7).url if wanted == ITEM else _wanted(wanted)
        html = Comment.objects.get(pk=200 + at).html
        assert f'href="{escape(target)}"' in html, address


def test_the_report_names_what_leads_nowhere(report: Report):
    named = [f"{BASE}{address}" for address in (*LOST_PLACE, *STAYS)]
    assert report.as_data()["unresolved_links"] == sorted(named)
    lines = "\n".join(report.lines())
    assert f"leads to no page, comment or place here: {BASE}/story/#plain" in lines


def test_readers_arrive(report: Report, client: Client):
    answer = client.get(COMMENT.format(article(7).pk), follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0].endswith("#comment-10")
    assert 'id="boats-2"' in client.get(article(7).url).content.decode()


def test_an_address_alone_on_its_line_leads_to_the_comment(tmp_path: Path):
    file = tmp_path / "export.xml"
    body = f"<p>a</p>\n{BASE}/story/#comment-10\n<p>b</p>"
    file.write_text(export_xml(OldItem(1, body=body), STORY), encoding="utf-8")
    move_in(file, None)
    address = COMMENT.format(article(7).pk)
    assert f'<a href="{address}">Story</a>' in str(article(1).body.raw_data)


def test_links_in_mark_up_that_is_kept_lead_home_too(tmp_path: Path):
    file = tmp_path / "export.xml"
    cells = "".join(
        f'<li><a href="{BASE}/story/{place}">x</a></li>' for place in ("", "#comment-10", "#more-7")
    )
    file.write_text(
        export_xml(OldItem(1, body=f"<ol start='4'>{cells}</ol>"), STORY), encoding="utf-8"
    )
    move_in(file, None)
    (block,) = article(1).body.raw_data
    assert block["type"] == "html"
    assert BASE not in block["value"]
    assert block["value"].count(f'href="{article(7).url}"') == 2
    assert f'href="{COMMENT.format(article(7).pk)}"' in block["value"]


def test_a_comment_of_an_earlier_file_is_found(tmp_path: Path):
    file = tmp_path / "export.xml"
    file.write_text(export_xml(STORY), encoding="utf-8")
    move_in(file, None)
    body = f'<p><a href="{BASE}/story/#comment-12">x</a></p>'
    file.write_text(export_xml(OldItem(1, body=body)), encoding="utf-8")
    move_in(file, None)
    assert f"/discussion/article-{article(7).pk}/comment/12/" in str(article(1).body.raw_data)
