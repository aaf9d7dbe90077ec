"""Addresses of the committees' desk, in a member's own space."""

from django.urls import path

from wagtail_crowdsolving.selection import views

urlpatterns = [
    path("", views.desk, name="committee_desk"),
    path("<uuid:pk>/", views.round_page, name="round"),
    path("<uuid:pk>/avis/", views.review, name="round_review"),
    path("<uuid:pk>/avis/brouillon/", views.review_draft, name="round_review_draft"),
    path("<uuid:pk>/deport/", views.recuse, name="round_recuse"),
    path("<uuid:pk>/discussion/", views.discussion, name="round_discussion"),
    path("<uuid:pk>/avancement/", views.progress, name="round_progress"),
    path("<uuid:pk>/decision/", views.decision, name="round_decision"),
]
