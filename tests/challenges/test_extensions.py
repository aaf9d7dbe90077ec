"""Where a challenge's pages show what other rooms and the site add."""

import datetime

import pytest
from django.urls import reverse

from tests import factories
from tests.markup import flat
from wagtail_crowdsolving import extensions
from wagtail_crowdsolving.challenges import actions


@pytest.fixture
def add(monkeypatch):
    """Add a function to a place for the time of a test."""
    added = []

    def add(place, function, **options):
        place.register(function, **options)
        added.append((place, function))

    yield add
    for place, function in added:
        place.unregister(function)


def weather(page, request):
    return extensions.Section("wagtail_crowdsolving/messages.html", {})


@pytest.mark.parametrize("make", [factories.ChallengeFactory, factories.ProjectFactory])
def test_a_section_of_a_page(client, home, add, monkeypatch, make):
    monkeypatch.setattr(
        extensions, "render_to_string", lambda template, *args: f"<b>{template}</b>"
    )
    page = make()
    add(extensions.sections, weather, of=type(page))
    assert "messages.html" in client.get(page.url).content.decode()
    other = {factories.ChallengeFactory, factories.ProjectFactory} - {make}
    assert "messages.html" not in client.get(other.pop()().url).content.decode()


def test_what_came_of_a_challenge(client, home):
    challenge = factories.ChallengeFactory()
    assert 'id="projects"' not in client.get(challenge.url).content.decode()
    project = factories.ProjectFactory(origin_challenge=challenge, title="La conserverie")
    html = client.get(challenge.url).content.decode()
    assert 'id="projects"' in html
    assert f'<a href="{project.url}">La conserverie</a>' in html


def test_a_line_of_the_timeline_stands_at_its_moment(client, draft, member, add):
    actions.submit(proposal=draft, by=member)
    received = draft.events.get().at
    before = extensions.Line(received - datetime.timedelta(days=1), "Avant tout", kind="site")
    add(extensions.timeline, lambda proposal: [before])
    client.force_login(member)
    page = client.get(reverse("wagtail_crowdsolving:proposal", args=[draft.pk]))
    html = page.content.decode()
    assert html.index("Avant tout") < html.index("cs-timeline__item--received")
    assert "cs-timeline__item--site" in html


def test_an_entry_of_the_space(client, member, home, add):
    add(extensions.space, lambda request: extensions.Entry("La radio", "/radio/", 3))
    add(extensions.space, lambda request: None, name="nothing")
    client.force_login(member)
    html = client.get(reverse("wagtail_crowdsolving:space")).content.decode()
    html = flat(html)
    assert '<a class="cs-button" href="/radio/">La radio (3)</a>' in html
    mine = reverse("wagtail_crowdsolving:my_contributions")
    assert f'<a class="cs-button cs-button--secondary" href="{mine}">' in html
