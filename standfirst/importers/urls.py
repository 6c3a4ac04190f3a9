"""Addresses that old addresses lead to where no page stands for them."""

from django.urls import path

from . import views

urlpatterns = [path("pictures/<int:number>/", views.picture, name="imported-picture")]
