"""What goes wrong on a site, one thing each."""

import datetime

from django.utils import timezone
from django_q.models import Schedule
from wagtail.models import Page

from tests import factories
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.upkeep.models import ScheduleRun


def mail(**fields):
    made = OutboxMail.objects.create(
        key=f"{OutboxMail.objects.count()}",
        kind="tests/hello",
        to_email="a@example.org",
        language="fr",
        subject="Bonjour",
        text="",
        html="",
        due_at=timezone.now(),
    )
    OutboxMail.objects.filter(pk=made.pk).update(**fields)


def silent(clock):
    clock.forward(minutes=11)


def late(clock):
    clock.forward(minutes=120)
    ScheduleRun.objects.exclude(key="reminders of reviews").update(
        started_at=clock.now, finished_at=clock.now
    )


def stopped(clock):
    Schedule.objects.filter(name="crowdsolving: publication").update(repeats=0)


def removed(clock):
    Schedule.objects.filter(name="crowdsolving: publication").delete()


def failing(clock):
    ScheduleRun.objects.filter(key="mails").update(failures=3, error="builtins.OSError")


def killed_for_ever(clock):
    """It begins and never ends; the heartbeat goes on."""
    ScheduleRun.objects.filter(key="retention").update(
        started_at=clock.now, finished_at=None, failures=1, error="killed"
    )


def mails_wait(clock):
    mail(due_at=clock.now - datetime.timedelta(minutes=16))
    mail(due_at=clock.now - datetime.timedelta(hours=3), state="sending")


def page_is_not_taken_down(clock):
    page = factories.ProjectFactory(title="La ruche")
    Page.objects.filter(pk=page.pk).update(expire_at=clock.now - datetime.timedelta(hours=1))
