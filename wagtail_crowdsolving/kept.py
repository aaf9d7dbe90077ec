"""What was typed into a form while nobody was signed in: kept in the session until it is sent.

One text a session, bounded; it is given back at the place where it was typed.
"""

import hashlib

from django.core import signing

KEY = "crowdsolving_typed"
SENT_KEY = "crowdsolving_sent"
LENGTH = 120_000
#: What a form carries and nobody typed.
OF_THE_FORM = {"csrfmiddlewaretoken", "stamp", "version", "reader", "go", "key", "leave_empty"}
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


def sent_before(request):
    """Whether this person has just sent the same form with the same words: the Back button, a second click."""
    return request.session.get(SENT_KEY) == _mark(request)


def sent(request):
    """Remember, of the form that was taken, a mark without its words."""
    request.session[SENT_KEY] = _mark(request)


def unsend(request):
    """What was sent is there no longer: the same words are new again."""
    request.session.pop(SENT_KEY, None)


def _mark(request):
    """A digest of where a form was sent, and of all that a person put into it."""
    own = [
        (name, values)
        for name, values in sorted(request.POST.lists())
        if name not in OF_THE_FORM and any(values)
    ]
    files = [(name, file.name, file.size) for name, file in sorted(request.FILES.items())]
    typed = repr([str(request.user.pk), request.path, own, files])
    return hashlib.sha256(typed.encode(errors="replace")).hexdigest()


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
