"""Every address under /discussion/."""

from django.urls import path

from .feeds import DiscussionFeed
from .views import (
    account,
    asking,
    editing,
    moderating,
    pictures,
    preview,
    proving,
    reading,
    signing_in,
    voting,
    writing,
)

app_name = "discussion"
urlpatterns = [
    path("comments/<int:number>/", reading.comment, name="comment"),
    path("comments/<int:number>/reply/", writing.reply, name="reply"),
    path("comments/<int:number>/branch/", reading.branch, name="branch"),
    path("comments/<int:number>/vote/", voting.vote, name="vote"),
    path("questions/<int:number>/", asking.question, name="question"),
    path("questions/<int:number>/moderate/", asking.moderate, name="moderate_question"),
    path("comments/<int:number>/ignore/", account.ignore_writer, name="ignore"),
    path("comments/<int:number>/moderate/", moderating.comment, name="moderate"),
    path("comments/<int:number>/edit/", editing.edit, name="edit"),
    path("comments/<int:number>/delete/", editing.delete, name="delete"),
    path("comments/<int:number>/history/", editing.history, name="history"),
    path("preview/", preview.preview, name="preview"),
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("prove/<str:token>/", proving.prove, name="prove"),
    path("claim/", proving.claim, name="claim"),
    path("pictures/<slug:name>.webp", pictures.picture, name="picture"),
    path("<slug:key>/", reading.thread, name="thread"),
    path("<slug:key>/questions/", asking.questions, name="questions"),
    path("<slug:key>/comments/", writing.post, name="post"),
    path("<slug:key>/moderate/", moderating.thread, name="moderate_thread"),
    path("<slug:key>/write/", writing.write, name="write"),
    path("<slug:key>/comment/<int:number>/", reading.old_comment, name="old_comment"),
    path("<slug:key>/feed.atom", DiscussionFeed(), name="feed"),
]
