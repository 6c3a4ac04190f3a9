"""A newspaper that has lived on WordPress moves in with one command."""

from collections import Counter
from pathlib import Path

import pytest
from django.db.models import Sum
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from standfirst.discussion.models import Comment, PassageQuestion, Thread
from standfirst.discussion.scores import wilson
from standfirst.importers.models import ImportedObject
from standfirst.importers.wordpress.house import name_the_paper
from standfirst.importers.wordpress.opening import Stream
from standfirst.importers.wordpress.reader import read_export
from standfirst.importers.wordpress.records import Comment as OldWordPressComment
from standfirst.importers.wordpress.records import Site as OldSite
from standfirst.publishing.models import (
    ArticlePage,
    AuthorPage,
    HomePage,
    NewsroomSettings,
    Picture,
    PlainPage,
    SectionPage,
)

from .old_paper import EXPORT, OldComment, OldItem, article, move_in, write_export

pytestmark = pytest.mark.django_db

SEA_WALL = "sea-wall-bill-jumps-to-23-million-as-council-keeps-report-under-wraps"


def test_every_item_of_the_file_is_accounted_for():
    report = move_in()
    assert report.taken["article"] == 2
    assert report.taken["page"] == 2
    assert report.taken["picture"] == 1
    assert report.left_out["wp_navigation: no counterpart"] == 1
    assert report.left_out["wpdiscuz_form: no counterpart"] == 1
    items = sum(count for words, count in report.in_file.items() if words.startswith("item"))
    assert items == 7 == 2 + 2 + 1 + sum(report.left_out.values())


def test_an_article_comes_with_its_words_its_author_and_its_dates():
    move_in()
    page = article(8)
    assert page.title == "Sea wall bill jumps to 23 million as council keeps report under wraps"
    assert page.standfirst.startswith("The estimate for rebuilding the sea wall")
    assert [byline.author.title for byline in page.bylines.all()] == ["Tom Achterberg"]
    assert page.first_published_at.isoformat() == "2026-11-22T19:27:43+00:00"
    assert page.changed_at is None  # changed a minute later: no real change
    assert page.live
    assert page.latest_revision.created_at.isoformat() == "2026-11-22T19:28:43+00:00"
    assert [block.block_type for block in page.body] == ["text"]
    assert "wpdiscuz" not in str(page.body.raw_data)


def test_the_picture_that_opens_a_body_leads_the_article():
    move_in()
    picture = article(8).lead_picture
    assert picture.description == "Cranes and warehouses along the east quay at dawn"
    assert picture.caption == "The east quay at dawn."
    assert picture.credit == "Tom Achterberg / The Harbour Ledger"
    assert (picture.width, picture.height) == (1600, 900)
    assert 52_000 < picture.file.size == picture.file_size < 52_839  # without its metadata
    assert picture.get_rendition("width-320").width == 320


def test_all_comments_come_in_with_states_and_nesting():
    report = move_in()
    comments = Comment.objects.filter(thread__article=article(8))
    assert Counter(comments.values_list("state", flat=True)) == {
        "approved": 200,
        "held": 5,
        "removed": 1,
    }
    approved = comments.filter(state="approved")
    assert Counter(approved.values_list("depth", flat=True)) == {1: 60, 2: 72, 3: 43, 4: 19, 5: 6}
    assert report.taken["comment, approved"] == 201
    for reply in comments.exclude(parent=None).select_related("parent", "root"):
        assert reply.depth == reply.parent.depth + 1
        assert reply.root.parent is None
        assert reply.root_id == (reply.parent.root_id or reply.parent_id)


def test_votes_add_up_to_those_of_the_file():
    report = move_in()
    assert report.voted == 195
    sums = Comment.objects.aggregate(score=Sum("score"), up=Sum("up"), down=Sum("down"))
    assert sums["score"] == report.votes == sums["up"] - sums["down"] == 2253
    first = Comment.objects.get(pk=2)
    assert (first.up, first.down, first.score, first.best) == (17, 2, 15, wilson(17, 2))


def test_what_the_comments_plugin_knew_comes_too():
    move_in()
    comments = Comment.objects.filter(thread__article=article(8))
    assert comments.filter(is_pinned=True).get().name == "Piet van Dam"
    assert comments.filter(is_closed=True).count() == 2
    keys = comments.exclude(question=None).order_by("pk").values_list("question__key", flat=True)
    assert list(keys) == ["fb1harbour", "fb1harbour", "fb2harbour"]
    question = PassageQuestion.objects.get(key="fb1harbour")
    assert question.question == "Did you hear about this before the notice went up?"
    assert question.quote.startswith("Documents seen by this newsroom")
    assert question.prefix == "m a notice taped to a lamp post."


