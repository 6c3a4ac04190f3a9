"""allauth's forms for what a passkey answers, safe from answers that no passkey gives."""

import struct
from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What the library that reads an answer raises of one that is made up: it looks up and unpacks before it checks.
_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, struct.error)


class _Careful:
    """Refuses in words what cannot be read."""

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
