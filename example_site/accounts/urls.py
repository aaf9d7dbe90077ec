from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.profile, name="profile"),
    path("suppression/", views.delete, name="delete"),
    path("supprime/", views.deleted, name="deleted"),
]
