from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property


class ContentSecurityPolicyMiddleware:
    """Sends ``CONTENT_SECURITY_POLICY`` with every page but Wagtail's admin, whose editor needs inline code.

    A view that has set its own policy keeps it.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = "; ".join(
            f"{name} {value}" for name, value in settings.CONTENT_SECURITY_POLICY.items()
        )

    def __call__(self, request):
        response = self.get_response(request)
        # Nor with the error pages of DEBUG, which are all inline.
        is_debug_page = settings.DEBUG and response.status_code in (404, 500)
        if not (is_debug_page or request.path.startswith(self.admin_path)):
            response.headers.setdefault("Content-Security-Policy", self.policy)
        return response

    @cached_property
    def admin_path(self):
        return reverse("wagtailadmin_home")
