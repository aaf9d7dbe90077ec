"""How a challenge's translation goes online from wagtail-localize's editor, without the right to publish."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail_localize.views.edit_translation import edit_translation

from wagtail_crowdsolving import doors, page_rights, upstream
from wagtail_crowdsolving.challenges import actions, examination, rules
from wagtail_crowdsolving.challenges.pages import ChallengeMixin


@hooks.register("before_edit_page", order=-75)
def publish_by_its_door(request, page):
    """Its "publish" leads to the door where the person may not publish pages themselves."""
    if not isinstance(page, ChallengeMixin) or page.alias_of_id:
        return None
    translation = upstream.synchronised(page)
    if translation is None or page.permissions_for_user(request.user).can_publish():
        return None
    if not rules.can_publish_translation(request.user, page):
        return None
    if request.method == "POST" and request.POST.get("action") == "publish":
        _publish(request, page)
        return redirect(request.path)
    if request.method == "GET":
        source = translation.source.get_source_instance()
        return upstream.offer(
            edit_translation(request, translation, page),
            publish=source.live and not examination.is_held(source),
            alias=False,
            stop=page_rights.can_replace(request.user, page),
        )
    return None


def _publish(request, page):
    with doors.asked() as answer:
        left = actions.publish_translation(page=page, by=request.user)
    if answer.conflict:
        messages.error(request, str(answer.conflict))
    elif answer.error:
        messages.error(
            request,
            _("Some of the texts do not fit: see what is written below them, and try again."),
        )
    else:
        messages.success(request, _("The translation is published."))
        if left:
            messages.warning(
                request,
                ngettext(
                    "%(number)d text has no translation: it is shown in the language of the source.",
                    "%(number)d texts have no translation: they are shown in the language of the source.",
                    left,
                )
                % {"number": left},
            )
