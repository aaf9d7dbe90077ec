"""Every address of the selection in the Wagtail admin: who gets in, while a round is open and closed."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.admin.urls import urlpatterns

from tests import factories
from tests.selection.desk_scenes import clients_of, people_of, round_in
from tests.selection.matrix import Table, differences, views_in
from tests.selection.test_matrix import fingerprint
from wagtail_crowdsolving.selection.models import Invitation, Meeting, Seat

pytestmark = pytest.mark.django_db

CHOOSER = "wagtailsnippetchoosers_wagtail_crowdsolving_committee:"
NAMESPACES = (
    "crowdsolving_rounds:",
    "crowdsolving_ranking:",
    "crowdsolving_meetings:",
    "crowdsolving_committees:",
    "crowdsolving_people:",
    CHOOSER,
)
STATES = ["open", "prepared"]
ADMIN = Table(
    {"*": STATES},
    """
view                                    how  states   visitor stranger reviewed chair  chair_in recused_in coordinator superuser
crowdsolving_rounds:index               GET  *        login   login    login    login  200      200        200         200
crowdsolving_rounds:index               POST *        login   login    login    login  405      405        405         405
crowdsolving_rounds:index_results       GET  *        login   login    login    login  200      200        200         200
crowdsolving_rounds:index_results       POST *        login   login    login    login  405      405        405         405
crowdsolving_rounds:table               GET  *        login   login    login    login  200      200        200         200
crowdsolving_rounds:table               POST *        login   login    login    login  405      405        405         405
crowdsolving_rounds:table_results       GET  *        login   login    login    login  200      200        200         200
crowdsolving_rounds:table_results       POST *        login   login    login    login  405      405        405         405
crowdsolving_rounds:inspect             GET  *        login   login    login    login  200      denied     200         200
crowdsolving_rounds:inspect             POST *        login   login    login    login  405      denied     405         405
crowdsolving_rounds:extend              GET  open     login   login    login    login  200      denied     200         200
crowdsolving_rounds:extend              POST *        login   login    login    login  200      denied     200         200
crowdsolving_rounds:close               GET  open     login   login    login    login  200      denied     200         200
crowdsolving_rounds:close               POST *        login   login    login    login  302      denied     302         302
crowdsolving_rounds:reopen              GET  open     login   login    login    login  302      denied     302         302
crowdsolving_rounds:reopen              POST *        login   login    login    login  200      denied     200         200
crowdsolving_rounds:invite              GET  open     login   login    login    login  200      denied     200         200
crowdsolving_rounds:invite              POST *        login   login    login    login  200      denied     200         200
crowdsolving_rounds:assign              GET  *        login   login    login    login  302      denied     302         302
crowdsolving_rounds:assign              POST *        login   login    login    login  200      denied     200         200
crowdsolving_rounds:decide              GET  *        login   login    login    login  denied   denied     denied      denied
crowdsolving_rounds:decide              POST *        login   login    login    login  denied   denied     denied      denied
crowdsolving_rounds:undo                GET  open     login   login    login    login  302      denied     302         302
crowdsolving_rounds:undo                POST *        login   login    login    login  302      denied     302         302
crowdsolving_rounds:release             GET  open     login   login    login    login  302      denied     302         302
crowdsolving_rounds:release             POST *        login   login    login    login  302      denied     302         302
crowdsolving_rounds:stop                GET  *        login   login    login    login  denied   denied     200         200
crowdsolving_rounds:stop                POST *        login   login    login    login  denied   denied     302         302
crowdsolving_rounds:take_up             GET  *        login   login    login    login  405      405        405         405
crowdsolving_rounds:take_up             POST *        login   login    login    login  denied   denied     302         302
crowdsolving_rounds:remind              GET  open     login   login    login    login  200      denied     200         200
crowdsolving_rounds:remind              POST *        login   login    login    login  302      denied     302         302
crowdsolving_rounds:remind_one          GET  open     login   login    login    login  200      denied     200         200
crowdsolving_rounds:remind_one          POST *        login   login    login    login  302      denied     302         302
crowdsolving_rounds:replace             GET  open     login   login    login    login  200      denied     200         200
crowdsolving_rounds:replace             POST *        login   login    login    login  200      denied     200         200
crowdsolving_ranking:index              GET  *        login   login    login    login  200      200        200         200
crowdsolving_ranking:index              POST *        login   login    login    login  405      405        405         405
crowdsolving_ranking:index_results      GET  *        login   login    login    login  200      200        200         200
crowdsolving_ranking:index_results      POST *        login   login    login    login  405      405        405         405
crowdsolving_meetings:index             GET  *        login   login    login    login  200      200        200         200
crowdsolving_meetings:index             POST *        login   login    login    login  405      405        405         405
crowdsolving_meetings:index_results     GET  *        login   login    login    login  200      200        200         200
crowdsolving_meetings:index_results     POST *        login   login    login    login  405      405        405         405
crowdsolving_meetings:add               GET  *        login   login    login    login  200      200        200         200
crowdsolving_meetings:add               POST *        login   login    login    login  200      200        200         200
crowdsolving_meetings:edit              GET  *        login   login    login    login  200      200        200         200
crowdsolving_meetings:edit              POST *        login   login    login    login  200      200        200         200
crowdsolving_meetings:delete            GET  *        login   login    login    login  200      200        200         200
crowdsolving_meetings:delete            POST *        login   login    login    login  302      302        302         302
crowdsolving_meetings:history           GET  *        login   login    login    login  200      200        200         200
crowdsolving_meetings:history           POST *        login   login    login    login  405      405        405         405
crowdsolving_meetings:history_results   GET  *        login   login    login    login  200      200        200         200
crowdsolving_meetings:history_results   POST *        login   login    login    login  405      405        405         405
crowdsolving_meetings:usage             GET  *        login   login    login    login  200      200        200         200
crowdsolving_meetings:usage             POST *        login   login    login    login  405      405        405         405
crowdsolving_meetings:inspect           GET  *        login   login    login    login  200      200        200         200
crowdsolving_meetings:inspect           POST *        login   login    login    login  405      405        405         405
crowdsolving_meetings:release           GET  *        login   login    login    login  200      200        200         200
crowdsolving_meetings:release           POST *        login   login    login    login  302      302        302         302
crowdsolving_meetings:place             GET  *        login   login    login    login  405      405        405         405
crowdsolving_meetings:place             POST *        login   login    login    login  404      404        404         404
crowdsolving_meetings:minutes           GET  *        login   login    login    login  200      200        200         200
crowdsolving_meetings:minutes           POST *        login   login    login    login  405      405        405         405
crowdsolving_committees:list            GET  *        login   login    login    login  200      200        200         200
crowdsolving_committees:list            POST *        login   login    login    login  405      405        405         405
crowdsolving_committees:list_results    GET  *        login   login    login    login  200      200        200         200
crowdsolving_committees:list_results    POST *        login   login    login    login  405      405        405         405
crowdsolving_committees:add             GET  *        login   login    login    login  denied   200        200         200
crowdsolving_committees:add             POST *        login   login    login    login  denied   200        200         200
crowdsolving_committees:edit            GET  *        login   login    login    login  302      200        200         200
crowdsolving_committees:edit            POST *        login   login    login    login  302      200        200         200
crowdsolving_committees:members         GET  *        login   login    login    login  200      200        200         200
crowdsolving_committees:members         POST *        login   login    login    login  405      405        405         405
crowdsolving_committees:members_results GET  *        login   login    login    login  200      200        200         200
crowdsolving_committees:members_results POST *        login   login    login    login  405      405        405         405
crowdsolving_committees:add_member      GET  *        login   login    login    login  200      200        200         200
crowdsolving_committees:add_member      POST *        login   login    login    login  200      200        200         200
crowdsolving_committees:edit_member     GET  *        login   login    login    login  200      200        200         200
crowdsolving_committees:edit_member     POST *        login   login    login    login  200      200        200         200
crowdsolving_committees:import_members  GET  *        login   login    login    login  denied   200        200         200
crowdsolving_committees:import_members  POST *        login   login    login    login  denied   200        200         200
crowdsolving_committees:invitations     GET  *        login   login    login    login  200      200        200         200
crowdsolving_committees:invitations     POST *        login   login    login    login  405      405        405         405
crowdsolving_committees:invitations_results GET  *    login   login    login    login  200      200        200         200
crowdsolving_committees:invitations_results POST *    login   login    login    login  405      405        405         405
crowdsolving_committees:invite_member   GET  *        login   login    login    login  200      200        200         200
crowdsolving_committees:invite_member   POST *        login   login    login    login  200      200        200         200
crowdsolving_committees:send_invitation GET  *        login   login    login    login  404      200        200         200
crowdsolving_committees:send_invitation POST *        login   login    login    login  404      302        302         302
crowdsolving_committees:withdraw_invitation GET  *    login   login    login    login  404      200        200         200
crowdsolving_committees:withdraw_invitation POST *    login   login    login    login  404      302        302         302
crowdsolving_committees:end_member      GET  *        login   login    login    login  200      200        200         200
crowdsolving_committees:end_member      POST *        login   login    login    login  200      200        200         200
crowdsolving_committees:delete          GET  *        login   login    login    login  denied   302        302         302
crowdsolving_committees:delete          POST *        login   login    login    login  denied   302        302         302
crowdsolving_committees:usage           GET  *        login   login    login    login  200      200        200         200
crowdsolving_committees:usage           POST *        login   login    login    login  405      405        405         405
crowdsolving_committees:history         GET  *        login   login    login    login  200      200        200         200
crowdsolving_committees:history         POST *        login   login    login    login  405      405        405         405
crowdsolving_committees:history_results GET  *        login   login    login    login  200      200        200         200
crowdsolving_committees:history_results POST *        login   login    login    login  405      405        405         405
committee_chooser:choose                GET  *        login   login    login    login  200      200        200         200
committee_chooser:choose                POST *        login   login    login    login  405      405        405         405
committee_chooser:choose_results        GET  *        login   login    login    login  200      200        200         200
committee_chooser:choose_results        POST *        login   login    login    login  405      405        405         405
committee_chooser:chosen                GET  *        login   login    login    login  200      200        200         200
committee_chooser:chosen                POST *        login   login    login    login  405      405        405         405
committee_chooser:chosen_multiple       GET  *        login   login    login    login  200      200        200         200
committee_chooser:chosen_multiple       POST *        login   login    login    login  405      405        405         405
crowdsolving_people:choose              GET  *        login   login    login    login  200      200        200         200
crowdsolving_people:choose              POST *        login   login    login    login  405      405        405         405
crowdsolving_people:choose_results      GET  *        login   login    login    login  200      200        200         200
crowdsolving_people:choose_results      POST *        login   login    login    login  405      405        405         405
crowdsolving_people:chosen              GET  *        login   login    login    login  200      200        200         200
crowdsolving_people:chosen              POST *        login   login    login    login  405      405        405         405
crowdsolving_rounds:extend              GET  prepared login   login    login    login  302      denied     302         302
crowdsolving_rounds:close               GET  prepared login   login    login    login  302      denied     302         302
crowdsolving_rounds:reopen              GET  prepared login   login    login    login  200      denied     200         200
crowdsolving_rounds:invite              GET  prepared login   login    login    login  302      denied     302         302
crowdsolving_rounds:undo                GET  prepared login   login    login    login  200      denied     200         200
crowdsolving_rounds:release             GET  prepared login   login    login    login  200      denied     200         200
crowdsolving_rounds:remind              GET  prepared login   login    login    login  302      denied     302         302
crowdsolving_rounds:remind_one          GET  prepared login   login    login    login  302      denied     302         302
crowdsolving_rounds:replace             GET  prepared login   login    login    login  302      denied     302         302
    """,
    alike=(("visitor", "stranger", "reviewed", "chair"), ("coordinator", "superuser")),
)


def addresses():
    return [name for name in views_in(urlpatterns) if name.startswith(NAMESPACES)]


def people_in(scene):
    """``chair_in`` and ``recused_in`` have access to the admin; the latter may manage the selection."""
    people = people_of(scene)
    access = Permission.objects.get(codename="access_admin")
    people["chair_in"] = factories.UserFactory()
    factories.MembershipFactory(committee=scene.committee, user=people["chair_in"], role="chair")
    people["chair_in"].user_permissions.add(access)
    people["recused_in"] = people["recused"]
    people["recused"].user_permissions.add(
        access, Permission.objects.get(codename="manage_selection")
    )
    return {role: people[role] for role in ADMIN.roles}


def urls_of(scene):
    meeting = Meeting.objects.create(committee=scene.committee, held_on=timezone.localdate())
    now = timezone.now()
    invitation = Invitation.objects.create(
        committee=scene.committee, email="x@example.org", token="x", sent_at=now, expires_at=now
    )
    keys = {
        "crowdsolving_rounds": scene.round.pk,
        "crowdsolving_meetings": meeting.pk,
        "crowdsolving_committees": scene.committee.pk,
        "crowdsolving_people": scene.members[0].pk,
    }
    found = {}
    for name in addresses():
        key = keys.get(name.partition(":")[0], scene.committee.pk)
        if name == "crowdsolving_rounds:take_up":
            key = scene.page.pk
        seat = Seat.objects.get(round=scene.round, user=scene.members[0]).pk
        if "committees" in name:
            seat = scene.committee.memberships.first().pk
        if name.endswith("_invitation"):
            seat = invitation.pk
        for args in ([], [key], [key, seat]):
            try:
                found[name] = reverse(name, args=args)
                break
            except NoReverseMatch:
                continue
    return found


@pytest.mark.parametrize("state", STATES)
def test_the_admin(home, state):
    scene = round_in(state)
    urls = urls_of(scene)

    def request(client, view, method, role):
        url = urls[view.replace("committee_chooser:", CHOOSER)]
        return client.get(url) if method == "GET" else client.post(url)

    wrong = differences(ADMIN, state, clients_of(people_in(scene)), request, fingerprint)
    assert not wrong, "\n".join(wrong)


def test_no_address_of_the_admin_is_without_an_expectation():
    named = {view.replace("committee_chooser:", CHOOSER) for view in ADMIN.views}
    assert named == set(addresses())
    for view in ADMIN.views:
        for method in ("GET", "POST"):
            spoken = {cell[2] for cell in ADMIN.cells if cell[:2] == (view, method)}
            assert spoken == set(STATES), (view, method)
