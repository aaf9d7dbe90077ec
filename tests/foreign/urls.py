"""The addresses of the example site, with Django's own views in the place of its accounts."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from fabrique import views
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("admin/login/", views.admin_login, name="wagtailadmin_login"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemap),
    path("robots.txt", views.robots),
    *i18n_patterns(
        path("compte/login/", LoginView.as_view(), name="account_login"),
        path("compte/signup/", LoginView.as_view(), name="account_signup"),
        path("compte/logout/", LogoutView.as_view(), name="account_logout"),
        path("", include("wagtail_crowdsolving.urls")),
        path("_util/login/", views.page_login),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
