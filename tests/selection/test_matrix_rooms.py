"""The other public addresses: a member's proposals, the discussion, what mails lead to.

``test_matrix`` says the same of the committees' desk. A new address anywhere in
``wagtail_crowdsolving.urls`` that neither file speaks of fails here.
"""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.challenges.conftest import ANSWERS
from tests.contributions.support import form_data, moderator
from tests.selection.desk_scenes import clients_of, people_of, round_in
from tests.selection.matrix import Table, differences, views_in
from tests.selection.test_matrix import DESK
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent, ProposalFile
from wagtail_crowdsolving.contributions.forms import make_stamp
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Appeal,
    Attachment,
    Contribution,
    ModerationDecision,
    Notice,
    Support,
)
from wagtail_crowdsolving.contributions.views import redress
from wagtail_crowdsolving.urls import urlpatterns

pytestmark = pytest.mark.django_db

COMMITTEE = {"committee": ("waiting", "reviewed", "recused", "replaced", "chair", "observer")}
#: What the state of a contribution decides.
STATES = ["pending", "changes_requested", "published", "refused", "withdrawn", "removed", "offline"]

#: Who has nothing to do with what is asked for, and who may do all.
ALIKE = (("stranger", "proposer", "author", "moderator", "animator"), ("coordinator", "superuser"))
PROPOSAL_STATES = ["draft", "received", "changes", "published", "declined"]

