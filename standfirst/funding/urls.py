from django.urls import path

from . import views

app_name = "funding"
urlpatterns = [
    path("", views.support, name="support"),
    path("<slug:slug>/", views.campaign, name="campaign"),
]
