from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control


def admin_login(request):
    """The door of Wagtail's admin is the login of the site.

    Wagtail also sends here a member without the right to the admin: they are told so.
    """
    if request.user.is_authenticated:
        raise PermissionDenied(_("Your account does not give access to the administration."))
    return redirect_to_login(request.GET.get("next", settings.BASE_URL + "/admin/"))


def page_login(request):
    """The door of a private page is the login of the site."""
    return redirect_to_login(request.GET.get("next", "/"))


@cache_control(max_age=86400, public=True)
def favicon(request):
    return redirect(static("favicon.svg"))


@cache_control(max_age=86400, public=True)
def robots(request):
    return render(request, "robots.txt", {"base_url": settings.BASE_URL}, content_type="text/plain")