def test_counters_are_those_that_the_rows_say():
    move_in()
    thread = Thread.objects.get(article=article(8))
    approved = thread.comments.filter(state="approved")
    assert thread.comment_count == 200
    assert thread.last_comment_at == approved.latest("created_at").created_at
    for comment in thread.comments.all():
        assert comment.reply_count == sum(
            comment.pk in _above(other) for other in approved.select_related("parent")
        )


def _above(comment: Comment) -> set[int]:
    found = set()
    while comment.parent is not None:
        comment = comment.parent
        found.add(comment.pk)
    return found


def test_comments_keep_their_numbers_and_the_database_counts_on():
    move_in()
    highest = Comment.objects.latest("pk").pk
    records = read_export(Stream(EXPORT))
    numbers = {record.id for record in records if isinstance(record, OldWordPressComment)}
    assert set(Comment.objects.values_list("pk", flat=True)) == numbers
    thread = Thread.objects.get(article=article(8))
    new = Comment.objects.create(
        thread=thread, words="New.", html="<p>New.</p>", created_at=thread.last_comment_at
    )
    assert new.pk > highest


OLD_AND_NEW = [
    (f"/{SEA_WALL}/", f"/news/{SEA_WALL}/"),
    (f"/{SEA_WALL}", f"/news/{SEA_WALL}/"),
    ("/?p=8", f"/news/{SEA_WALL}/"),
    ("/?p=8&preview=true", f"/news/{SEA_WALL}/"),
    ("/?page_id=2", "/sample-page/"),
    ("/?attachment_id=7", f"/news/{SEA_WALL}/"),
    ("/harbour/", f"/news/{SEA_WALL}/"),
    ("/category/uncategorized/", "/news/"),
    ("/category/uncategorized/page/2/", "/news/"),
    ("/?cat=1", "/news/"),
    ("/author/tom/", "/authors/tom/"),
    ("/?author=3", "/authors/tom/"),
    ("/feed/", "/feed.rss"),
    ("/category/uncategorized/feed/", "/news/feed.rss"),
    ("/author/tom/feed/", "/authors/tom/feed.rss"),
    ("/2026/11/", "/archive/2026/11/"),
    ("/?s=sea+wall", "/search/?q=sea+wall"),
    (f"/{SEA_WALL}/comment-page-2/", f"/news/{SEA_WALL}/"),
]


def test_an_old_address_leads_to_the_new_one_in_one_hop(client: Client) -> None:
    move_in()
    for old, new in OLD_AND_NEW:
        answer = client.get(old)
        assert (answer.status_code, answer.headers.get("Location")) == (301, new), old


def test_the_feed_of_an_old_article_is_its_discussion(client: Client):
    move_in()
    answer = client.get(f"/{SEA_WALL}/feed/")
    assert answer.headers["Location"] == f"/discussion/article-{article(8).pk}/feed.atom"


def test_an_address_that_was_never_there_stays_unknown(client: Client):
    move_in()
    assert client.get("/?p=9999").status_code == 200
    assert client.get("/nothing-of-this-name/feed/").status_code == 404


def test_a_page_that_keeps_its_address_needs_no_redirect(client: Client):
    move_in()
    assert not Redirect.objects.filter(old_path="/sample-page").exists()
    assert PlainPage.objects.get(slug="sample-page").live


def test_a_draft_stays_one():
    move_in()
    assert not PlainPage.objects.get(slug="privacy-policy").live


def test_the_word_uncategorized_is_shown_to_nobody():
    move_in()
    assert SectionPage.objects.get(slug="news").title == "News"
    assert not SectionPage.objects.filter(title__icontains="uncategorized").exists()
    assert not SectionPage.objects.filter(slug="seed").exists()  # nothing is in it


def test_a_paper_without_a_name_gets_the_old_one():
    move_in()
    assert NewsroomSettings.objects.get().name == "The Harbour Ledger"


def test_a_paper_without_a_name_takes_the_old_ones_language_where_we_speak_it():
    for old, ours in (("en-GB", "en-gb"), ("en-US", "en"), ("de-AT", "de"), ("nl", "en")):
        NewsroomSettings.objects.all().delete()
        name_the_paper(OldSite("Old", "", old))
        assert NewsroomSettings.objects.get().language == ours


def test_a_dry_run_writes_nothing_and_says_the_same():
    pages = ArticlePage.objects.count()
    dry = move_in(dry_run=True)
    assert (
        ArticlePage.objects.count(),
        Comment.objects.count(),
        ImportedObject.objects.count(),
    ) == (pages, 0, 0)
    assert not AuthorPage.objects.exists()
    wet = move_in()
    assert {**dry.as_data(), "dry_run": False} == wet.as_data()


