from django.urls import path

from demo_mailbox import views

app_name = "demo_mailbox"

urlpatterns = [
    path("courriels/", views.mails, name="mails"),
    path("courriels/<str:key>/", views.mail, name="mail"),
    path("courriels/<str:key>/html/", views.mail_html, name="mail_html"),
    path("guides/<slug:name>/", views.guide, name="guide"),
    path("guides/<str:name>", views.guide_image, name="guide_image"),
    path("comptes/", views.accounts, name="accounts"),
]
