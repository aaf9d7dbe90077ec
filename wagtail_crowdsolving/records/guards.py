"""What refuses where Wagtail or Django would delete a record, or publish what is archived."""

from django.db.models.deletion import ProtectedError
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import Revision, WorkflowState

from wagtail_crowdsolving import upstream
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.records import queries
from wagtail_crowdsolving.records.pages import ArchivablePageMixin, archived_message


def refuse_to_publish(instance, raw, update_fields=None, **kwargs):
    """An archived page goes online through its door alone, whoever writes it."""
    if raw or instance._state.adding or not instance.live:
        return
    if update_fields is not None and "live" not in update_fields:
        return
    if queries.archive_of(instance):
        raise NotAllowed(archived_message())


@receiver(pre_save, sender=WorkflowState, dispatch_uid="wagtail_crowdsolving.examine_no_archived")
def refuse_to_examine(instance, raw, **kwargs):
    """No workflow starts on what is archived."""
    if raw or not instance._state.adding:
        return
    model = instance.content_type.model_class()
    if model is None or not issubclass(model, ArchivablePageMixin):
        return
    page = instance.content_object
    if page is not None and not page.live and queries.archive_of(page):
        raise NotAllowed(archived_message())


@receiver(pre_delete, sender=Revision, dispatch_uid="wagtail_crowdsolving.keep_archived_revision")
def keep_archived(instance, origin=None, **kwargs):
    """Wagtail's ``purge_revisions`` passes over what an archived page comes back with."""
    if getattr(origin, "model", type(origin)) is not Revision:
        return  # with the page itself a revision goes
    model = instance.content_type.model_class()
    if model is None or not issubclass(model, ArchivablePageMixin):
        return
    if instance.pk in queries.kept_revisions():
        raise ProtectedError(archived_message(), {instance})


def refuse_the_last_readable(instance, **kwargs):
    """A live page goes with no record, also where the record stands at another version that nobody can read."""
    if not instance.live or instance.alias_of_id:
        return
    others = translations_of(instance).exclude(pk=instance.pk)
    if others.exists() and queries.ties_of([instance], subtree_too=False):
        raise ProtectedError(
            _("Records are tied to this page: it is archived instead."), {instance}
        )


def connect():
    """Once all models are loaded."""
    for model in page_types(ArchivablePageMixin):
        uid = f"wagtail_crowdsolving.archived.{model._meta.label}"
        pre_save.connect(refuse_to_publish, sender=model, dispatch_uid=uid)
        pre_delete.connect(refuse_the_last_readable, sender=model, dispatch_uid=f"{uid}.last")
    # The tree counts the children and the log is written before the rows go: where a record
    # refuses, all of it is undone, also without a transaction around the call.
    upstream.delete_pages_whole()
