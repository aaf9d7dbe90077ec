"""Addresses of the discussion."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from wagtail_crowdsolving.contributions import follow_views, team_views, views


class PrimaryKeyConverter(IntConverter):
    """A number that every database takes: a longer one is no address, rather than an error."""

    regex = "[0-9]{1,18}"


register_converter(PrimaryKeyConverter, "crowdsolving_pk")

urlpatterns = [
    path("mine/", views.my_contributions, name="my_contributions"),
    path("page/<crowdsolving_pk:page_id>/", views.contribute, name="contribute"),
    path("page/<crowdsolving_pk:page_id>/feed/", follow_views.feed, name="discussion_feed"),
    path("page/<crowdsolving_pk:page_id>/follow/", follow_views.follow_page, name="follow_page"),
    path("<crowdsolving_pk:pk>/follow/", follow_views.follow_thread, name="follow_thread"),
    path("<crowdsolving_pk:pk>/highlight/", team_views.highlight, name="contribution_highlight"),
    path("<crowdsolving_pk:pk>/", views.contribution, name="contribution"),
    path("<crowdsolving_pk:pk>/thread/", views.thread, name="contribution_thread"),
    path("<crowdsolving_pk:pk>/support/", views.support, name="contribution_support"),
    path("<crowdsolving_pk:pk>/reply/", views.reply, name="contribution_reply"),
    path("<crowdsolving_pk:pk>/edit/", views.edit, name="contribution_edit"),
    path(
        "<crowdsolving_pk:pk>/change/withdraw/",
        views.withdraw_amendment,
        name="contribution_withdraw_amendment",
    ),
    path("<crowdsolving_pk:pk>/withdraw/", views.withdraw, name="contribution_withdraw"),
]
