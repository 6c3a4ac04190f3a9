"""The whole export of a real site, too large to be kept here: where it lies beside the checkout, its counts must be met."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count, Sum

from standfirst.discussion.models import Comment, Thread

from .old_paper import article, move_in

pytestmark = pytest.mark.django_db


def _beside(checkout: Path) -> Path | None:
    found = (
        file
        for above in checkout.parents
        for file in above.glob("*/data/wordpress/harbour-ledger.wxr.xz")
    )
    return next(found, None)


EXPORT = _beside(Path(settings.BASE_DIR if hasattr(settings, "BASE_DIR") else __file__).resolve())


@pytest.mark.skipif(EXPORT is None, reason="the whole export is not beside the checkout")
def test_ten_thousand_comments_come_in_complete():
    assert EXPORT is not None
    report = move_in(EXPORT, EXPORT.parent / "uploads")
    comments = Comment.objects.filter(thread__article=article(9))
    assert comments.filter(state="approved").count() == 10_000 == comments.count()
    depths = Counter(comments.values_list("depth", flat=True))
    assert depths == {1: 3000, 2: 3625, 3: 2169, 4: 913, 5: 293}
    assert comments.aggregate(sum=Sum("score"))["sum"] == 118_470
    assert Thread.objects.get(article=article(9)).comment_count == 10_000
    states = dict(Comment.objects.values_list("state").annotate(count=Count("pk")))
    assert states == {"approved": 10_201, "held": 5, "removed": 1}
    assert (report.taken["article"], report.taken["page"], report.taken["picture"]) == (3, 2, 1)
    assert not move_in(EXPORT, EXPORT.parent / "uploads").taken.total()
