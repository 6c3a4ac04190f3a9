import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from standfirst.discussion.models import Comment
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


def test_can_be_read_whatever_sign_a_comment_holds(client: Client):
    article = make_article()
    make_comment(make_thread(article), words="Odd", html="<p>Odd \ufffe\uffff</p>", name="A\ufffe")
    answer = client.get(f"/discussion/article-{article.pk}/feed.atom")
    assert ET.fromstring(answer.content) is not None  # noqa: S314 - our own
    assert Comment.objects.count() == 1
