"""The upload of a form that comes back: kept for its member alone until it is taken, as files of a contribution are.

``place`` names the form ("moment-12"), ``name`` its file input as it is posted.
"""

import uuid

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.contributions import actions, queries


def files(request, place, name):
    """The posted files, with the one that was kept where no other was chosen."""
    posted = request.FILES.copy()
    if name not in posted and f"{name}-kept" in request.POST and not _is_left_out(request, name):
        kept = _kept(request, place)
        if kept and str(kept.pk) == request.POST[f"{name}-kept"]:
            posted[name] = SimpleUploadedFile(kept.name, kept.file.read(), kept.content_type)
    return posted


def keep(request, place, name, form, field):
    """The ``form`` comes back: keep what was uploaded, and say so in its ``field``."""
    has_new = name in request.FILES
    if has_new or _is_left_out(request, name):
        forget(request, place)
    if has_new and field not in form.errors:
        with doors.asked():
            _keep(request.user, place, request.FILES[name])
    if has_new or f"{name}-kept" in request.POST:
        show(request, place, form, field)


def keep_signed_out(request, place, name, reader):
    """Nobody is signed in: the upload is that of the ``reader`` (a key) for whom the form was printed."""
    user = get_user_model()._default_manager.filter(pk=reader, is_active=True).first()
    if user is not None and name in request.FILES:
        with doors.asked(request=request):
            _keep(user, place, request.FILES[name])


def show(request, place, form, field):
    """Say in its ``field`` what is kept for this form."""
    form.fields[field].widget.kept = _kept(request, place)


def forget(request, place):
    """It was taken, or is wanted no more."""
    actions.discard_files(by=request.user, target=place)


def _keep(user, place, upload):
    actions.discard_files(by=user, target=place)
    actions.keep_files(
        by=user,
        target=place,
        submission_key=uuid.uuid5(uuid.NAMESPACE_URL, place),
        attachments=[(upload, "")],
    )


def _is_left_out(request, name):
    return f"{name}-without" in request.POST


def _kept(request, place):
    return queries.kept_files(request.user, place).last()
