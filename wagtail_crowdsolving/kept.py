"""What was typed into a form while nobody was signed in: kept in the session until it is sent.

One text a session, bounded; it is given back at the place where it was typed.
"""

from django.core import signing

KEY = "crowdsolving_typed"
LENGTH = 120_000
_signer = signing.Signer(salt="wagtail_crowdsolving.kept")


def keep(request, place, data, user=None):
    """Keep ``data`` for the form at ``place``, for whoever signs in or for the ``user`` of this key.

    Returns whether it was short enough to be kept.
    """
    if len(str(data)) > LENGTH:
        return False
    request.session[KEY] = {"place": place, "user": user and str(user), "data": data}
    return True


def kept(request, place):
    """What this person typed at ``place``, or ``None``."""
    found = request.session.get(KEY)
    if not found or found.get("place") != place:
        return None
    if found["user"] not in (None, str(request.user.pk)):
        return None
    return found["data"]


def forget(request, place):
    """It was sent, or is nobody's."""
    if request.session.get(KEY, {}).get("place") == place:
        del request.session[KEY]


def mark(user):
    """For a form: for whom it was printed. ``marked`` reads it once nobody is signed in any more."""
    return _signer.sign(str(user.pk))


def marked(post):
    """The key of the user for whom the posted form was printed, or ``None``."""
    try:
        return _signer.unsign(post.get("reader", ""))
    except signing.BadSignature:
        return None


def posted_version(post):
    """The version of the draft that a form was made from; one that none has, where it is missing."""
    try:
        return int(post.get("version", ""))
    except ValueError:
        return -1
