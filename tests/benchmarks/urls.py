"""The site's addresses, and those that the stock templates of comments-xtd link to."""

from django.urls import include, path
from fabrique.urls import urlpatterns as site

urlpatterns = [path("stock-comments/", include("django_comments_xtd.urls")), *site]