#: ``any``: the state of a contribution has no part in it.
DISCUSSION = Table(
    {
        "*": STATES,
        "online": STATES[:-1],
        "but_published": [state for state in STATES if state != "published"],
    },
    """
view                            how  states                                                visitor stranger proposer author committee moderator animator coordinator superuser
contribute                      GET  online                                                login   302      302      302    302       302       302      302         302
contribute                      GET  offline                                               login   404      404      404    404       404       404      404         404
contribute                      POST online                                                login   302      302      302    302       302       302      302         302
contribute                      POST offline                                               login   404      404      404    404       404       404      404         404
contribution_build              GET  but_published                                         login   404      404      404    404       404       404      404         404
contribution_build              GET  published                                             login   200      200      200    200       200       200      200         200
contribution_build              POST but_published                                         login   404      404      404    404       404       404      404         404
contribution_build              POST published                                             login   302      302      302    302       302       302      302         302
contribution_attachment         GET  but_published                                         404     404      404      200    404       200       200      404         200
contribution_attachment         GET  published                                             200     200      200      200    200       200       200      200         200
contribution_attachment         POST *                                                     405     405      405      405    405       405       405      405         405
contribution                    GET  but_published                                         404     404      404      404    404       404       404      404         404
contribution                    GET  published                                             302     302      302      302    302       302       302      302         302
contribution                    POST *                                                     405     405      405      405    405       405       405      405         405
contribution_thread             GET  but_published                                         404     404      404      404    404       404       404      404         404
contribution_thread             GET  published                                             200     200      200      200    200       200       200      200         200
contribution_thread             POST *                                                     405     405      405      405    405       405       405      405         405
contribution_support            GET  *                                                     405     405      405      405    405       405       405      405         405
contribution_support            POST but_published                                         login   404      404      404    404       404       404      404         404
contribution_support            POST published                                             login   302      302      403    302       302       302      302         302
contribution_reply              GET  but_published                                         login   404      404      404    404       404       404      404         404
contribution_reply              GET  published                                             login   200      200      200    200       200       200      200         200
contribution_reply              POST but_published                                         login   404      404      404    404       404       404      404         404
contribution_reply              POST published                                             login   302      302      302    302       302       302      302         302
contribution_edit               GET  pending,changes_requested,published,offline           login   404      404      200    404       404       404      404         404
contribution_edit               GET  refused,withdrawn,removed                             login   404      404      404    404       404       404      404         404
contribution_edit               POST pending,changes_requested,published,offline           login   404      404      302    404       404       404      404         404
contribution_edit               POST refused,withdrawn,removed                             login   404      404      409    404       404       404      404         404
contribution_withdraw_amendment GET  *                                                     405     405      405      405    405       405       405      405         405
contribution_withdraw_amendment POST *                                                     login   404      404      302    404       404       404      404         404
contribution_withdraw           GET  pending,changes_requested,published,offline           login   404      404      200    404       404       404      404         404
contribution_withdraw           GET  refused,withdrawn,removed                             login   404      404      404    404       404       404      404         404
contribution_withdraw           POST *                                                     login   404      404      302    404       404       404      404         404
contribution_report             GET  but_published                                         404     404      404      404    404       404       404      404         404
contribution_report             GET  published                                             200     200      200      403    200       200       200      200         200
contribution_report             POST pending,changes_requested,refused,offline             404     404      404      404    404       404       404      404         404
contribution_report             POST published                                             200     302      302      403    302       302       302      302         302
contribution_report             POST withdrawn,removed                                     200     409      409      403    409       409       409      409         409
contribution_appeal             GET  pending,changes_requested,published,withdrawn,offline login   404      404      404    404       404       404      404         404
contribution_appeal             GET  refused,removed                                       login   404      404      200    404       404       404      404         404
contribution_appeal             POST pending,changes_requested,published,withdrawn,offline login   404      404      404    404       404       404      404         404
contribution_appeal             POST refused,removed                                       login   404      404      302    404       404       404      404         404
my_contributions                GET  any                                                   login   200      200      200    200       200       200      200         200
my_contributions                POST any                                                   405     405      405      405    405       405       405      405         405
contribution_draft_discard      GET  any                                                   405     405      405      405    405       405       405      405         405
contribution_draft_discard      POST any                                                   login   302      302      302    302       302       302      302         302
notice_received                 GET  any                                                   200     200      200      200    200       200       200      200         200
notice_received                 POST any                                                   405     405      405      405    405       405       405      405         405
transparency                    GET  any                                                   200     200      200      200    200       200       200      200         200
transparency                    POST any                                                   405     405      405      405    405       405       405      405         405
transparency_csv                GET  any                                                   200     200      200      200    200       200       200      200         200
transparency_csv                POST any                                                   405     405      405      405    405       405       405      405         405
discussion_feed                 GET  online                                                200     200      200      200    200       200       200      200         200
discussion_feed                 GET  offline                                               404     404      404      404    404       404       404      404         404
discussion_feed                 POST *                                                     405     405      405      405    405       405       405      405         405
follow_page                     GET  *                                                     405     405      405      405    405       405       405      405         405
follow_page                     POST online                                                login   302      302      302    302       302       302      302         302
follow_page                     POST offline                                               login   404      404      404    404       404       404      404         404
follow_thread                   GET  *                                                     405     405      405      405    405       405       405      405         405
follow_thread                   POST published                                             login   302      302      302    302       302       302      302         302
follow_thread                   POST but_published                                         login   404      404      404    404       404       404      404         404
contribution_highlight          GET  pending,changes_requested,refused,withdrawn,removed   login   404      404      404    404       404       404      404         404
contribution_highlight          GET  published,offline                                     login   403      403      403    403       200       200      403         200
contribution_highlight          POST pending,changes_requested,refused,withdrawn,removed   login   404      404      404    404       404       404      404         404
contribution_highlight          POST published,offline                                     login   403      403      403    403       302       302      403         302
stop                            GET  any                                                   404     404      404      404    404       404       404      404         404
stop                            POST any                                                   404     404      404      404    404       404       404      404         404
life                            GET  any                                                   login   403      403      403    403       403       200      403         200
life                            POST any                                                   login   403      403      403    403       403       404      403         404
life_new_update                 GET  any                                                   login   403      403      403    403       403       200      403         200
life_new_update                 POST any                                                   login   403      403      403    403       403       400      403         400
life_update                     GET  any                                                   login   403      403      403    403       403       302      403         302
life_update                     POST any                                                   login   403      403      403    403       403       400      403         400
life_remove                     GET  any                                                   login   403      403      403    403       403       302      403         302
life_remove                     POST any                                                   login   403      403      403    403       403       302      403         302
health                          GET  any                                                   503     503      503      503    503       503       503      503         503
health                          POST any                                                   405     405      405      405    405       405       405      405         405
    """,
    COMMITTEE,
    ALIKE,
)
SPACE = Table(
    {"*": PROPOSAL_STATES},
    """
view              how  states                              visitor stranger proposer author committee moderator animator coordinator superuser
space             GET  *                                   login   200      200      200    200       200       200      200         200
space             POST *                                   405     405      405      405    405       405       405      405         405
proposal          GET  draft                               login   404      302      404    404       404       404      404         404
proposal          GET  received,changes,published,declined login   404      200      404    404       404       404      404         404
proposal          POST *                                   405     405      405      405    405       405       405      405         405
proposal_revise   GET  draft,received,published,declined   login   404      302      404    404       404       404      404         404
proposal_revise   GET  changes                             login   404      200      404    404       404       404      404         404
proposal_revise   POST draft                               404     404      302      404    404       404       404      404         404
proposal_revise   POST received,published,declined         login   404      302      404    404       404       404      404         404
proposal_revise   POST changes                             login   404      200      404    404       404       404      404         404
proposal_withdraw GET  draft,published,declined            login   404      302      404    404       404       404      404         404
proposal_withdraw GET  received,changes                    login   404      200      404    404       404       404      404         404
proposal_withdraw POST *                                   login   404      302      404    404       404       404      404         404
proposal_preview  GET  draft                               login   404      404      404    404       404       404      404         404
proposal_preview  GET  received,changes,published,declined login   404      200      404    404       404       404      404         404
proposal_preview  POST *                                   405     405      405      405    405       405       405      405         405
proposal_file     GET  draft                               404     404      200      404    404       404       404      404         404
proposal_file     GET  received,changes,published,declined 404     404      200      404    404       404       404      404         200
proposal_file     POST *                                   405     405      405      405    405       405       405      405         405
proposal_discard  GET  draft                               login   404      200      404    404       404       404      404         404
proposal_discard  GET  received,changes,published,declined login   404      302      404    404       404       404      404         404
proposal_discard  POST *                                   login   404      302      404    404       404       404      404         404
    """,
    COMMITTEE,
    ALIKE,
)


