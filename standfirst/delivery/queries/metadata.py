"""What stands around a page that its own row does not hold."""

from standfirst.delivery.addresses import Addresses
from standfirst.delivery.linked_data.articles import Story
from standfirst.delivery.linked_data.newsroom import House
from standfirst.delivery.pictures import lead, shared
from standfirst.publishing.models import ArticlePage, AuthorIndexPage, NewsroomSettings
from standfirst.publishing.queries import policies

from .articles import topics_of


def house_of(newsroom: NewsroomSettings, addresses: Addresses) -> House:
    """Return the newsroom with its policies, logo and other homes: at most five queries."""
    masthead = AuthorIndexPage.objects.live().values_list("url_path", flat=True).first()
    pages = policies(newsroom)
    return House(
        newsroom=newsroom,
        policies={name: addresses.page(page) for name, page in pages.items()},
        logo=shared(newsroom.logo),
        elsewhere=tuple(link.url for link in newsroom.social_links.all()),
        masthead=addresses.at(masthead) if masthead else "",
    )


def story_of(article: ArticlePage, addresses: Addresses, newsroom: NewsroomSettings) -> Story:
    """Return `article` with section, authors, topics and picture: at most seven queries."""
    bylines = article.bylines.select_related("author").order_by("sort_order")
    return Story(
        page=article,
        address=addresses.page(article),
        section=article.section.title,
        authors=[(it.author, addresses.page(it.author)) for it in bylines],
        topics=topics_of([article]).get(article.pk, []),
        picture=lead(article),
        language=article.language or newsroom.language,
    )
