"""Addresses that payment providers call, not readers."""

from django.urls import path

from . import webhooks

app_name = "providers"
urlpatterns = [
    path("webhooks/stripe", webhooks.stripe, name="stripe"),
]
