"""Table of contents of the rooms' public addresses."""

from django.urls import include, path

app_name = "wagtail_crowdsolving"

urlpatterns = [
    path("espace/sante/", include("wagtail_crowdsolving.upkeep.urls")),
    path("espace/", include("wagtail_crowdsolving.challenges.urls")),
    path("espace/comite/", include("wagtail_crowdsolving.selection.urls")),
    path("contributions/", include("wagtail_crowdsolving.contributions.urls")),
    path("messages/", include("wagtail_crowdsolving.notifications.urls")),
]
