"""The address of what is done to many at once, in place of Wagtail's own."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from standfirst.accounts.access import editor

from .bulk_actions import bulk_action

urlpatterns = [
    path(
        "<str:app_label>/<str:model_name>/<str:action>/",
        editor(never_cache(require_admin_access(bulk_action))),
        name="wagtail_bulk_action",
    )
]
