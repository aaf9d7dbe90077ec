"""Addresses of the committees' desk, in a member's own space."""

from django.urls import path

from wagtail_crowdsolving.selection.views import (
    desk,
    discussion,
    invitations,
    lead,
    meetings,
    reviews,
    rounds,
)

urlpatterns = [
    path("", desk.desk, name="committee_desk"),
    path("reunions/", meetings.meetings, name="committee_meetings"),
    path("reunions/<int:pk>/", meetings.minutes, name="committee_minutes"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("<uuid:pk>/", rounds.round_page, name="round"),
    path("<uuid:pk>/avis/", reviews.review, name="round_review"),
    path("<uuid:pk>/avis/brouillon/", reviews.review_draft, name="round_review_draft"),
    path("<uuid:pk>/deport/", reviews.recuse, name="round_recuse"),
    path("<uuid:pk>/discussion/", discussion.discussion, name="round_discussion"),
    path("<uuid:pk>/avancement/", lead.progress, name="round_progress"),
    path("<uuid:pk>/decision/", lead.decision, name="round_decision"),
]
