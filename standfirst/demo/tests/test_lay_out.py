import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from standfirst.accounts.models import User
from standfirst.demo.services import SignIn, lay_out
from standfirst.discussion.models import Comment, CommentQuerySet, PassageQuestion, Thread
from standfirst.funding.models import Account, Campaign, Gift, Movement
from standfirst.publishing.blocks import BodyBlock
from standfirst.publishing.models import (
    ArticlePage,
    AuthorPage,
    KindOfWork,
    NewsroomSettings,
    Picture,
    PlainPage,
    TopicPage,
)

AT = datetime(2026, 1, 19, 11, 0, tzinfo=UTC)
LEAD = "sea-wall-costs-two-thirds-more"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def sign_ins(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[SignIn, ...]]:
    """Laid out once for the whole file: each test looks at it and puts back what it touched."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        yield lay_out(at=AT)
        transaction.set_rollback(True)


def _lead_comments() -> CommentQuerySet:
    return Comment.objects.filter(thread__article__slug=LEAD)


def _words(page: ArticlePage | PlainPage) -> str:
    """All that a body holds, as it is stored."""
    return repr(page.body.get_prep_value())


def _all_bodies() -> list[str]:
    return [_words(page) for model in (ArticlePage, PlainPage) for page in model.objects.all()]


def test_adds_up_to_what_the_meter_shows():
    gifts = Gift.objects.values_list("amount", flat=True)
    assert (len(gifts), sum(gifts)) == (84, 304_800)


def test_has_reached_the_milestones_on_the_day_the_gifts_say():
    campaign = Campaign.objects.get()
    reached = dict(campaign.milestones.values_list("amount", "reached_on"))
    assert list(reached) == [50_000, 250_000, 500_000]
    assert reached[500_000] is None
    for amount in (50_000, 250_000):
        until = campaign.gifts.filter(received_on__lt=reached[amount])
        through = campaign.gifts.filter(received_on__lte=reached[amount])
        assert sum(g.amount for g in until) < amount <= sum(g.amount for g in through)


def test_never_spent_more_than_had_come():
    campaign = Campaign.objects.get()
    spent = Movement.objects.filter(debit=Account.SPENT, campaign=campaign)
    assert spent.count() == 4
    for last in spent:
        until = spent.filter(occurred_at__lte=last.occurred_at)
        had_come = campaign.gifts.filter(received_on__lt=last.occurred_at.date())
        assert sum(it.minor for it in until) < sum(gift.amount for gift in had_come)


def test_names_who_gave_much():
    assert Gift.objects.filter(amount__gt=50_000, supporter=None).count() == 0


def test_shows_every_kind_of_work_and_every_block():
    kinds = set(ArticlePage.objects.values_list("kind", flat=True))
    assert kinds == set(KindOfWork.values) - {KindOfWork.ARTICLE}  # which claims nothing
    used = {block.block_type for page in ArticlePage.objects.all() for block in page.body}
    assert used == set(BodyBlock().child_blocks) - {"html"}


def test_holds_articles_worth_reading():
    articles = ArticlePage.objects.all()
    assert articles.count() >= 13
    for article in articles:
        assert 350 <= len(re.sub(r"<[^>]+>", " ", _words(article)).split()) <= 1600, article.slug
        assert article.bylines.exists(), article.slug
        assert article.topics.exists(), article.slug
        assert article.standfirst, article.slug


def test_is_fresh_on_the_day_it_is_laid_out():
    ages = [AT - at for at in ArticlePage.objects.values_list("first_published_at", flat=True)]
    assert timedelta(0) < min(ages) < timedelta(hours=12)
    assert timedelta(days=50) < max(ages) < timedelta(days=65)
    assert Comment.objects.filter(created_at__gte=AT).count() == 0


def test_dates_the_night_of_the_tide_by_its_own_clock():
    article = ArticlePage.objects.get(kind="live")
    updates = [block.value["at"] for block in article.body if block.block_type == "update"]
    night = [at.astimezone(ZoneInfo("Europe/Copenhagen")) for at in updates]
    assert (4, 52) in [(at.hour, at.minute) for at in night]
    assert article.first_published_at < min(updates) < max(updates) == article.changed_at < AT


def test_publishes_every_page_with_its_revision():
    pages = Page.objects.filter(depth__gt=1)
    assert pages.filter(live=False).count() == 0
    assert pages.filter(has_unpublished_changes=True).count() == 0
    assert pages.filter(live_revision=None).count() == 0


def test_keeps_what_must_be_known_of_a_picture():
    assert Picture.objects.count() >= 14
    for picture in Picture.objects.all():
        assert len(picture.description) > 40, picture.title
        assert picture.caption, picture.title
        assert picture.credit, picture.title
        assert picture.place, picture.title
        assert picture.taken_on, picture.title
        assert picture.licence_address, picture.title


def test_leads_every_reference_to_what_is_there():
    link = r'linktype="page" id="(\d+)"'
    numbers = {int(n) for body in _all_bodies() for n in re.findall(link, body)}
    assert numbers
    assert Page.objects.live().filter(pk__in=numbers).count() == len(numbers)
    for article in ArticlePage.objects.all():
        claimed = {int(n) for n in re.findall(r"#source-(\d+)", _words(article))}
        assert claimed <= set(range(1, len(article.sources) + 1)), article.slug


def test_leaves_no_mark_of_its_files_behind():
    texts = [*_all_bodies(), *Comment.objects.values_list("words", flat=True)]
    texts += Campaign.objects.values_list("purpose", flat=True)
    texts += ArticlePage.objects.values_list("standfirst", flat=True)
    for text in texts:
        assert "{{" not in text
        assert ":::" not in text
        assert "lorem ipsum" not in text.lower()
        assert "](" not in text


def test_hangs_the_question_on_words_of_the_article():
    question = PassageQuestion.objects.get()
    article = question.thread.article
    words = re.sub(
        r"<[^>]+>",
        "",
        " ".join(str(b.value) for b in article.body if isinstance(b.value, RichText)),
    )
    assert question.prefix + question.quote + question.suffix in words
    assert question.answers.count() >= 3


def test_shows_each_state_of_a_comment_under_the_lead():
    comments = _lead_comments()
    assert 35 <= comments.count() <= 45
    assert comments.filter(depth__gte=5).exists()
    assert comments.filter(is_pinned=True, parent=None).count() == 1
    assert comments.filter(is_picked=True).exists()
    assert comments.filter(is_closed=True, reply_count__gt=0).exists()
    assert comments.filter(state="held", held_for="newcomer").count() == 1
    removed = comments.get(state="removed")
    assert removed.reply_count > 0
    assert removed.removed_reason
    assert comments.filter(words__contains="Do you have a source to back that up?").exists()


def test_has_threads_of_many_sizes():
    sizes = list(Thread.objects.values_list("comment_count", flat=True))
    assert len(sizes) >= 7
    assert max(sizes) >= 120
    assert Thread.objects.filter(state="closed").exclude(closed_note="").count() == 1


def test_counts_threads_as_they_are():
    for thread in Thread.objects.all():
        approved = thread.comments.filter(state="approved")
        assert thread.comment_count == approved.count()
        assert thread.last_comment_at == max(c.created_at for c in approved)


def test_answers_only_what_was_said_before():
    for reply in Comment.objects.exclude(parent=None).select_related("parent", "root"):
        assert reply.pk > reply.parent.pk
        assert reply.created_at > reply.parent.created_at
        assert reply.depth == reply.parent.depth + 1
        assert reply.thread_id == reply.parent.thread_id
        assert reply.root.parent is None


def test_lets_authors_answer_under_their_own_work():
    authors = AuthorPage.objects.exclude(mail="").values_list("mail", "title")
    for comment in Comment.objects.filter(name__in=[name for _, name in authors]):
        assert comment.user is not None, comment.name
        assert (comment.user.email, comment.name) in authors
    assert _lead_comments().filter(user__email="ines@harbourledger.example").count() >= 3


def test_signs_in_each_role_once(sign_ins: tuple[SignIn, ...]):
    roles = [sign_in.role for sign_in in sign_ins]
    assert sorted(roles) == ["Editor", "Moderator", "Operator", "Reporter", "Treasurer"]
    for sign_in in sign_ins:
        user = User.objects.get(email=sign_in.email)
        assert user.check_password(sign_in.password)
        assert Group.objects.get(name=sign_in.role) in user.groups.all()


def test_fills_in_the_newsroom():
    newsroom = NewsroomSettings.for_site(Site.objects.get(is_default_site=True))
    assert newsroom.name == "The Harbour Ledger"
    for policy in (
        "about",
        "ethics",
        "corrections",
        "ownership",
        "unnamed_sources",
        "verification",
        "feedback",
        "kinds_of_work",
        "rules",
        "privacy",
    ):
        assert getattr(newsroom, policy).live, policy
    assert AuthorPage.objects.live().count() >= 5
    assert TopicPage.objects.live().count() >= 6


def test_leaves_a_site_with_articles_alone():
    def counts() -> list[int]:
        return [m.objects.count() for m in (Page, Picture, Comment, Gift, User, Campaign)]

    before = counts()
    assert lay_out(at=AT + timedelta(days=1)) == ()
    assert counts() == before
