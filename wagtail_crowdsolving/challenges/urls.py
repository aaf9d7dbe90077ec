"""Addresses of a member's own space."""

from django.urls import path

from wagtail_crowdsolving.challenges import life_views, views

urlpatterns = [
    path("", views.space, name="space"),
    path("defis/<uuid:pk>/", views.proposal, name="proposal"),
    path("defis/<uuid:pk>/modifier/", views.revise, name="proposal_revise"),
    path("defis/<uuid:pk>/retirer/", views.withdraw, name="proposal_withdraw"),
    path("defis/<uuid:pk>/apercu/", views.preview, name="proposal_preview"),
    path("defis/<uuid:pk>/supprimer/", views.discard, name="proposal_discard"),
    path("animation/<int:pk>/", life_views.overview, name="life"),
    path("animation/<int:pk>/temps-fort/", life_views.update, name="life_new_update"),
    path("animation/<int:pk>/temps-fort/<uuid:key>/", life_views.update, name="life_update"),
    path(
        "animation/<int:pk>/retirer/<slug:name>/<uuid:key>/", life_views.remove, name="life_remove"
    ),
]
