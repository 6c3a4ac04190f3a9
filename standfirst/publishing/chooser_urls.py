"""The addresses of Wagtail's page chooser that its hook does not reach, in place of Wagtail's own."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from standfirst.accounts.access import editor

from .choosers import VisibleBrowseView, VisibleChosenView

_browse = editor(never_cache(require_admin_access(VisibleBrowseView.as_view())))
_chosen = editor(never_cache(require_admin_access(VisibleChosenView.as_view())))

urlpatterns = [
    path("", _browse, name="wagtailadmin_choose_page"),
    path("<int:parent_page_id>/", _browse, name="wagtailadmin_choose_page_child"),
    path("chosen-multiple/", _chosen, name="wagtailadmin_choose_page_chosen_multiple"),
]
