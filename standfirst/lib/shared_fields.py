"""Forms that are filled in with every request, without a copy of each field for each form."""

from typing import Any, Self, TypeVar

from django.forms import BaseForm, Field

Form = TypeVar("Form", bound=type[BaseForm])


class _Shared(dict[str, Field]):
    """What a form takes for its own copy of the fields: another mapping of the same ones."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return type(self)(self)


def share_fields(form: Form) -> Form:
    """Let all forms of a class have the same fields; its forms change nothing of them.

    Django copies them deeply for each form, so that a form may set a label or a choice of its own: more
    work than reading what was typed. Fields may still be taken away from one form.
    """
    form.base_fields = _Shared(form.base_fields)  # type: ignore[attr-defined]  # set by its metaclass
    return form
