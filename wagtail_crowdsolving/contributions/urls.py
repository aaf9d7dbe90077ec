"""Addresses of the discussion."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from wagtail_crowdsolving.contributions import views
from wagtail_crowdsolving.contributions.views import follows, redress, team


class PrimaryKeyConverter(IntConverter):
    """A number that every database takes: a longer one is no address, rather than an error."""

    regex = "[0-9]{1,18}"


register_converter(PrimaryKeyConverter, "crowdsolving_pk")

urlpatterns = [
    path("mine/", views.my_contributions, name="my_contributions"),
    path("page/<crowdsolving_pk:page_id>/", views.contribute, name="contribute"),
    path("page/<crowdsolving_pk:page_id>/feed/", follows.feed, name="discussion_feed"),
    path("page/<crowdsolving_pk:page_id>/follow/", follows.follow_page, name="follow_page"),
    path("<crowdsolving_pk:pk>/follow/", follows.follow_thread, name="follow_thread"),
    path("<crowdsolving_pk:pk>/highlight/", team.highlight, name="contribution_highlight"),
    path("draft/<slug:target>/discard/", views.discard_draft, name="contribution_draft_discard"),
    path("<crowdsolving_pk:pk>/build/", views.build, name="contribution_build"),
    path("file/<uuid:pk>/", views.attachment, name="contribution_attachment"),
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
    path("<crowdsolving_pk:pk>/report/", redress.report, name="contribution_report"),
    path("reported/<str:token>/", redress.notice_received, name="notice_received"),
    path("decision/<crowdsolving_pk:pk>/", redress.appeal, name="contribution_appeal"),
    path("transparency/", redress.transparency_report, name="transparency"),
    path("transparency.csv", redress.transparency_csv, name="transparency_csv"),
]
