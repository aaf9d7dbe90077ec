"""What a member follows, and the signed address that ends it."""

from collections import defaultdict

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from wagtail_crowdsolving.notifications.models import Subscription
from wagtail_crowdsolving.notifications.topics import topic_of

_signer = Signer(salt="wagtail_crowdsolving.stop")


def followed_by(user):
    """``(subscription, thing)`` of all that ``user`` follows, newest first: one query, and those of each topic."""
    found = list(Subscription.objects.filter(user=user).order_by("-pk"))
    keys = defaultdict(set)
    for one in found:
        if topic := topic_of(one):
            keys[topic].add(one.key)
    things = {topic.name: topic.things(asked) for topic, asked in keys.items()}
    shown = [(one, things.get(one.topic, {}).get(one.key)) for one in found]
    return [(one, thing) for one, thing in shown if thing]


def stop_path(user_pk, followed):
    """The address at which one click ends ``followed``, ``(topic, key)`` of each, without logging in.

    It never expires.
    """
    named = [[topic.name, key] for topic, key in followed]
    return reverse("wagtail_crowdsolving:stop", args=[_signer.sign_object([str(user_pk), named])])


def read_stop(token):
    """``(user, [(name of a topic, key), …])`` of a signed address, or ``None``."""
    try:
        user_pk, named = _signer.unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    user = get_user_model()._default_manager.filter(pk=user_pk).first()
    return user and (user, [tuple(one) for one in named])
