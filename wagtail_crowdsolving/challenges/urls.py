"""Addresses of a member's own space."""

from django.urls import path

from wagtail_crowdsolving.challenges.views import life, space

urlpatterns = [
    path("", space.space, name="space"),
    path("defis/<uuid:pk>/", space.proposal, name="proposal"),
    path("defis/<uuid:pk>/modifier/", space.revise, name="proposal_revise"),
    path("defis/<uuid:pk>/retirer/", space.withdraw, name="proposal_withdraw"),
    path("defis/<uuid:pk>/apercu/", space.preview, name="proposal_preview"),
    path("fichiers/<uuid:pk>/", space.file, name="proposal_file"),
    path("defis/<uuid:pk>/supprimer/", space.discard, name="proposal_discard"),
    path("animation/<int:pk>/", life.overview, name="life"),
    path("animation/<int:pk>/temps-fort/", life.update, name="life_new_update"),
    path("animation/<int:pk>/temps-fort/<uuid:key>/", life.update, name="life_update"),
    path("animation/<int:pk>/retirer/<slug:name>/<uuid:key>/", life.remove, name="life_remove"),
]
