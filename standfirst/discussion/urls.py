"""Every address under /discussion/."""

from django.urls import path

from . import views
from .feeds import DiscussionFeed

app_name = "discussion"
urlpatterns = [
    path("comments/<int:number>/", views.comment, name="comment"),
    path("comments/<int:number>/reply/", views.reply, name="reply"),
    path("comments/<int:number>/branch/", views.branch, name="branch"),
    path("<slug:key>/", views.thread, name="thread"),
    path("<slug:key>/comments/", views.post, name="post"),
    path("<slug:key>/comment/<int:number>/", views.old_comment, name="old_comment"),
    path("<slug:key>/feed.atom", DiscussionFeed(), name="feed"),
]
