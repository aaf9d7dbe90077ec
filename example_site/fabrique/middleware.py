from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property


def _written(policy):
    return "; ".join(f"{name} {value}" for name, value in policy.items())


class ContentSecurityPolicyMiddleware:
    """Sends ``CONTENT_SECURITY_POLICY`` with every page but Wagtail's admin, whose editor needs inline code.

    A view that has set its own policy keeps it. The preview that Wagtail makes for an editor who is
    signed in may stand in a frame of this site; nothing else may stand in any.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = _written(settings.CONTENT_SECURITY_POLICY)
        self.preview_policy = _written(
            {**settings.CONTENT_SECURITY_POLICY, "frame-ancestors": "'self'"}
        )

    def __call__(self, request):
        response = self.get_response(request)
        # Nor with the error pages of DEBUG, which are all inline.
        is_debug_page = settings.DEBUG and response.status_code in (404, 500)
        if not (is_debug_page or request.path.startswith(self.admin_path)):
            # Wagtail's own mark, on the request that it makes up to serve a preview.
            is_preview = getattr(request, "is_preview", False)
            policy = self.preview_policy if is_preview else self.policy
            response.headers.setdefault("Content-Security-Policy", policy)
        return response

    @cached_property
    def admin_path(self):
        return reverse("wagtailadmin_home")
