import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .services.asking import LONGEST_QUESTION, Asked, AskRefused
from .services.posting import LONGEST_NAME, Draft, PostRefused

_BIGGEST = 2**63 - 1


class CommentForm(forms.Form):
    """A comment as it was typed; what it may say is decided where it is posted."""

    words = forms.CharField(required=False, strip=False)
    name = forms.CharField(
        required=False,
        max_length=LONGEST_NAME,
        error_messages={"max_length": _("Please give a name of at most 80 characters.")},
    )
    mail = forms.EmailField(
        required=False,
        error_messages={"invalid": _("Please write the mail address like name@example.org.")},
    )
    parent = forms.IntegerField(required=False, min_value=1, max_value=_BIGGEST)
    question = forms.IntegerField(required=False, min_value=1, max_value=_BIGGEST)
    key = forms.CharField(required=False, max_length=36)

    def clean_words(self) -> str:
        # Browsers send line ends as CR LF; as many characters as were typed are counted.
        words: str = self.cleaned_data["words"]
        return words.replace("\r\n", "\n").strip()

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
            key=uuid.uuid5(_uuid(values["key"]), "\n".join(typed)),
        )

    def add_refusal(self, refusal: PostRefused) -> None:
        self.add_error(refusal.field or None, str(refusal))


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
