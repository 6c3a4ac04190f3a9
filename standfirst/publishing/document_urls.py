"""Every address under /documents/, by the names that Wagtail knows."""

from django.urls import path, re_path
from wagtail.documents.views.serve import authenticate_with_password

from . import views

urlpatterns = [
    re_path(r"^(\d+)/(.*)$", views.document, name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
