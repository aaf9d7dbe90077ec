"""What is written to authors and to those who report a text."""

from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions import queries, rules
from wagtail_crowdsolving.contributions.models import Notice, Rule, State
from wagtail_crowdsolving.notifications import actions as outbox
from wagtail_crowdsolving.notifications.links import absolute


def tell_author(contribution, mail, *, is_new=False, **about):
    """``mail_to_author``, queued; ``is_new`` as in ``outbox.queue``."""
    if mail := mail_to_author(contribution, mail, **about):
        outbox.queue(**mail, is_new=is_new)


def mail_to_author(contribution, mail, *, action, decision=None, versions=(), condition=None):
    """A mail for ``outbox.queue``, in the language in which the author contributed; ``None`` without one."""
    if contribution.user is None:
        return None
    page = queries.best_version(versions, contribution.language) or queries.version_in(
        contribution.page, contribution.language
    )
    with translation.override(contribution.language):
        if action == "permalink":
            path = reverse("wagtail_crowdsolving:contribution", args=[contribution.pk])
        else:
            mine, pk = reverse("wagtail_crowdsolving:my_contributions"), contribution.pk
            path = f"{mine}?contribution={pk}#contribution-{pk}"
    return {
        "kind": f"contributions/{mail}",
        "key": f"contributions/{mail}/{contribution.pk}"
        + (f"/{decision.pk}" if decision is not None else ""),
        "recipient": contribution.user,
        "language": contribution.language,
        "context": {
            "contribution": contribution,
            "page_title": page.title,
            "decision": decision,
            "statement": Statement(decision) if decision and decision.is_restriction else None,
            "contact": contact(),
            "action_url": path,
            "action_label": _("Read it on the site")
            if action == "permalink"
            else _("See my contributions"),
        },
        "condition": f"{condition.__module__}.{condition.__name__}" if condition else "",
    }


class Statement:
    """The statement of reasons of a restriction (DSA, art. 17), for mails and pages alike."""

    #: Rules that are those of the law itself.
    LAW = (Rule.ILLEGAL, Rule.CHILD_ABUSE, Rule.PERSONAL_DATA)

    def __init__(self, decision):
        self.decision = decision
        self.is_about_law = decision.rule in self.LAW
        self.follows_notice = decision.follows_notice
        self.appeal = getattr(decision, "appeal", None)
        self.answer = self.appeal and self.appeal.answer
        self.appeal_until = rules.appeal_until(decision)
        self.contact = contact()
        self.charter_url = charter_url()

    @property
    def is_in_time(self):
        return timezone.now() <= self.appeal_until

    @property
    def appeal_url(self):
        path = reverse("wagtail_crowdsolving:contribution_appeal", args=[self.decision.pk])
        return absolute(path)


def contact():
    """The address to which people write about moderation (DSA, art. 12)."""
    return conf.CONTACT_EMAIL or parseaddr(conf.MAIL_FROM or settings.DEFAULT_FROM_EMAIL)[1]


def charter_url():
    return absolute(conf.CHARTER_URL) if conf.CHARTER_URL else ""


def tell_notifier(notice, mail):
    """Write to whoever reported it. Nothing of what they typed: the address may be another's."""
    contribution = notice.contribution
    page = queries.version_in(contribution.page, notice.language)
    is_public = contribution.state == State.PUBLISHED
    with translation.override(notice.language):
        path = reverse("wagtail_crowdsolving:contribution", args=[contribution.pk])
    outbox.queue(
        kind=f"contributions/{mail}",
        key=f"contributions/{mail}/{notice.pk}",
        recipient=notice.notifier,
        to_email=notice.notifier_email,
        language=notice.language,
        context={
            "notice": notice,
            "page_title": page.title,
            "is_upheld": notice.state == Notice.State.UPHELD,
            "contact": contact(),
            "action_url": path if is_public else "",
            "action_label": _("See the contribution"),
        },
    )
