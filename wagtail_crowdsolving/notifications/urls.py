"""Addresses that mails lead to."""

from django.urls import path

from wagtail_crowdsolving.notifications import views

urlpatterns = [path("stop/<str:token>/", views.stop, name="stop")]
