"""What refuses when a record would go with a revision."""

from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import Revision

from wagtail_crowdsolving.challenges.pages import ChallengeMixin


@receiver(pre_delete, sender=Revision, dispatch_uid="wagtail_crowdsolving.keep_examined_revision")
def keep_examined(instance, origin=None, **kwargs):
    """Wagtail's ``purge_revisions`` would delete the examinations of a challenge with its old versions.

    It counts such a revision as protected and goes on. With the page itself a revision goes.
    """
    if getattr(origin, "model", type(origin)) is not Revision:
        return
    model = instance.content_type.model_class()
    if model is None or not issubclass(model, ChallengeMixin):
        return
    if steps := list(instance.task_states.all()):
        raise ProtectedError(_("A step of an examination keeps this version."), set(steps))
