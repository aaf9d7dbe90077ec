"""What people write is read in its own direction, wherever it stands: ``dir="auto"``, or ``<bdi>`` within a sentence of ours."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.selection import support
from tests.selection.desk_scenes import open_round
from tests.shared import shared
from wagtail_crowdsolving.contributions import mails as of_contributions
from wagtail_crowdsolving.contributions.models import State
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection import mails as of_selection
from wagtail_crowdsolving.selection.models import Meeting, RoundMessage

pytestmark = pytest.mark.django_db

WORD = "שלום"
HIDDEN = re.compile("visually-hidden|sr-only|display:none")
#: Wagtail's own, which takes no attribute: the style sheet of the admin turns it.
WAGTAIL = re.compile("w-breadcrumbs|w-header")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Reader(HTMLParser):
    """Where words stand that nothing isolates, and fields that do not turn with what they hold."""

    def __init__(self, html):
        super().__init__()
        self.open, self.lost, self.found = [], [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "input" and attrs.get("type", "text") in ("text", "search"):
            self._look(attrs.get("value") or "", tag, attrs.get("dir"))
        if tag not in VOID:
            words = " ".join(filter(None, (attrs.get("class"), attrs.get("style"))))
            given = "auto" if tag == "bdi" else attrs.get("dir")
            self.open.append((tag, given, words))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tags = [tag for tag, *_ in self.open]
        # Choices are read as their words are by the style sheet: their elements are Django's.
        unread = {"title", "script", "style", "template", "option", "label"} & set(tags)
        unseen = any(HIDDEN.search(words) or WAGTAIL.search(words) for *_, words in self.open)
        if not unread and not unseen:
            given = next((one for _, one, _ in reversed(self.open) if one), None)
            self._look(data, " > ".join(tags[-3:]), given)

    def _look(self, text, where, given):
        if WORD in text:
            self.found += 1
            if given != "auto":
                self.lost.append(f"{where}: {' '.join(text.split())[:60]}")


def build():
    title = f"{WORD} un ?"
    name = {"first_name": WORD, "last_name": f"{WORD}!"}
    theme = factories.ThemeFactory(name=title)
    author = factories.UserFactory(**name)
    rich = {"context": f"<p>{WORD}</p>", "expected": f"<ul><li>{WORD}</li></ul>"}
    lines = {"title": title, "summary": title, "guiding_question": title}
    page = factories.ChallengeFactory(
        **lines, **rich, beneficiaries=title, animator=author, themes=[theme], slug="premier"
    )
    project = factories.ProjectFactory(
        title=title, summary=title, need=f"<p>{WORD}</p>", holder=title, slug="deux"
    )
    said = {"page": page, "user": author, "comment": title, "place": title}
    first = factories.ContributionFactory(**said, retained_at=timezone.now(), retained_note=title)
    reply = factories.ContributionFactory(**said, in_reply_to=first)
    factories.ContributionFactory(**said, in_reply_to=reply)
    waits = factories.ContributionFactory(**said, state=State.PENDING)
    scene = open_round(title=title)
    for user in (scene.chair, *scene.members):
        user.first_name, user.last_name = name.values()
        user.save()
    scores = {scene.need.removeprefix("score_"): 2, scene.means.removeprefix("score_"): 3}
    support.review(scene.round, scene.members[0], scores=scores, comment=title, to_proposer=title)
    RoundMessage.objects.create(round=scene.round, author=scene.members[0], text=title)
    meeting = Meeting.objects.create(
        committee=scene.committee, held_on=timezone.localdate(), place=title, notes=title
    )
    meeting.present.set(scene.members)
    return SimpleNamespace(
        page=page,
        project=project,
        author=author,
        first=first,
        waits=waits,
        scene=scene,
        meeting=meeting,
    )


_made, made = shared(build)


def lost(client, *addresses):
    found = []
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        reader = Reader(response.content.decode())
        assert reader.found, address
        found += [f"{address} {one}" for one in reader.lost]
    return found


def test_on_the_site(made, client):
    client.force_login(made.author)
    url = made.page.url
    reply = reverse("wagtail_crowdsolving:contribution_reply", args=[made.first.pk])
    mine = reverse("wagtail_crowdsolving:my_contributions")
    index, catalogue = f"{made.page.get_parent().url}?q={WORD}", made.project.get_parent().url
    assert (
        lost(client, url, f"{url}?q={WORD}", index, catalogue, made.project.url, reply, mine) == []
    )


def test_at_the_desk_of_a_committee(made, client):
    round = made.scene.round
    client.force_login(made.scene.members[0])
    pages = ["round", "round_review", "round_discussion"]
    assert (
        lost(client, *(reverse(f"wagtail_crowdsolving:{name}", args=[round.pk]) for name in pages))
        == []
    )
    client.force_login(made.scene.chair)
    desk = reverse("wagtail_crowdsolving:committee_desk")
    progress = reverse("wagtail_crowdsolving:round_progress", args=[round.pk])
    assert lost(client, desk, progress) == []


def test_in_the_admin(made, client):
    scene = made.scene
    client.force_login(factories.UserFactory(is_superuser=True))
    actions.close_round(round=scene.round, by=scene.chair)
    support.decide(scene.round, scene.chair, message=WORD)
    meeting = [made.meeting.pk]
    addresses = [
        reverse("crowdsolving_rounds:inspect", args=[made.scene.round.pk]),
        reverse("crowdsolving_meetings:inspect", args=meeting),
        reverse("crowdsolving_meetings:minutes", args=meeting),
        reverse("crowdsolving_contributions:inspect", args=[made.first.pk]),
        reverse("crowdsolving_contributions:desk_one", args=[made.waits.pk]),
    ]
    assert lost(client, *addresses) == []


def test_in_mails(made):
    of_contributions.tell_of_publication(made.first.replies.first().pk)
    of_selection.to_seat(of_selection.INVITED, made.scene.round.seats.first())
    for mail in OutboxMail.objects.all():
        reader = Reader(mail.html)
        assert reader.found
        assert reader.lost == []
