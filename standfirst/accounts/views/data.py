"""What we know of somebody: to take along, and to have forgotten."""

from typing import cast

from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from standfirst.accounts.access import fresh
from standfirst.accounts.forms import EraseForm
from standfirst.accounts.models import User
from standfirst.accounts.services import StaffStay, erase_account, export_data
from standfirst.lib.access import anyone
from standfirst.lib.http import own_forms_only, see_other


@fresh
@require_safe
@never_cache
def data(request: HttpRequest) -> HttpResponse:
    return _page(request, EraseForm())


@fresh
@own_forms_only
@never_cache
def export(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return redirect("account_data")  # from signing in again
    at = timezone.now()
    file = export_data(user=_user(request), at=at)
    return FileResponse(file, as_attachment=True, filename=f"my-data-{at:%Y-%m-%d}.zip")


@fresh
@own_forms_only
@never_cache
def erase(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("account_data")
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        erase_account(
            user=_user(request), keep_words=form.cleaned_data["keep_words"], at=timezone.now()
        )
    except StaffStay as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=422)
    logout(request)
    return see_other(reverse("account_erased"))


@anyone
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/erased.html")


def _page(request: HttpRequest, form: EraseForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "word": EraseForm.word(), "works_here": _user(request).is_staff_member}
    return render(request, "accounts/data.html", context, status=status)


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