@pytest.fixture
def people(home):
    """One person in each role, those of a committee in the middle of a round."""
    found = people_of(round_in("open"))
    found["proposer"], found["author"] = factories.UserFactory(), factories.UserFactory()
    found["moderator"], found["animator"] = moderator(), factories.UserFactory()
    return found


def contribution_in(state, people):
    """A contribution of ``author`` to an open challenge, with a file, and a change that waits."""
    challenge = factories.ChallengeFactory(animator=people["animator"])
    factories.ProposalFactory(
        page_id=challenge.pk, proposer=people["proposer"], submitted_at=timezone.now()
    )
    of_row = "published" if state == "offline" else state
    made = factories.ContributionFactory(page=challenge, user=people["author"], state=of_row)
    Attachment.objects.create(
        contribution=made,
        file=ContentFile(b"x", name="plan.pdf"),
        name="plan.pdf",
        content_type="application/pdf",
        size=1,
    )
    if of_row == "published":
        Amendment.objects.create(
            contribution=made, kind="idea", comment="Mieux.", body="<p>Mieux.</p>"
        )
    if state in ("refused", "removed"):
        ModerationDecision.objects.create(
            contribution=made, outcome=state, rule="off_topic", reason="Hors sujet.", text="x"
        )
    if state == "offline":
        challenge.unpublish()
    return made


