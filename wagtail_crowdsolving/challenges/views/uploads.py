"""The upload of a form that comes back: kept for its member alone until it is taken, as files of a contribution are.

``place`` names the form ("moment-12"), ``name`` its file input as it is posted.
"""

import uuid

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
            actions.keep_files(
                by=request.user,
                target=place,
                submission_key=uuid.uuid5(uuid.NAMESPACE_URL, place),
                attachments=[(request.FILES[name], "")],
            )
    if has_new or f"{name}-kept" in request.POST:
        form.fields[field].widget.kept = _kept(request, place)


def forget(request, place):
    """It was taken, or is wanted no more."""
    actions.discard_files(by=request.user, target=place)


def _is_left_out(request, name):
    return f"{name}-without" in request.POST


def _kept(request, place):
    return queries.kept_files(request.user, place).last()
