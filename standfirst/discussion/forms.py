import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .services import Draft, PostRefused, SentPicture
from .services.asking import LONGEST_QUESTION, Asked, AskRefused
from .services.writers import LONGEST_NAME

_BIGGEST = 2**63 - 1


class WordsForm(forms.Form):
    """Words as they were typed; what they may say is decided where they are written down."""

    words = forms.CharField(required=False, strip=False)

    def clean_words(self) -> str:
        # Browsers send line ends as CR LF; as many characters as were typed are counted.
        words: str = self.cleaned_data["words"]
        return words.replace("\r\n", "\n").strip()

    def add_refusal(self, refusal: PostRefused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class CommentForm(WordsForm):
    """A comment as it was typed."""

    name = forms.CharField(
        required=False,
        max_length=LONGEST_NAME,
        error_messages={"max_length": _("Please enter a name of at most 80 characters.")},
    )
    mail = forms.EmailField(
        required=False,
        error_messages={"invalid": _("Please write the email address like name@example.org.")},
    )
    parent = forms.IntegerField(required=False, min_value=1, max_value=_BIGGEST)
    question = forms.IntegerField(required=False, min_value=1, max_value=_BIGGEST)
    key = forms.CharField(required=False, max_length=36)
    # Whom the form was laid out for: the number of an account, "" for a guest.
    writer = forms.CharField(required=False, max_length=20)
    description = forms.CharField(required=False)
    notify = forms.BooleanField(required=False)
    picture = forms.FileField(required=False, allow_empty_file=True, max_length=None)

    def clean_picture(self) -> SentPicture | None:
        # Not looked into here: whether anything is taken at all is asked first, where it is posted.
        sent = self.cleaned_data["picture"]
        if not sent:
            return None
        return SentPicture(sent.file, sent.size, self.cleaned_data.get("description", ""))

    def draft(self, thread_key: str) -> Draft:
        """What was typed, with a key that a second click on the same form has, too.

        The form's own key is not enough: going back in the browser gives it to the next comment.
        A page that is stored gives it to all its readers; who sends it is added where it is posted.
        """
        values: dict[str, Any] = self.cleaned_data
        typed = [
            thread_key,
            *(str(values[name]) for name in ("parent", "question", "words", "name", "mail")),
        ]
        return Draft(
            words=values["words"],
            name=values["name"],
            mail=values["mail"],
            parent_id=values["parent"],
            question_id=values["question"],
            meant=values["writer"],
            picture=values["picture"],
            wants_replies=values["notify"],
            key=uuid.uuid5(_uuid(values["key"]), "\n".join(typed)),
        )


class AskForm(forms.Form):
    """A question about a passage, as it was typed."""

    quote = forms.CharField(required=False)
    # What stands around the words where a script knows it; no browser's autofill has a say in that.
    prefix_words = forms.CharField(required=False, strip=False)
    suffix_words = forms.CharField(required=False, strip=False)
    question = forms.CharField(required=False, max_length=2 * LONGEST_QUESTION)

    def asked(self) -> Asked:
        values: dict[str, Any] = self.cleaned_data
        return Asked(
            quote=values["quote"],
            question=values["question"],
            prefix=values["prefix_words"],
            suffix=values["suffix_words"],
        )

    def add_refusal(self, refusal: AskRefused) -> None:
        self.add_error(refusal.field or None, str(refusal))


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