def test_without_media_the_missing_files_are_named():
    report = move_in(media=None)
    assert report.left_out["attachment without its file: no --media folder was given"] == 1
    assert report.missing_files == ["2026/11/harbour.jpg"]
    assert not Picture.objects.exists()
    assert "The east quay at dawn." in str(article(8).body.raw_data)


def test_a_picture_of_the_second_run_is_taken_when_its_folder_comes_later():
    move_in(media=None)
    assert move_in().taken["picture"] == 1


@pytest.mark.parametrize(
    ("status", "is_live", "words"),
    [
        ("publish", True, ""),
        ("draft", False, "article that readers do not see: draft"),
        ("pending", False, "article that readers do not see: waiting for review"),
        ("private", False, "article that readers do not see: private"),
    ],
)
def test_what_was_not_for_everybody_is_a_draft(
    tmp_path: Path, status: str, is_live: bool, words: str
):
    report = move_in(write_export(tmp_path, OldItem(1, status=status)))
    assert article(1).live is is_live
    assert report.remarks[words] == (0 if is_live else 1)


def test_a_password_keeps_an_article_from_readers(tmp_path: Path):
    move_in(write_export(tmp_path, OldItem(1, password="secret")))
    assert not article(1).live


def test_a_scheduled_article_stays_scheduled(tmp_path: Path):
    move_in(write_export(tmp_path, OldItem(1, status="future", date="2027-01-02 03:04:05")))
    page = article(1)
    assert not page.live
    assert page.go_live_at.isoformat() == "2027-01-02T03:04:05+00:00"
    assert page.approved_schedule


def test_what_is_in_the_trash_stays_there_and_is_counted(tmp_path: Path):
    old = OldItem(1, status="trash", comments=[OldComment(1)])
    report = move_in(write_export(tmp_path, old))
    assert not ArticlePage.objects.exists()
    assert report.left_out["post in the trash"] == 1
    assert report.left_out["comment on what has no discussion here (post)"] == 1


def test_pages_stand_under_their_parents_whatever_their_order(tmp_path: Path):
    child, parent = (
        OldItem(1, type="page", slug="child", parent=2),
        OldItem(2, type="page", slug="parent"),
    )
    move_in(write_export(tmp_path, child, parent))
    assert PlainPage.objects.get(slug="child").url_path == "/home/parent/child/"


def test_pages_that_are_each_others_parents_stand_side_by_side(tmp_path: Path):
    one, other = (
        OldItem(1, type="page", slug="one", parent=2),
        OldItem(2, type="page", slug="other", parent=1),
    )
    move_in(write_export(tmp_path, one, other))
    assert PlainPage.objects.count() == 2


def test_links_between_articles_lead_to_their_new_pages(tmp_path: Path):
    link = '<p><a href="http://old.example/item-2/">Read this</a> and <a href="/?p=1">that</a></p>'
    move_in(write_export(tmp_path, OldItem(1, body=link), OldItem(2)))
    body = str(article(1).body.raw_data)
    assert f'<a linktype="page" id="{article(2).pk}">Read this</a>' in body
    assert f'<a linktype="page" id="{article(1).pk}">that</a>' in body


def test_the_newest_sticky_article_leads_the_front_page(tmp_path: Path):
    older, newer = OldItem(1, sticky=True), OldItem(2, sticky=True, date="2026-05-01 00:00:00")
    move_in(write_export(tmp_path, older, newer))
    assert HomePage.objects.get().lead_article_id == article(2).pk


def test_closed_comments_close_the_discussion(tmp_path: Path):
    move_in(write_export(tmp_path, OldItem(1, open=False)))
    assert Thread.objects.get(article=article(1)).state == Thread.State.CLOSED


def test_addresses_of_the_paper_itself_are_not_given_away(tmp_path: Path):
    move_in(write_export(tmp_path, OldItem(1, type="page", slug="search", title="Search")))
    assert PlainPage.objects.get().slug == "search-2"


def test_other_files_become_documents(tmp_path: Path):
    media = tmp_path / "uploads"
    media.mkdir()
    (media / "report.pdf").write_bytes(b"%PDF-1.4 report")
    body = '<!-- wp:file --><div class="wp-block-file"><a href="http://old.example/wp-content/uploads/report.pdf">The report</a></div><!-- /wp:file -->'
    file = write_export(
        tmp_path,
        OldItem(1, body=body),
        OldItem(2, type="attachment", status="inherit", file="report.pdf"),
    )
    report = move_in(file, Path(media))
    assert report.taken["document"] == 1
    assert [block.block_type for block in article(1).body] == ["file"]
