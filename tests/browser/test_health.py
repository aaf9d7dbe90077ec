"""The state of the site on the admin's home page: by keyboard, at both widths, and what axe finds in it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from tests.browser.conftest import axe, overflow
from tests.factories import ProjectFactory, UserFactory
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.upkeep import orders
from wagtail_crowdsolving.upkeep.models import ScheduleRun

PANEL = "#crowdsolving-health-section"


@pytest.fixture
def coordinator(site):
    project = ProjectFactory(title="Une ruche au titre assez long pour faire plusieurs lignes")
    call_command("setup_crowdsolving", verbosity=0)
    now = timezone.now()
    for key in orders.all_orders():
        ScheduleRun.objects.update_or_create(
            key=key, defaults={"started_at": now, "finished_at": now}
        )
    ScheduleRun.objects.filter(key="mails").update(failures=4, error="smtplib.SMTPDataError")
    Page.objects.filter(pk=project.pk).update(expire_at=now - timedelta(hours=1))
    user = UserFactory()
    user.groups.add(Group.objects.get(name=conf.GROUPS["coordination"]))
    return user


@pytest.mark.parametrize("width", [1280, 320])
def test_the_panel(coordinator, log_in, width):
    page = log_in(coordinator, width=width)
    page.goto(reverse("wagtailadmin_home"))
    panel = page.locator(PANEL)
    assert "4 échecs de suite" in panel.inner_text()
    assert axe(page) == []
    assert overflow(page) == 0
    pk = Page.objects.get(title__startswith="Une ruche").pk
    link = panel.get_by_role("link", name="Une ruche")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('wagtailadmin_pages:edit', args=[pk])}")

    page.goto(reverse("crowdsolving_health"))
    assert "4 échecs de suite" in page.locator("main").inner_text()
    assert axe(page) == []
    assert overflow(page) == 0
