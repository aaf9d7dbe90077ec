"""What a member follows, and the signed address that ends it."""

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from wagtail_crowdsolving.notifications.models import Follow

_signer = Signer(salt="wagtail_crowdsolving.stop")


def follows():
    return Follow.objects.order_by()


def follows_of(user):
    """What ``user`` follows, newest first, with its page. One query."""
    return (
        follows()
        .filter(user=user)
        .select_related("page", "thread__page", "thread__user")
        .order_by("-pk")
    )


def stop_path(user_pk, page_pk=None, thread_pk=None):
    """The address at which one click ends what is named, without logging in. It never expires."""
    token = _signer.sign_object([str(user_pk), page_pk, thread_pk])
    return reverse("wagtail_crowdsolving:stop", args=[token])


def read_stop(token):
    """``[{"user": …, "page_id": …}, {"user": …, "thread_id": …}]`` of a signed address, or ``None``."""
    try:
        user_pk, page_pk, thread_pk = _signer.unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    user = get_user_model()._default_manager.filter(pk=user_pk).first()
    if user is None:
        return None
    asked = {"user": user, "page": page_pk, "thread": thread_pk}
    return [
        {"user": asked["user"], name: asked[name]} for name in ("page", "thread") if asked[name]
    ]