def in_discussion(people):
    """``request(client, view, method, role)`` for the addresses about one contribution."""

    def of(made):
        decision = made.decisions.first()
        targets = {
            "contribute": [made.page_id],
            "contribution_draft_discard": [f"page-{made.page_id}"],
            "contribution_attachment": [made.attachments.get().pk],
            "contribution_appeal": [decision.pk if decision else 0],
            "notice_received": [redress._receipt.sign("ABC")],
            "my_contributions": [],
            "discussion_feed": [made.page_id],
            "follow_page": [made.page_id],
            "stop": ["forged"],
            "health": [],
            "life": [made.page_id],
            "life_new_update": [made.page_id],
            "life_update": [made.page_id, uuid.uuid4()],
            "life_remove": [made.page_id, "updates", uuid.uuid4()],
            "transparency": [],
            "transparency_csv": [],
        }

        def request(client, view, method, role):
            url = reverse(f"wagtail_crowdsolving:{view}", args=targets.get(view, [made.pk]))
            if method == "GET":
                return client.get(url)
            user = people[role]
            data = {"rule": "off_topic", "explanation": "Hors sujet.", "in_good_faith": "on"}
            data |= {"name": "Dominique", "email": "d@example.org"} if user is None else {}
            if user is not None:
                kind = {"contribution_reply": "reply", "contribution_build": "build"}.get(view)
                data |= form_data(user, made.page)
                data["stamp"] = stamp_for(user, made, view, kind)
            return client.post(url, data)

        return request

    return of


def stamp_for(user, made, view, kind):
    if view == "contribution_report":
        return make_stamp(user, f"report-{made.pk}")
    return make_stamp(user, f"{kind}-{made.pk}" if kind else f"page-{made.page_id}")


def discussion_fingerprint():
    models = (Contribution, Amendment, Attachment, Notice, Appeal, ModerationDecision, Support)
    return [list(model.objects.order_by("pk").values()) for model in models]


def proposal_in(state, people):
    index = factories.ChallengeIndexFactory(slug="appels")
    proposal = factories.ProposalFactory(
        proposer=people["proposer"], index=index, data={**ANSWERS, "title": "Un autre besoin"}
    )
    given = ProposalFile(proposal=proposal, name="plan.pdf", size=1)
    given.file.save("plan.pdf", ContentFile(b"%PDF"))
    given.save()
    if state != "draft":
        page = challenges.submit(proposal=proposal, by=people["proposer"])
        proposal.refresh_from_db()
        kinds = {
            "changes": [ProposalEvent.Kind.CHANGES_REQUESTED],
            "published": [ProposalEvent.Kind.VALIDATED, ProposalEvent.Kind.PUBLISHED],
            "declined": [ProposalEvent.Kind.DECLINED],
        }
        for kind in kinds.get(state, []):
            challenges.record(page=page, kind=kind, by=people["coordinator"])
    return proposal


def in_space(proposal):
    """``request(client, view, method, role)`` for the addresses of one proposal."""

    def request(client, view, method, role):
        about = {"space": [], "proposal_file": [proposal.files.get().pk]}
        url = reverse(f"wagtail_crowdsolving:{view}", args=about.get(view, [proposal.pk]))
        return client.get(url) if method == "GET" else client.post(url)

    return request


def proposal_fingerprint():
    return [list(model.objects.order_by("pk").values()) for model in (Proposal, ProposalEvent)]


@pytest.fixture
def quick(settings):
    """A form may be sent as soon as it is printed, and by everybody from one address."""
    settings.WAGTAIL_CROWDSOLVING = {
        **settings.WAGTAIL_CROWDSOLVING,
        "CONTRIBUTION_MIN_SECONDS": 0,
        "NOTICES_PER_HOUR_PER_ADDRESS": 1000,
    }


@pytest.mark.parametrize("state", [*STATES, "any"])
def test_the_discussion(people, quick, state):
    made = contribution_in("published" if state == "any" else state, people)
    wrong = differences(
        DISCUSSION, state, clients_of(people), in_discussion(people)(made), discussion_fingerprint
    )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("state", PROPOSAL_STATES)
def test_the_space(people, state):
    proposal = proposal_in(state, people)
    wrong = differences(SPACE, state, clients_of(people), in_space(proposal), proposal_fingerprint)
    assert not wrong, "\n".join(wrong)


def test_no_public_address_is_without_an_expectation():
    assert DISCUSSION.views | SPACE.views | DESK.views == set(views_in(urlpatterns))
    for table, states in ((DISCUSSION, STATES), (SPACE, PROPOSAL_STATES)):
        for view in table.views:
            for method in ("GET", "POST"):
                spoken = {cell[2] for cell in table.cells if cell[:2] == (view, method)}
                assert spoken in (set(states), {"any"}), (view, method)
