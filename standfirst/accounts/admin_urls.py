"""The editor's own sign-in leads to the one that all share."""

from django.urls import path

from .views import sign_in

urlpatterns = [path("", sign_in.from_editor, name="sign_in_from_editor")]
