"""Addresses of the discussion."""

from django.urls import path

from wagtail_crowdsolving.contributions import views

urlpatterns = [
    path("mine/", views.my_contributions, name="my_contributions"),
    path("page/<int:page_id>/", views.contribute, name="contribute"),
    path("<int:pk>/", views.contribution, name="contribution"),
    path("<int:pk>/reply/", views.reply, name="contribution_reply"),
    path("<int:pk>/edit/", views.edit, name="contribution_edit"),
    path("<int:pk>/withdraw/", views.withdraw, name="contribution_withdraw"),
]
