"""The door through which a challenge is published in another language."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_crowdsolving import upstream
from wagtail_crowdsolving.challenges import examination, rules
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed


def publish_translation(*, page, by):
    """Publish what stands in wagtail-localize for ``page``, the translation of a live challenge.

    The source is read again first: what goes live is the text that the public reads in the other
    language, in the words of the translation; a text that has none, or has changed since it was
    translated, stays in the language of the source. Raises ``NotAllowed``; ``Conflict`` where the page
    is no longer synchronised, or its source is not live or under examination; ``ValidationError`` where
    the words do not fit a field. Returns how many texts have no translation.
    """
    if not rules.can_publish_translation(by, page):
        raise NotAllowed
    with transaction.atomic():
        translation = upstream.synchronised(page)
        if translation is None:
            raise Conflict(_("This translation does not follow its source any more."))
        source = translation.source.get_source_instance()
        for version in (source, page):
            examination.lock(version)
        source.refresh_from_db()
        if not source.live:
            raise Conflict(_("This challenge is not published in its own language yet."))
        if examination.is_held(source) or examination.is_held(page):
            raise Conflict(_("A committee examines this challenge: translate what it decides."))
        translation.source.update_from_db()
        try:
            translation.save_target(user=by, publish=True)
        except ValidationError as error:
            refused = error  # what it has written about its fields is for the editor: it stays
        else:
            refused = None
            log(page, "wagtail_crowdsolving.challenge.publish_translation", user=by)
        left = upstream.untranslated(translation)
    if refused:
        raise refused
    return left
