"""Every page of the site as every person reads it: nobody finds a word that is not for them yet."""

import re

import pytest
from django.urls import NoReverseMatch, reverse
from wagtail.admin.urls import urlpatterns as admin_urls

from tests.selection.desk_scenes import SECRETS, STATES, clients_of, people_of, round_in
from tests.selection.matrix import answer_of, plain_errors, views_in
from wagtail_crowdsolving.selection.urls import urlpatterns

pytestmark = pytest.mark.django_db

CLOSED = {"closed", "prepared", "released"}
RUN = {"chair", "coordinator", "superuser"}
TEAM = RUN | {"observer"}
IN_ADMIN = {"coordinator", "superuser", "recused"}
SEATED = {"waiting", "reviewed", "chair", "observer"}
#: They try while the round runs and once there is most to tell: nobody in the round, and who has
#: the coordinator's rights and more.
TWICE = {"visitor", "stranger", "author", "replaced", "superuser"}
AWAY = {"login", "404"}
#: They try what stands behind the gate of the admin for all who are sent away at it: nobody, and
#: who may do most elsewhere.
AT_EACH_GATE = {"visitor", "chair"}


def readers(secret, state):
    """Who may read a secret, in which state of the round."""
    if state == "waiting":
        return set()
    if secret in ("review", "words", "score", "message"):
        # A round that was stopped shows nobody what was said in it.
        return set() if state == "stopped" else {"reviewed"} | (TEAM if state in CLOSED else set())
    if secret == "draft":
        return {"waiting"} if state == "open" else set()
    if secret == "reason":
        return RUN
    if secret == "invited":
        # A chair invites, and reads whom, as long as the round runs; the coordination's list keeps it.
        return RUN if state == "open" else RUN - {"chair"}
    if state not in ("prepared", "released"):
        return set()
    if secret == "decision" and state == "released":
        return SEATED | RUN | {"proposer"}
    return RUN


def stands_in(secret, html):
    """Whether a page holds a secret; a time of the day ("12:04:29.170000") is no score."""
    pattern = re.escape(SECRETS[secret]).replace(",", "[.,]")
    if secret == "score":
        pattern = rf"(?<!\d)(?<!\d:){pattern}(?!\d)"
    return re.search(pattern, html) is not None


@pytest.mark.parametrize("text", ["29,17", "(29.17 %)", '{"score":29.17}'])
def test_a_score_is_found_however_it_is_written(text):
    assert stands_in("score", text)


@pytest.mark.parametrize("text", ["<updated>2026-11-22T02:41:29.170412+00:00</updated>", "129,17"])
def test_a_time_of_the_day_is_no_score(text):
    assert not stands_in("score", text)


def addresses(scene):
    """Every page that could show something of the round, with or without a right to it."""
    proposal = scene.page.crowdsolving_proposal
    names = [(name, [scene.round.pk]) for name in views_in(urlpatterns)]
    names += [("committee_desk", []), ("space", []), ("my_contributions", [])]
    names += [(name, [proposal.pk]) for name in ("proposal", "proposal_preview", "proposal_revise")]
    found = {"/", "/defis/", "/defis/feed/", scene.page.url, "/admin/", "/admin/reports/workflow/"}
    found |= {"/admin/reports/workflow_tasks/", "/admin/reports/site-history/"}
    found |= {
        f"/admin/pages/{scene.page.pk}/{part}"
        for part in ("edit/", "history/", "workflow_history/", "usage/", "view_draft/")
    }
    tried = [(f"wagtail_crowdsolving:{name}", args) for name, args in names]
    for name in views_in(admin_urls):
        if name.startswith("crowdsolving_"):
            tried += [(name, args) for args in ([], [scene.round.pk], [scene.committee.pk])]
            tried += [(name, [scene.page.pk]), (name, [str(proposal.pk)])]
    for name, args in tried:
        try:
            found.add(reverse(name, args=args))
        except NoReverseMatch:
            continue
    return sorted(found)


def aggregates(role, html):
    """Signs of how the opinions stand together, which nobody reads before the end."""
    # A member whose own review is in reads the others', not what they make together.
    signs = {"cs-counts", "cs-badge--outcome-", "cs-badge--opinion-"}
    return {
        sign
        for sign in signs - ({"cs-badge--opinion-"} if role == "reviewed" else set())
        if sign in html
    }


def answers(clients, pages, state):
    """``(role, address, text)`` of every answer.

    Who has no access to the admin is sent away at its gate, whatever the round's state: all try the
    gate in each, and two of them its addresses in the state that has most to tell.
    """
    for role, client in clients.items():
        at_the_gate = answer_of(client.get("/admin/"))
        assert at_the_gate == ("200" if role in IN_ADMIN else "login"), role
        for address in pages:
            if address.startswith("/admin/") and role not in IN_ADMIN:
                if state != "released" or role not in AT_EACH_GATE:
                    continue
                assert answer_of(client.get(address)) in AWAY, (role, address)
                continue
            response = client.get(address)
            body = b"".join(response) if response.streaming else response.content
            yield role, address, body.decode(errors="ignore")


@plain_errors()
@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("state", STATES)
def test_nobody_reads_what_is_not_for_them(home, state):
    scene = round_in(state)
    people = people_of(scene)
    # Who stands aside reads nothing, whatever rights they have in the admin besides.
    people["recused"].user_permissions.add(*people["coordinator"].user_permissions.all())
    if state not in ("open", "released"):
        people = {role: user for role, user in people.items() if role not in TWICE}
    clients = clients_of(people)
    wrong, pages, seen = [], addresses(scene), set()
    assert len(pages) > 25
    for role, address, html in answers(clients, pages, state):
        for secret in SECRETS:
            if stands_in(secret, html):
                seen.add((role, secret))
                if role not in readers(secret, state):
                    wrong.append(f"{role} reads the {secret} of a {state} round in {address}")
        if state == "open" and (found := aggregates(role, html)):
            wrong.append(f"{role} reads {found} of an open round in {address}")
    # What is for them, they find: else this test would prove nothing.
    for role in clients:
        for secret in SECRETS:
            if role in readers(secret, state) and (role, secret) not in seen:
                wrong.append(f"{role} does not find the {secret} of a {state} round")
    assert not wrong, "\n".join(wrong)
