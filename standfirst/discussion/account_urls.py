"""What a reader did in discussions, under /account/."""

from django.urls import path

from .views import account, voting

urlpatterns = [
    path("comments/", account.comments, name="own_comments"),
    path("ignored/", account.ignored, name="ignored_readers"),
    path("votes/", voting.own, name="own_votes"),
]
