from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from fabrique import views

urlpatterns = [
    path("admin/login/", views.admin_login, name="wagtailadmin_login"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemap),
    path("robots.txt", views.robots),
    path("favicon.ico", views.favicon),
    *(
        [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})]
        if settings.DEMO
        else []
    ),
]
urlpatterns += i18n_patterns(
    path("demo/", include("demo_mailbox.urls")),
    path("compte/", include("accounts.urls")),
    path("compte/", include("allauth.account.urls")),
    path("", include("wagtail_crowdsolving.urls")),
    # In the place of Wagtail's own: it limits no attempts and lets in who has confirmed no address.
    path("_util/login/", views.page_login),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
