"""The statement of reasons of a restriction (DSA, art. 17), for mails and pages alike."""

from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse

from wagtail_crowdsolving import clock, conf
from wagtail_crowdsolving.contributions import rules
from wagtail_crowdsolving.contributions.models import Rule
from wagtail_crowdsolving.notifications.links import absolute


class Statement:
    """What whoever was restricted must be told of ``decision``, and how they can contest it."""

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
        return clock.today() <= self.appeal_until

    @property
    def appeal_url(self):
        path = reverse("wagtail_crowdsolving:contribution_appeal", args=[self.decision.pk])
        return absolute(path)


def contact():
    """The address to which people write about moderation (DSA, art. 12)."""
    return conf.CONTACT_EMAIL or parseaddr(conf.MAIL_FROM or settings.DEFAULT_FROM_EMAIL)[1]


def charter_url():
    return absolute(conf.CHARTER_URL) if conf.CHARTER_URL else ""
