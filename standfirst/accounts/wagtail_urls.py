"""Wagtail's own ways in, under /_util/ and /documents/: its sign-in leads to ours, a shared password has a limit."""

from django.urls import path
from wagtail.documents.views.serve import authenticate_with_password as for_documents
from wagtail.views import authenticate_with_password as for_page

from .shared_passwords import limited, only_of_its_page
from .views import sign_in

urlpatterns = [
    path("_util/login/", sign_in.from_restricted_page, name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        limited(only_of_its_page(for_page)),
        name="wagtailcore_authenticate_with_password",
    ),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        limited(for_documents),
        name="wagtaildocs_authenticate_with_password",
    ),
]
