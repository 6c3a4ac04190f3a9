from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Self, cast

from django.db import models
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from standfirst.publishing import languages
from standfirst.publishing.blocks import BodyBlock, SourcesBlock
from standfirst.publishing.body import Body, read_body, time_of_stored
from standfirst.publishing.forms_of_pages import ArticleForm
from standfirst.publishing.sources import number_sources, sum_in_words

from .kept import KeptInVersions
from .privacy import HIDE_FROM_SEARCH, HIDE_FROM_SEARCH_HELP, borrowed, closed_to_some


class KindOfWork(models.TextChoices):
    """What a piece of work is, said openly at the end of its headline."""

    ARTICLE = "article", _("Article")
    REPORT = "report", _("Report")
    ANALYSIS = "analysis", _("Analysis")
    OPINION = "opinion", _("Opinion")
    INVESTIGATION = "investigation", _("Investigation")
    EXPLAINER = "explainer", _("Explainer")
    LIVE = "live", _("Live")

    @property
    def meaning(self) -> str | Promise:
        """What a reader may expect of it, in one clause; an article claims nothing."""
        return _MEANINGS.get(self, "")


_MEANINGS: dict[KindOfWork, str | Promise] = {
    KindOfWork.REPORT: _("what we saw, were told and could check."),
    KindOfWork.ANALYSIS: _("what we know, and what we think follows from it."),
    KindOfWork.OPINION: _("what its author thinks. The facts in it are checked like all others."),
    KindOfWork.INVESTIGATION: _("what somebody would rather keep quiet, and how we found it out."),
    KindOfWork.EXPLAINER: _("how something works, from what is known about it."),
    KindOfWork.LIVE: _("what we learn, as we learn it. The newest comes first."),
}


class ArticleQuerySet(PageQuerySet):
    """Articles; what a list of them needs is one more word away."""

    def for_everybody(self) -> Self:
        """Without what only some may read, an article or its whole section."""
        return cast(Self, self.exclude(closed_to_some()))

    def of_their_own(self) -> Self:
        """Without aliases and what is under one: who may read those is said elsewhere."""
        return cast(Self, self.exclude(borrowed()))

    def originals(self) -> Self:
        """Without aliases: an article that stands in two places is listed once."""
        return cast(Self, self.filter(alias_of=None))

    def newest_first(self) -> Self:
        """By date of publication; the number decides between equals."""
        return cast(Self, self.order_by("-first_published_at", "-pk"))

    def for_listing(self) -> Self:
        """With the picture, its sizes, the authors and the section: no query per row."""
        related = self.select_related("lead_picture")
        return cast(Self, related.prefetch_related("lead_picture__renditions", "bylines__author"))


