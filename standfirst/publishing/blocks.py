"""What the body of an article or a page is made of, one block per kind."""

from typing import Any

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from standfirst.lib.html import sanitise_article

from . import languages

FEATURES = [
    "bold",
    "italic",
    "strikethrough",
    "superscript",
    "subscript",
    "code",
    "link",
    "document-link",
    "ol",
    "ul",
]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(features=FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "publishing/blocks/text.html"


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Heading"), max_length=200)
    level = blocks.ChoiceBlock(
        choices=[("2", _("Heading")), ("3", _("Smaller heading"))], default="2"
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "publishing/blocks/heading.html"


class DescriptionBlock(blocks.CharBlock):
    """What a picture shows in this place, for those who cannot see it."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("label", _("Description"))
        kwargs.setdefault(
            "help_text",
            _("Instead of the picture's own description, for those who cannot see it."),
        )
        super().__init__(required=False, max_length=255, **kwargs)

    def deconstruct(self) -> Any:  # noqa: ANN401
        """As the field that it is."""
        return "wagtail.blocks.CharBlock", (), {"required": False, "max_length": 255}


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(required=False, help_text=_("Instead of the picture's own caption."))
    alt = DescriptionBlock()
    link = blocks.URLBlock(required=False, help_text=_("Where the picture leads, if anywhere."))
    size = blocks.ChoiceBlock(
        choices=[("text", _("As wide as the text")), ("wide", _("Wide"))], default="text"
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "publishing/blocks/picture.html"


class GalleryPictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(required=False)
    alt = DescriptionBlock()


class GalleryBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False)
    pictures = blocks.ListBlock(GalleryPictureBlock(), min_num=2)

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "publishing/blocks/gallery.html"


class LanguageBlock(blocks.ChoiceBlock):
    """In which language words are; left empty, they are in the article's."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("label", _("Language"))
        kwargs.setdefault("help_text", _("Only if it is not the language of the article."))
        super().__init__(choices=languages.of_passages, required=False, **kwargs)

    def deconstruct(self) -> Any:  # noqa: ANN401
        """Without the list of languages, which migrations need not know."""
        return "wagtail.blocks.CharBlock", (), {"required": False}


class PassageBlock(blocks.StructBlock):
    """Words in another language than the article's."""

    language = LanguageBlock(help_text=_("Screen readers then pronounce it correctly."))
    text = blocks.RichTextBlock(features=FEATURES)

    class Meta:
        icon = "globe"
        label = _("Text in another language")
        template = "publishing/blocks/passage.html"


class PullQuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(rows=2)
    attribution = blocks.CharBlock(required=False)
    language = LanguageBlock()

    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        template = "publishing/blocks/pull_quote.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(features=["bold", "italic", "link"])
    attribution = blocks.CharBlock(required=False, help_text=_("Who said it, where, when."))
    source_url = blocks.URLBlock(required=False)
    language = LanguageBlock()

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "publishing/blocks/quote.html"


class EmbedBlock(blocks.StructBlock):
    url = blocks.URLBlock(
        label=_("Address"), help_text=_("Nothing is loaded from there until the reader asks.")
    )
    title = blocks.CharBlock(help_text=_("What the reader will see or hear."))
    caption = blocks.CharBlock(required=False)

    class Meta:
        icon = "media"
        label = _("Embed")
        template = "publishing/blocks/embed.html"


class TableWithNoteBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False)
    unit = blocks.CharBlock(
        required=False, help_text=_("For example: millions of dollars, prices of 2024.")
    )
    table = TableBlock()
    note = blocks.CharBlock(required=False, help_text=_("Where the figures come from."))

    def get_searchable_content(self, value: Any) -> list[str]:  # noqa: ANN401 - Wagtail's value of a block
        """Return its words; a cell may hold a number, which is none yet."""
        return [str(words) for words in super().get_searchable_content(value)]

    class Meta:
        icon = "table"
        label = _("Table")
        template = "publishing/blocks/table.html"


class DataBoxBlock(blocks.StructBlock):
    title = blocks.CharBlock()
    text = blocks.RichTextBlock(features=FEATURES)
    source = blocks.CharBlock(required=False)

    class Meta:
        icon = "form"
        label = _("Data box")
        template = "publishing/blocks/data_box.html"


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock()
    description = blocks.CharBlock(required=False)

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "publishing/blocks/file.html"


class CodeBlock(blocks.StructBlock):
    language = blocks.CharBlock(required=False)
    code = blocks.TextBlock()

    class Meta:
        icon = "code"
        label = _("Code")
        template = "publishing/blocks/code.html"


def _zone_in_words() -> str:
    """Name the zone where a script of Wagtail's makes the field, which cannot."""
    return gettext("Time zone: %(zone)s.") % {"zone": timezone.get_current_timezone_name()}


class UpdateBlock(blocks.StructBlock):
    at = blocks.DateTimeBlock(label=_("When"))
    title = blocks.CharBlock()
    text = blocks.RichTextBlock(features=FEATURES)

    class Meta:
        icon = "time"
        label = _("Update")
        help_text = lazy(_zone_in_words, str)()
        template = "publishing/blocks/update.html"


class HtmlBlock(blocks.RawHTMLBlock):
    """Mark-up that came from elsewhere and has no block of its own; sanitised when saved."""

    def clean(self, value: str) -> str:
        return sanitise_article(super().clean(value) or "")

    class Meta:
        icon = "code"
        label = _("HTML (from an import)")
        template = "publishing/blocks/html.html"


class BodyBlock(blocks.StreamBlock):
    text = TextBlock()
    heading = HeadingBlock()
    passage = PassageBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    pull_quote = PullQuoteBlock()
    quote = QuoteBlock()
    embed = EmbedBlock()
    table = TableWithNoteBlock()
    data_box = DataBoxBlock()
    file = FileBlock()
    code = CodeBlock()
    update = UpdateBlock()
    html = HtmlBlock()


class SourceBlock(blocks.StructBlock):
    """What a claim rests on; text links to it as `#source-N`."""

    kind = blocks.ChoiceBlock(
        choices=[
            ("document", _("Document")),
            ("conversation", _("Conversation")),
            ("broadcast", _("Broadcast")),
            ("publication", _("Publication")),
            ("data", _("Data")),
        ],
        default="document",
    )
    who = blocks.CharBlock(help_text=_("A person, an office or a document."))
    said_on = blocks.DateBlock(required=False)
    about_when = blocks.CharBlock(required=False, help_text=_("Which time it speaks of."))
    via = blocks.CharBlock(
        required=False, help_text=_("How it reached us: an interview, a letter, a broadcast.")
    )
    url = blocks.URLBlock(required=False)
    note = blocks.CharBlock(required=False)
    archived_url = blocks.URLBlock(required=False)
    archived_on = blocks.DateBlock(required=False)
    status = blocks.ChoiceBlock(
        required=False,
        choices=[
            ("confirmed", _("Confirmed")),
            ("one_source", _("One source")),
            ("disputed", _("Disputed")),
        ],
    )
    status_note = blocks.CharBlock(required=False)

    class Meta:
        icon = "link"
        label = _("Source")


class SourcesBlock(blocks.StreamBlock):
    source = SourceBlock()
