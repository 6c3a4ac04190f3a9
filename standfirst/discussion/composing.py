"""What the forms for writing are handed."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from standfirst.lib.prepared import Prepared

from .forms import CommentForm, WordsForm
from .keeping import kept_words
from .lines import figure
from .models import Comment, DiscussionSettings, Thread
from .readers import Reader, reader_of
from .services.standing import why_suspended

# Of keys that are made, not thought up.
_KEYS = uuid.UUID("5c8f4a6e-6f0b-4f0e-9c6f-0a6d4f6b2d11")


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """A form for a comment, a reply or an edit, with what was typed into it before."""

    action: str
    # The page that holds this form and nothing else; what is kept for it comes back there.
    place: str
    # Under which the browser keeps what is not sent yet.
    kept_as: str
    form: WordsForm
    reader: Reader
    rules: DiscussionSettings
    key: str = ""
    parent: Comment | None = None
    # The number of the question about a passage that is answered.
    question: int | None = None
    preview_place: str = ""
    # As it would be shown; sanitised.
    preview: str = ""
    # It began with what its writer typed before they signed in, or with a quotation.
    is_kept: bool = False
    quotes: bool = False

    @property
    def suspended(self) -> str:
        """Why this reader may not write, in sentences; "" for everybody else. One query for who is suspended."""
        return why_suspended(self.reader.user)

    @property
    def mark(self) -> str:
        """Tells the ids of several forms on one page apart."""
        return f"-{self.parent.pk}" if self.parent else ""

    @property
    def is_typed(self) -> bool:
        """Whether the words in it are what its writer typed last, and not what it began with."""
        return self.form.is_bound or self.is_kept

    @property
    def is_new(self) -> bool:
        """Whether nobody's words are in it: but for name and address it is the same for all who sign in, and for all others."""
        return not (self.is_typed or self.quotes or self.preview or self.parent)

    @property
    def is_by_guest(self) -> bool:
        """Whether nobody is signed in."""
        return self.reader.user is None

    @property
    def is_private(self) -> bool:
        """Whether it holds what is nobody else's: a name, or words that were typed."""
        return self.reader.is_known or self.is_typed

    @property
    def writes_as(self) -> str:
        """The name of a reader who signed in."""
        return self.reader.user.get_full_name() if self.reader.user else ""

    @property
    def writer(self) -> str:
        """Whom the form is laid out for, as `Writer.number` says it."""
        return str(self.reader.user.pk) if self.reader.user else ""

    @property
    def needs_sign_in(self) -> bool:
        """Whether only readers who sign in may write, and this one has not."""
        return not self.rules.guests_may_write and self.reader.user is None

    @property
    def takes_pictures(self) -> bool:
        """Whether a picture may come along."""
        return self.rules.pictures_allowed and isinstance(self.form, CommentForm)

    @property
    def can_notify(self) -> bool:
        """Whether its writer may ask to hear of answers: a letter can go out, and somebody can answer."""
        return settings.CAN_MAIL and isinstance(self.form, CommentForm)

    @property
    def needs_mail(self) -> bool:
        """Whether guests must give an address."""
        return self.rules.mail_required or self.rules.mail_confirmed

    @property
    def rules_address(self) -> str:
        """Where the newsroom's rules of discussion are."""
        page = self.rules.rules_page if self.rules.site_id else None
        return (page.url or "") if page else ""

    @property
    def back(self) -> str:
        """Where the comment is that would be answered."""
        return reverse("discussion:comment", args=[self.parent.pk]) if self.parent else ""

    @property
    def longest(self) -> str:
        """How long a comment may be, as the language writes figures."""
        return figure(self.rules.longest)


def written_form(
    *,
    request: HttpRequest | None,
    thread: Thread,
    rules: DiscussionSettings,
    form: CommentForm | None = None,
    parent: Comment | None = None,
    question: int | None = None,
    preview: str = "",
) -> WrittenForm:
    """Return the form for a comment in `thread`, or for a reply to `parent`.

    A guest who wrote here before finds their name in it: one query for a guest who is known.

    Args:
        form: one that was refused, or is to be seen before it is sent.
    """
    reader = reader_of(request)
    typed = form.data.get("key", "") if form else ""
    place = place_of(thread, parent, question)
    is_here = request is not None and request.path == place
    kept = kept_words(request, place) if request and is_here else {}
    quotes = bool(request and is_here and parent and "quote" in request.GET)
    initial = _guest(reader) | ({"words": quote_of(parent)} if parent and quotes else {}) | kept
    return WrittenForm(
        action=reverse("discussion:post", args=[thread.key]),
        place=place,
        kept_as=kept_as(thread.key, parent=parent.pk if parent else None, question=question),
        form=form or CommentForm(initial=initial),
        reader=reader,
        rules=rules,
        key=typed or _key_for(thread, reader),
        parent=parent,
        question=question,
        preview_place=f"{reverse('discussion:preview')}?thread={thread.key}",
        preview=preview,
        is_kept="words" in kept,
        quotes=quotes,
    )


def edit_form(
    *,
    request: HttpRequest,
    comment: Comment,
    rules: DiscussionSettings,
    form: WordsForm | None = None,
    preview: str = "",
) -> WrittenForm:
    """Return the form for changing the words of `comment`."""
    place = reverse("discussion:edit", args=[comment.pk])
    kept = kept_words(request, place)
    initial = {"words": comment.words, **kept}
    return WrittenForm(
        action=place,
        place=place,
        kept_as=f"edit.{comment.pk}",
        form=form or WordsForm(initial=initial),
        reader=reader_of(request),
        rules=rules,
        preview_place=f"{reverse('discussion:preview')}?thread={comment.thread.key}",
        preview=preview,
        is_kept="words" in kept,
    )


def kept_as(key: str, *, parent: int | None, question: int | None) -> str:
    """Under which name a browser keeps what is not sent yet: one for each form of a thread."""
    if parent:
        return f"{key}.{parent}"
    return f"{key}.question-{question}" if question else key


def place_of(thread: Thread, parent: Comment | None, question: int | None = None) -> str:
    """Return the address of the page that holds the form, as near to it alone as there is."""
    if question:
        return reverse("discussion:question", args=[question])
    if parent:
        return reverse("discussion:reply", args=[parent.pk])
    return reverse("discussion:write", args=[thread.key])


def quote_of(comment: Comment) -> str:
    """Return a comment's words as a quotation in Markdown, with room to answer below."""
    lines = (f"> {line}".rstrip() for line in comment.words.splitlines())
    return "\n".join(lines) + "\n\n"


def _key_for(thread: Thread, reader: Reader) -> str:
    """A key for one form, by which a second click adds nothing.

    Strangers share one, because their pages are the same bytes, until somebody comments: what they type, and
    who sends it, makes it theirs when it is posted.
    """
    if reader.is_known:
        return str(uuid.uuid4())
    return str(uuid.uuid5(_KEYS, f"{thread.key} {thread.comment_count} {thread.last_comment_at}"))


_written_by: Prepared[tuple[str, str]] = Prepared(
    lambda guest_key: (
        Comment.objects.filter(guest_key=guest_key, user__isnull=True)
        .order_by("-pk")
        .values_list("name", "mail")[:1]
    ),
    str,
)


def _guest(reader: Reader) -> dict[str, str]:
    """Under which name and mail address a guest wrote last, from this browser."""
    if reader.guest_key is None or reader.user:
        return {}
    last = _written_by.first(reader.guest_key)
    return dict(zip(("name", "mail"), last, strict=True)) if last else {}
