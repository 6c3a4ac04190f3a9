from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from standfirst.publishing.blocks import BodyBlock
from standfirst.publishing.body import Body, read_body
from standfirst.publishing.forms_of_pages import PageForm, TopPageForm

from .privacy import HIDE_FROM_SEARCH, HIDE_FROM_SEARCH_HELP


class HomePage(Page):
    """The front page; the paper's pages stand below it."""

    lead_article = models.ForeignKey(
        "publishing.ArticlePage",
        verbose_name=_("lead article"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Shown at the top. If you leave it empty, it is the newest."),
    )

    content_panels = [*Page.content_panels, FieldPanel("lead_article")]
    parent_page_types = ["wagtailcore.Page"]
    base_form_class = PageForm
    template = "publishing/home.html"

    class Meta:
        verbose_name = _("home page")


class SectionPage(Page):
    """A section of the paper: what stands under it belongs to it."""

    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    parent_page_types = ["publishing.HomePage"]
    subpage_types = ["publishing.ArticlePage"]
    base_form_class = TopPageForm
    template = "publishing/section.html"

    class Meta:
        verbose_name = _("section")


class AuthorIndexPage(Page):
    """Everybody who writes for the paper."""

    parent_page_types = ["publishing.HomePage"]
    subpage_types = ["publishing.AuthorPage"]
    base_form_class = PageForm
    max_count = 1
    template = "publishing/author_index.html"

    class Meta:
        verbose_name = _("authors")


class AuthorPage(Page):
    """Somebody who writes for the paper; the title is the name."""

    photo = models.ForeignKey(
        "publishing.Picture", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    role = models.CharField(_("role"), max_length=100, blank=True)
    expertise = models.CharField(
        _("expertise"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences, shown beside the work."),
    )
    biography = RichTextField(_("biography"), blank=True, features=["bold", "italic", "link"])
    mail = models.EmailField(_("public email address"), blank=True)
    contact_url = models.URLField(_("another way to contact them"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("photo"),
        FieldPanel("role"),
        FieldPanel("expertise"),
        FieldPanel("biography"),
        FieldPanel("mail"),
        FieldPanel("contact_url"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("expertise"),
        index.SearchField("biography"),
    ]
    parent_page_types = ["publishing.AuthorIndexPage"]
    base_form_class = PageForm
    subpage_types: list[str] = []
    template = "publishing/author.html"

    class Meta:
        verbose_name = _("author")


class TopicIndexPage(Page):
    """All topics."""

    parent_page_types = ["publishing.HomePage"]
    subpage_types = ["publishing.TopicPage"]
    base_form_class = PageForm
    max_count = 1
    template = "publishing/topic_index.html"

    class Meta:
        verbose_name = _("topics")


class TopicPage(Page):
    """A subject that articles of any section may belong to."""

    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    parent_page_types = ["publishing.TopicIndexPage"]
    base_form_class = PageForm
    subpage_types: list[str] = []
    template = "publishing/topic.html"

    class Meta:
        verbose_name = _("topic")


class PlainPage(Page):
    """A page that is no article: about, policies, contact."""

    body = StreamField(BodyBlock(), blank=True)
    hide_from_search = models.BooleanField(
        HIDE_FROM_SEARCH, default=False, help_text=HIDE_FROM_SEARCH_HELP
    )

    content_panels = [*Page.content_panels, FieldPanel("body")]
    promote_panels = [*Page.promote_panels, FieldPanel("hide_from_search")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    parent_page_types = ["publishing.HomePage", "publishing.PlainPage"]
    subpage_types = ["publishing.PlainPage"]
    base_form_class = TopPageForm
    template = "publishing/plain.html"

    class Meta:
        verbose_name = _("plain page")

    @cached_property
    def reading(self) -> Body:
        """The body as it is read: its parts and headings."""
        return read_body(self.body)
