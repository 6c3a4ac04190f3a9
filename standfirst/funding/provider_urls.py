"""Addresses of payment providers: where they tell us something, and the pages of the demonstration."""

from django.urls import path

from . import webhooks
from .views import demonstration

app_name = "providers"
urlpatterns = [
    path("webhooks/stripe", webhooks.stripe, name="stripe"),
    path("demo/<slug:reference>/", demonstration.checkout, name="demonstration"),
    path("demo/<slug:reference>/card/", demonstration.card, name="demonstration-card"),
]