class ArticlePage(Page):
    """A piece of journalism; `title` is its headline, its parent page its section."""

    standfirst = models.TextField(
        _("standfirst"), blank=True, help_text=_("The lines under the headline.")
    )
    kind = models.CharField(
        _("kind of work"), max_length=15, choices=KindOfWork, default=KindOfWork.REPORT
    )
    dateline = models.CharField(
        _("dateline"), max_length=100, blank=True, help_text=_("Where it was written.")
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        choices=languages.choices,
        help_text=_(
            "Change it only if this article is not in the paper’s own language. Screen readers then "
            "pronounce it correctly."
        ),
    )
    lead_picture = models.ForeignKey(
        "publishing.Picture",
        verbose_name=_("lead picture"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="leads",
    )
    lead_caption = models.CharField(
        _("caption of the lead picture"),
        max_length=500,
        blank=True,
        help_text=_("Instead of the picture's own caption."),
    )
    lead_alt = models.CharField(
        _("description of the lead picture"),
        max_length=255,
        blank=True,
        help_text=_("Instead of the picture's own description, for those who cannot see it."),
    )
    body = StreamField(BodyBlock(), blank=True)
    sources = StreamField(
        SourcesBlock(),
        blank=True,
        help_text=_(
            "What it rests on. Link words of the text to #source-1 to mark a claim of the first source."
        ),
    )
    topics = ParentalManyToManyField("publishing.TopicPage", blank=True, related_name="articles")
    changed_at = models.DateTimeField(
        _("last real change"),
        null=True,
        blank=True,
        help_text=_(
            "Shown as “Updated”. Leave it for a repaired comma, set it when the facts changed."
        ),
    )

    hide_from_search = models.BooleanField(
        HIDE_FROM_SEARCH, default=False, help_text=HIDE_FROM_SEARCH_HELP
    )
    # By what the readers' feeds of the site it came from know it: a copy is another article.
    old_feed_id = models.CharField(max_length=500, blank=True, editable=False)
    exclude_fields_in_copy = ["old_feed_id"]

    objects: ClassVar[PageManager] = PageManager.from_queryset(ArticleQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("standfirst"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("dateline"), FieldPanel("language")]),
        InlinePanel("bylines", label=_("Byline")),
        FieldPanel("lead_picture"),
        FieldRowPanel([FieldPanel("lead_caption"), FieldPanel("lead_alt")]),
        FieldPanel("body"),
        FieldPanel("sources"),
        MultiFieldPanel(
            [
                FieldPanel("topics"),
                InlinePanel("related_articles", label=_("Related article"), max_num=6),
            ],
            heading=_("Connections"),
        ),
        FieldPanel("changed_at"),
    ]
    promote_panels = [*Page.promote_panels, FieldPanel("hide_from_search")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("standfirst", boost=2),
        index.SearchField("body"),
        index.SearchField("dateline"),
        index.FilterField("kind"),
    ]
    parent_page_types = ["publishing.SectionPage"]
    subpage_types: list[str] = []
    base_form_class = ArticleForm
    template = "publishing/article.html"

    class Meta:
        verbose_name = _("article")

    @cached_property
    def section(self) -> Page:
        """The section that the article stands in; listings set it for all their rows at once."""
        return self.get_parent()

    @property
    def kind_of_work(self) -> KindOfWork:
        """The kind with its words, where `kind` is only its name."""
        return KindOfWork(self.kind)

    @property
    def kind_label(self) -> str | Promise:
        """The kind in a word, beside its headline; none where nothing is claimed."""
        return "" if self.kind == KindOfWork.ARTICLE else self.kind_of_work.label

    @property
    def is_live(self) -> bool:
        """Whether it is still being written: the page says so beside its section."""
        return self.kind == KindOfWork.LIVE

    @property
    def updated_at(self) -> datetime | None:
        """When readers last got something new: by the editor's word or, of a live page, by an update.

        None if nothing has changed since it came out. An update dated ahead counts from the day it
        was published.
        """
        times = [self.changed_at, *(self._update_times() if self.is_live else ())]
        since = self.first_published_at
        return max((at for at in times if at and (since is None or at > since)), default=None)

    def _update_times(self) -> Iterator[datetime]:
        for at in map(time_of_stored, self.body.raw_data):
            if at:
                yield min(at, self.last_published_at or at)

    @cached_property
    def reading(self) -> Body:
        """The body as it is read: its parts, headings, claims and length."""
        sources = number_sources(block.value for block in self.sources)
        return read_body(self.body, sources=sources, dateline=self.dateline)

    @property
    def rests_on(self) -> str:
        """How many claims rest on how many sources, in a sentence."""
        sources = [listed.source for listed in self.reading.sources]
        return sum_in_words(sources, self.reading.claimed)


class Byline(KeptInVersions):
    """Who wrote an article, in order."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        "publishing.AuthorPage", on_delete=models.PROTECT, related_name="bylines"
    )

    panels = [PageChooserPanel("author", "publishing.AuthorPage")]

    class Meta(KeptInVersions.Meta):
        constraints = [
            models.UniqueConstraint(fields=["article", "author"], name="one_byline_per_author")
        ]


class RelatedArticle(Orderable):
    """An article that an editor put beside another."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_articles")
    to = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("to", "publishing.ArticlePage")]
