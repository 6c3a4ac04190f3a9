"""Every address under /follows/."""

from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("", views.own, name="own"),
    path("ask/", views.ask, name="ask"),
    path("asked/", views.asked, name="asked"),
    path("moderators/", views.moderators, name="moderators"),
    path("forgotten/", views.forgotten, name="forgotten"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("<str:token>/", views.manage, name="manage"),
]
