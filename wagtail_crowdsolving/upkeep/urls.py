"""The address for monitors."""

from django.urls import path

from wagtail_crowdsolving.upkeep import views

urlpatterns = [path("", views.health, name="health")]
