"""Changing one's own password; most have none."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from standfirst.accounts.access import fresh
from standfirst.accounts.forms import NewPasswordForm
from standfirst.accounts.letters import send_notice
from standfirst.accounts.models import User
from standfirst.accounts.services import change_password
from standfirst.lib.http import see_other


@fresh
@never_cache
@sensitive_post_parameters()
def change(request: HttpRequest) -> HttpResponse:
    """Take a new password; other devices are signed out by it, this one stays."""
    user = cast("User", request.user)
    if not user.has_usable_password():
        return redirect("account")
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        change_password(user=user, password=form.cleaned_data["password"])
        update_session_auth_hash(request, user)
        send_notice("password_changed", to=user.email)
        messages.success(request, _("Your password has been changed."))
        return see_other(reverse("account"))
    status = 422 if form.is_bound else 200
    return render(request, "accounts/new_password.html", {"form": form}, status=status)
