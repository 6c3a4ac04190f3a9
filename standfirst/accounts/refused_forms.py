"""A code that was refused is told after a redirect: whoever goes Back later finds a page, and is not asked to send it again.

Only for pages that stand on a session anyway: strangers make none by being refused.
"""

from typing import TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse

from standfirst.lib.http import see_other

AnyForm = TypeVar("AnyForm", bound=forms.Form)
_SESSION_KEY = "refused_form"


def tell_at(
    place: str, request: HttpRequest, form: forms.Form, *, next_page: str = ""
) -> HttpResponse:
    """Lead to the page at `place`, which shows what was typed into `form` and why it was not taken."""
    errors = {name: [str(word) for word in words] for name, words in form.errors.items()}
    typed = {name: form.data.get(name, "") for name in form.fields}
    request.session[_SESSION_KEY] = {"place": place, "typed": typed, "errors": errors}
    return see_other(place + next_page)


def told(request: HttpRequest, kind: type[AnyForm]) -> AnyForm | None:
    """Return the form that was refused and is to be shown on this page, once; None where there is none."""
    kept = request.session.get(_SESSION_KEY)
    if request.method == "POST" or not kept or kept["place"] != request.path:
        return None
    del request.session[_SESSION_KEY]
    form = kind(kept["typed"])
    form.errors.clear()
    for name, words in kept["errors"].items():
        form.add_error(name, words)
    return form
