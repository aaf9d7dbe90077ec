"""What keeps scheduled things from happening, in words."""

from datetime import timedelta
from functools import cache

import swapper
from django.apps import apps
from django.core.checks.registry import registry
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Revision

from wagtail_crowdsolving import checks, database_checks, dates, jobs
from wagtail_crowdsolving.health import Finding, register
from wagtail_crowdsolving.upkeep import queries, queue

swapper.set_app_prefix("wagtailcore", "wagtail")

#: What a page's date is allowed to be late: the job runs each minute.
PATIENCE = timedelta(minutes=15)
#: How far back failed jobs are told of.
RECENT = timedelta(days=7)
#: Pages that are named one by one; more of them have one cause.
NAMED = 3


@register
def schedules():
    """The worker, and each thing that is done regularly."""
    state = queries.state()
    has_worker = jobs.engine() == "django_q"
    if state.missing:
        yield Finding(
            "upkeep.missing",
            _("Nobody does regularly: %(orders)s.") % {"orders": _listed(state.missing)},
            _("Have “manage.py setup_crowdsolving” run on the server. (%(names)s)")
            % {"names": ", ".join(order.key for order in state.missing)}
            if has_worker
            else _("Have “manage.py run_schedules” run each minute on the server."),
            is_urgent=True,
        )
    if state.stopped:
        yield Finding(
            "upkeep.stopped",
            _("Stopped: %(orders)s.") % {"orders": _listed(state.stopped)},
            _(
                "Have the schedule started again on the server: in Django's admin, or by "
                "“manage.py setup_crowdsolving --reset-schedules”, which gives each its own interval back."
            ),
            is_urgent=True,
        )
    if state.silent_since:
        yield Finding(
            "upkeep.silent",
            _(
                "Nothing has been done in the background since %(moment)s: no mail leaves, no page is "
                "published or taken down at its time."
            )
            % {"moment": _moment(state.silent_since)},
            _("Have the worker (“manage.py qcluster”) stopped and started again on the server.")
            if has_worker
            else _("Have “manage.py run_schedules” run each minute on the server."),
            is_urgent=True,
        )
    else:  # what is late with a silent worker is late because of it
        for order, last in state.late:
            yield Finding(
                "upkeep.late",
                _("Late: %(order)s. Last done: %(moment)s.")
                % {"order": order.label, "moment": _moment(last)},
                _("Have the schedule “%(name)s” looked at on the server.") % {"name": order.name},
                is_urgent=True,
            )
    for order, run in state.failing:
        yield Finding(
            "upkeep.failing",
            ngettext(
                "Failed: %(order)s. The last run ended with “%(error)s”.",
                "Failed %(count)d times in a row: %(order)s. The last run ended with “%(error)s”.",
                run.failures,
            )
            % {"order": order.label, "count": run.failures, "error": run.error},
            _("Have the log of the worker looked at on the server."),
            is_urgent=True,
        )


@register
def failed_jobs():
    """Jobs that the worker has given up lately. Their texts may name people: only their number is told."""
    if jobs.engine() != "django_q":
        return
    count, last = queue.failures_since(timezone.now() - RECENT)
    if count:
        yield Finding(
            "upkeep.failed_jobs",
            ngettext(
                "%(count)d job failed in the last 7 days, at %(moment)s.",
                "%(count)d jobs failed in the last 7 days, the last one at %(moment)s.",
                count,
            )
            % {"count": count, "moment": _moment(last)},
            _("Have the log of the worker looked at on the server."),
            url=_django_admin("django_q_failure_changelist"),
            permission="django_q.view_failure",
        )


@register
def overdue_pages():
    """Pages whose hour has passed and which are still, or not yet, to be seen."""
    before = timezone.now() - PATIENCE
    page = swapper.load_model("wagtailcore", "Page")
    expired = page.objects.filter(live=True, expire_at__lt=before)
    yield from _overdue(
        "upkeep.not_expired",
        expired,
        ("pk", "draft_title", "expire_at"),
        _("“%(title)s” should have gone off the site on %(moment)s, and can still be read."),
        lambda count: ngettext(
            "%(count)d more page should have gone off the site, and can still be read.",
            "%(count)d more pages should have gone off the site, and can still be read.",
            count,
        ),
        _("Take the page down by hand, or give it another date of expiry."),
        is_urgent=True,
    )
    yield from _overdue(
        "upkeep.not_published",
        Revision.objects.page_revisions().filter(approved_go_live_at__lt=before),
        ("object_id", "object_str", "approved_go_live_at"),
        _("“%(title)s” should have been published on %(moment)s, and is not."),
        lambda count: ngettext(
            "%(count)d more page should have been published, and is not.",
            "%(count)d more pages should have been published, and are not.",
            count,
        ),
        _(
            "A challenge under examination waits for its end. Otherwise publish the page by hand, "
            "or give it another date."
        ),
    )


def _overdue(key, rows, fields, text, rest, hint, **options):
    """The first few by name, each with its link, and how many more there are."""
    found = rows.order_by(fields[-1]).values_list(*fields)
    for pk, title, moment in found[:NAMED]:
        named = {"title": title, "moment": _moment(moment)}
        url = reverse("wagtailadmin_pages:edit", args=[pk])
        yield Finding(key, text % named, hint, url=url, **options)
    if (more := rows.count() - NAMED) > 0:
        yield Finding(key, rest(more) % {"count": more}, **options)


@register
def settings():
    """What the checks say of the site's settings: the same as long as the process lives."""
    return _settings()


@cache
def _settings():
    return [
        Finding("settings.check", message.msg, message.hint or "", number=message.id[-4:])
        for check in registry.get_checks()
        if check.__module__ in (checks.__name__, database_checks.__name__, jobs.__name__)
        for message in check()
    ]


@receiver(setting_changed)
def _forget(**kwargs):
    _settings.cache_clear()


def _django_admin(name):
    """The address in Django's own admin, where the site has that."""
    if not apps.is_installed("django.contrib.admin"):
        return ""
    try:
        return reverse(f"admin:{name}")
    except NoReverseMatch:
        return ""


def _moment(moment):
    if moment is None:
        return _("never")
    return dates.write(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _listed(found):
    return ", ".join(str(order.label) for order in found)
