"""What a reader did in discussions, under /account/."""

from django.urls import path

from .views import voting

urlpatterns = [
    path("votes/", voting.own, name="own_votes"),
]
