"""Who may touch what the public reads at a page, by Wagtail's and wagtail-localize's own screens.

Wagtail asks for the right to publish where somebody publishes. Other actions replace a live text, or cut
it from what keeps it up to date, and ask for the right to edit alone: they ask for as much here. What a
site gives to its groups decides, for each type of page.
"""

from django.utils.translation import gettext as _

from wagtail_crowdsolving import upstream
from wagtail_crowdsolving.exceptions import NotAllowed


def _rights(user, page):
    return page.specific.permissions_for_user(user)


def can_replace(user, page):
    """Bring an older text back, cut an alias from its page, stop or take up the synchronisation.

    On a live page this is publishing; on a draft it is editing.
    """
    rights = _rights(user, page)
    allowed = rights.can_publish() if page.live else rights.can_edit()
    return bool(allowed and not rights.page_locked())


def can_overwrite(user, page):
    """Publish at once, or make ``page`` an alias, which takes its source's text and state."""
    rights = _rights(user, page)
    return bool(rights.can_edit() and rights.can_publish() and not rights.page_locked())


def check_replace(user, page):
    """Raise ``NotAllowed`` where ``can_replace`` says no."""
    if not can_replace(user, page):
        raise NotAllowed


def check_overwrite(user, page):
    """Raise ``NotAllowed`` where ``can_overwrite`` says no."""
    if not can_overwrite(user, page):
        raise NotAllowed


def can_translate(user, page):
    """Make translations of ``page`` and bring them up to date."""
    return user.has_perm(upstream.SUBMIT_TRANSLATION) and _rights(user, page).can_edit()


def may_publish_translation(user, page, locale):
    """Whether the translation of ``page`` into ``locale`` that ``user`` makes goes live as its source is.

    False: it is made as a draft. Raises ``NotAllowed`` where the user may not make it at all: over a live
    alias without the right to publish, or in a place where they may not add a page.
    """
    if alias := page.get_translation_or_none(locale):
        check_replace(user, alias)
        return can_overwrite(user, alias)
    parent = page.get_parent().get_translation_or_none(locale)
    if parent is None:
        if user.is_superuser:
            return True
        raise NotAllowed(
            _("Translate the page above this one first: “%(title)s”.")
            % {"title": page.get_parent().title}
        )
    rights = _rights(user, parent)
    if not rights.can_add_subpage():
        raise NotAllowed
    return rights.can_publish_subpage()
