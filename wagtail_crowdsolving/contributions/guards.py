"""What django-comments and comments-xtd would do past the doors, shut."""

import swapper
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from django_comments.signals import comment_will_be_posted
from django_comments_xtd.signals import confirmation_received

from wagtail_crowdsolving.contributions.follows import DISCUSSION
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.notifications.actions import pass_on

swapper.set_app_prefix("wagtailcore", "wagtail")


@receiver(comment_will_be_posted, dispatch_uid="wagtail_crowdsolving.post_nothing")
@receiver(confirmation_received, dispatch_uid="wagtail_crowdsolving.confirm_nothing")
def post_nothing(**kwargs):
    """Their views, forms and API post nothing: a contribution comes through ``actions.submit``."""
    return False


@receiver(pre_delete, sender=Contribution, dispatch_uid="wagtail_crowdsolving.keep_contributions")
def keep_contributions(**kwargs):
    """Whatever is deleted (a comment, a site, a type of content), it would take the record of decisions along."""
    raise TypeError("A contribution is removed by a decision of the moderation.")


@receiver(
    post_delete,
    sender=swapper.load_model("wagtailcore", "Page"),
    dispatch_uid="wagtail_crowdsolving.follow_the_page",
)
def follow_the_page(instance, **kwargs):
    """Where another translation inherits a discussion, it is what the comments are about, and what is followed.

    ``manage.py delete_stale_comments`` deletes comments on what no longer exists.
    """
    moved = Contribution.objects.filter(object_pk=str(instance.pk)).exclude(page=instance.pk)
    if heir := moved.order_by().values_list("page", flat=True).first():
        moved.update(object_pk=str(heir))
    inherits = translations_of(instance).order_by("pk").values_list("pk", flat=True).first()
    pass_on(topic=DISCUSSION, key=instance.pk, heir=inherits)
