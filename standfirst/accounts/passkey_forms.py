"""allauth's forms for what a passkey answers, safe from answers that no passkey gives."""

import struct
from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What the library that reads an answer raises of one that is made up: it looks up and unpacks before it checks.
_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, struct.error)


class _AnswerField(forms.JSONField):
    """A passkey's answer; one that is nested without end is none."""

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - whatever was sent
        try:
            return super().to_python(value)
        except RecursionError as unreadable:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from unreadable


class _Careful:
    """Refuses in words what cannot be read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's
        super().__init__(*args, **kwargs)
        self.fields["credential"] = _AnswerField(widget=forms.HiddenInput)  # type: ignore[attr-defined]

    def clean_credential(self) -> Any:  # noqa: ANN401 - allauth's
        clean = getattr(super(), "clean_credential", None)
        if clean is None:
            return self.cleaned_data["credential"]  # type: ignore[attr-defined]
        return _read(clean)

    def clean(self) -> Any:  # noqa: ANN401 - allauth's
        return _read(super().clean)  # type: ignore[misc]


def _read(clean: Any) -> Any:  # noqa: ANN401
    try:
        return clean()
    except _UNREADABLE as unreadable:
        raise ValidationError(_("The passkey’s answer could not be read.")) from unreadable


class SignInPasskeyForm(_Careful, LoginWebAuthnForm):
    """Sign in by passkey alone."""


class SecondStepPasskeyForm(_Careful, AuthenticateWebAuthnForm):
    """A passkey beside the first proof."""


class AddPasskeyForm(_Careful, AddWebAuthnForm):
    """A new passkey."""
