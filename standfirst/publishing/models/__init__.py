"""The paper's own tables: pictures, pages and what the newsroom says of itself."""

from .articles import ArticlePage, ArticleQuerySet, Byline, KindOfWork, RelatedArticle
from .newsroom import NewsroomSettings, SocialLink
from .pages import (
    AuthorIndexPage,
    AuthorPage,
    HomePage,
    PlainPage,
    SectionPage,
    TopicIndexPage,
    TopicPage,
)
from .pictures import Picture, PictureRendition
from .privacy import closed_by_itself, closed_to_some

__all__ = [
    "ArticlePage",
    "ArticleQuerySet",
    "AuthorIndexPage",
    "AuthorPage",
    "Byline",
    "HomePage",
    "KindOfWork",
    "NewsroomSettings",
    "Picture",
    "PictureRendition",
    "PlainPage",
    "RelatedArticle",
    "SectionPage",
    "SocialLink",
    "TopicIndexPage",
    "TopicPage",
    "closed_by_itself",
    "closed_to_some",
]
