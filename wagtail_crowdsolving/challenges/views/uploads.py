"""The upload of a form that comes back: kept for its member alone until it is taken, as files of a contribution are.

``place`` names the form ("picture-12"; of a key moment: ``moment``), ``name`` its file input as it is posted.
"""

import uuid

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.attachments import gone


def moment(page_pk, key=None):
    """The place of the form of a key moment (a UUID), or of a new one."""
    return f"moment-{page_pk}-{key.hex[:12] if key else 'new'}"


def files(request, place, name):
    """The posted files, with the one that was kept where no other was chosen."""
    posted = request.FILES.copy()
    kept = None if name in posted or _is_left_out(request, name) else _named(request, place, name)
    if kept:
        posted[name] = SimpleUploadedFile(kept.name, kept.file.read(), kept.content_type)
    return posted


def check(request, name, form, field):
    """Say in its ``field`` where the form names a file that is kept no longer."""
    is_named = f"{name}-kept" in request.POST and not _is_left_out(request, name)
    if is_named and name not in form.files:
        form.add_error(field, gone())


def keep(request, place, name, form, field):
    """The ``form`` comes back: keep what was uploaded, and say so in its ``field``."""
    has_new = name in request.FILES
    if has_new or _is_left_out(request, name):
        forget(request, place)
    if has_new and field not in form.errors:
        with doors.asked():
            _keep(request.user, place, request.FILES[name])
    if has_new or _named(request, place, name):
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


def _named(request, place, name):
    """What is kept there, where the posted form names it."""
    kept = _kept(request, place) if f"{name}-kept" in request.POST else None
    return kept if kept and str(kept.pk) == request.POST[f"{name}-kept"] else None


def _kept(request, place):
    return queries.kept_files(request.user, place).last()
