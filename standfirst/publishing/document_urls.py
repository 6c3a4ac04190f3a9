"""Documents of the newsroom, by the name that Wagtail knows."""

from django.urls import re_path

from . import views

urlpatterns = [re_path(r"^(\d+)/(.*)$", views.document, name="wagtaildocs_serve")]
