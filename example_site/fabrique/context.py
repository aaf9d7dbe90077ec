from django.conf import settings


def demo(request):
    """``is_demo``: whether pages say that this is a demonstration, and link to its mailbox."""
    return {"is_demo": settings.DEMO}
