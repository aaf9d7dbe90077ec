from django.urls import path

from demo_mailbox import views

app_name = "demo_mailbox"

urlpatterns = [
    path("courriels/", views.mails, name="mails"),
    path("courriels/<str:key>/", views.mail, name="mail"),
    path("courriels/<str:key>/html/", views.mail_html, name="mail_html"),
    path("comptes/", views.accounts, name="accounts"),
]
