"""What a strict reader can understand is taken, and what was odd is counted and named with its line."""

from pathlib import Path

import pytest

from standfirst.discussion.models import Comment
from standfirst.importers.models import ImportedObject
from standfirst.importers.wordpress import opening
from standfirst.importers.wordpress.cleaning import cleaned
from standfirst.importers.wordpress.oddities import Oddities
from standfirst.publishing.models import ArticlePage

from .old_paper import OldComment, OldItem, article, export_xml, move_in, state

pytestmark = pytest.mark.django_db

BODY = "<p>Words.</p>\n\n<p>More words.</p>"
GOOD = export_xml(
    OldItem(1, title="One", body=BODY, comments=[OldComment(1)]), OldItem(2, body=BODY)
)
AGAIN = "item that came twice: the first is taken"
NO_NUMBER = "item whose number another has, or without one: it has one of ours"
DROPPED = "a character that XML has none of: left out"
NOT_WRITTEN = "that WordPress does not write: taken as none"
# What the file is, what is said of it, and in which line.
ODD = {
    "https": (GOOD.replace("http://wordpress.org", "https://wordpress.org"), "", 0),
    "no slash": (GOOD.replace("export/1.2/\"", "export/1.2\""), "", 0),
    "1.1": (GOOD.replace("export/1.2/", "export/1.1/").replace(">1.2<", ">1.1<"), "", 0),
    "1.0": (GOOD.replace("export/1.2/", "export/1.0/").replace(">1.2<", ">1.0<"), "", 0),
    "a later version": (GOOD.replace(">1.2<", ">1.3<"), "WXR 1.3: read as 1.2", 1),
    "no version": (GOOD.replace("<wp:wxr_version>1.2</wp:wxr_version>", ""), "WXR without a version: read as 1.2", 1),
    "an item of another's number": (GOOD.replace("<wp:post_id>2<", "<wp:post_id>1<"), NO_NUMBER, 7),
    "an item without a number": (GOOD.replace("<wp:post_id>2<", "<wp:post_id><"), NO_NUMBER, 7),
    "an item of a negative number": (GOOD.replace("<wp:post_id>2<", "<wp:post_id>-2<"), NO_NUMBER, 7),
    "a comment without a number": (GOOD.replace("<wp:comment_id>1<", "<wp:comment_id>0<"), "comment without a number: it has one of ours", 3),
    "a comment of a huge number": (GOOD.replace("<wp:comment_id>1<", f"<wp:comment_id>{'9' * 20}<"), f"number of a comment {NOT_WRITTEN}", 3),
    "an author of a negative number": (GOOD.replace("<wp:author_id>5<", "<wp:author_id>-5<"), f"number of an author {NOT_WRITTEN}", 1),
    "a control character": (GOOD.replace("More words", "More\x08 words", 1), DROPPED, 3),
    "a control character by number": (GOOD.replace("The Old", "The&#x1F; Old"), DROPPED, 1),
    "a NUL": (GOOD.replace("More words", "More\x00 words", 1), DROPPED, 3),
    "no character": (GOOD.replace("More words", "More\uffff words", 1), DROPPED, 3),
    "an ampersand": (GOOD.replace("<link>http://old.example/item-2/", "<link>http://old.example/item-2/?a=1&b=2"), "an ampersand that is not written as one", 5),
    "a name of HTML's": (GOOD.replace("The Old", "The&nbsp;Old &eacute;"), "", 0),
    "a comment after the end": (GOOD + "\n<!-- served in 0.3 s -->\n", "something after the end of the XML: left out", 9),
    "a notice after the end": (GOOD + "\n<br />\n<b>Notice</b>: x & y", "something after the end of the XML: left out", 9),
    "empty lines before": ("\n\n" + GOOD, "empty lines before the XML: left out", 1),
    "a notice before": ("<br />\n<b>Warning</b>: x in y.php<br />\n" + GOOD, "something before the XML, like a notice of PHP: left out", 1),
    "a byte order mark": ("\ufeff" + GOOD, "", 0),
    "no declaration": (GOOD.partition("?>")[2], "", 0),
    "an ampersand in a comment": (GOOD.replace("<channel>", "<!-- Activate & <![CDATA[ run. --><channel>"), "", 0),
    "CDATA in CDATA": (GOOD.replace("Words.", "Words <![CDATA[ inside ]]]]><![CDATA[> &nbsp; & done."), "", 0),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_what_can_be_understood_is_taken_and_told(name: str, tmp_path: Path):
    text, what, line = ODD[name]
    file = tmp_path / "export.xml"
    file.write_bytes(text.encode())
    report = move_in(file, None)
    bodies = [str(page.body.raw_data) for page in ArticlePage.objects.all()]
    assert [body.count("More words") for body in bodies] == [1, 1]
    assert Comment.objects.count() == 1
    assert Comment.objects.get().pk < 100
    expected = {f"{what} (line {line})"} if what else set()
    assert expected <= set(report.oddities)
    assert bool(report.oddities) == bool(what)
    before = state()
    assert not move_in(file, None).taken.total()
    assert state() == before


def test_the_same_item_twice_is_taken_once(tmp_path: Path):
    file = tmp_path / "export.xml"
    one = OldItem(1, comments=[OldComment(1)])
    file.write_text(export_xml(one, one))
    report = move_in(file, None)
    assert (report.taken["article"], Comment.objects.count()) == (1, 1)
    assert {words.partition(" (")[0]: n for words, n in report.oddities.items()} == {
        AGAIN: 1,
        "comment of an item that came twice: left out": 1,
    }


def test_items_of_one_number_are_both_taken(tmp_path: Path):
    file = tmp_path / "export.xml"
    file.write_text(export_xml(OldItem(1, title="One"), OldItem(1, title="Two", slug="two")))
    move_in(file, None)
    assert set(ArticlePage.objects.values_list("title", flat=True)) == {"One", "Two"}
    assert article(1).title == "One"
    assert ImportedObject.objects.filter(kind="article").count() == 2


def test_bytes_of_an_older_encoding_are_read(tmp_path: Path):
    file = tmp_path / "export.xml"
    file.write_bytes(GOOD.encode().replace(b"More words", b"More w\xf6rds \x96 caf\xc3\xa9"))
    report = move_in(file, None)
    assert "More wörds – café" in str(article(1).body.raw_data)
    assert report.oddities["a byte that is no UTF-8: read as Windows-1252 (line 3, 7)"] == 4


def test_a_category_of_the_first_version_counts_once(tmp_path: Path):
    old = (
        "<category>News</category><category domain='category' nicename='news'>News</category>"
        "<category domain='tag' nicename='sea'>Sea</category>"
    )
    file = tmp_path / "export.xml"
    file.write_text(
        GOOD.replace("<wp:is_sticky>", f"{old}<wp:is_sticky>", 1).replace(">1.2<", ">1.0<")
    )
    move_in(file, None)
    assert article(1).get_parent().title == "News"
    assert [topic.title for topic in article(1).topics.all()] == ["Sea"]


def test_it_does_not_matter_how_the_bytes_arrive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    file = tmp_path / "export.xml"
    odd = GOOD.replace("Words", "Wö\x08rds & ]] &nbsp;").replace(
        "The Old", "<!-- & -->The &nbsp; &#8; Old &"
    )
    file.write_bytes(odd.encode())
    monkeypatch.setattr(opening, "CHUNK", 1)
    stream = opening.Stream(file)
    whole = b"".join(cleaned(iter([odd.encode()]), Oddities(), line=1))
    assert b"".join(cleaned(stream.chunks(), Oddities(), line=1)) == whole
    assert "Wörds & ]] &nbsp;" in whole.decode()
    assert "<!-- & -->The \xa0  Old &amp;" in whole.decode()
