"""Committees in the Wagtail admin: who may change what, what is refused and what is warned of."""

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from tests import factories
from tests.selection import admin_support as support
from wagtail_crowdsolving.selection.models import Committee, Membership
from wagtail_crowdsolving.selection.words import VotingRule

pytestmark = [pytest.mark.versions, pytest.mark.django_db]

ROLE = Membership.Role


def url(name, *args):
    return reverse(f"crowdsolving_committees:{name}", args=args)


def criterion_row(**values):
    row = {"label": "Utilité", "guidance": "", "scale": 5, "weight": "1", "is_required": "on"}
    return {**row, **values}


def committee_data(criteria=(), themes=(), **values):
    data = nested_form_data(
        {
            "name": "Comité alimentation",
            "kind": "selection",
            "description": "",
            "rule": "majority",
            "threshold": "60",
            "quorum": "1",
            "review_days": "14",
            "criteria": inline_formset(criteria),
            **values,
        }
    )
    return {**data, "themes": list(themes)}


def rows_of(response, name):
    return [form.errors for form in response.context["form"].formsets[name].forms]


@pytest.fixture
def coordinator(home):
    return support.coordinator()


@pytest.fixture
def committee(home):
    return support.committee(members=3)


@pytest.fixture
def chair(committee):
    user = committee.memberships.get(role=ROLE.CHAIR).user
    return support.admit(user)


class TestCoordinator:
    def test_goes_from_the_list_to_the_members(self, client, coordinator, committee):
        client.force_login(coordinator)
        content = client.get(reverse("crowdsolving_committees:list")).content.decode()
        for name in ("members", "invite_member"):
            assert reverse(f"crowdsolving_committees:{name}", args=[committee.pk]) in content

    def test_makes_a_committee(self, client, coordinator):
        client.force_login(coordinator)
        theme = factories.ThemeFactory()
        data = committee_data(
            criteria=[criterion_row(), criterion_row(label="Portée", weight="2")],
            themes=[theme.pk],
        )
        response = client.post(url("add"), data, follow=True)
        made = Committee.objects.get()
        # Nobody sits on it: said at once, and the members come next.
        assert response.redirect_chain[0][0] == url("members", made.pk)
        levels = [message.level_tag for message in response.context["messages"]]
        assert levels == ["success", "warning", "warning"]
        assert list(made.themes.all()) == [theme]
        assert [row.label for row in made.criteria.all()] == ["Utilité", "Portée"]
        assert ModelLogEntry.objects.filter(action="wagtail.create").exists()

    def test_is_warned_of_what_will_not_work(self, client, coordinator):
        client.force_login(coordinator)
        made = factories.CommitteeFactory(quorum=1)
        factories.MembershipFactory(committee=made)
        factories.MembershipFactory(committee=made, role=ROLE.OBSERVER)
        ended = {"role": ROLE.CHAIR, "ends_on": datetime.date(2020, 1, 1)}
        factories.MembershipFactory(committee=made, **ended)
        data = committee_data(
            criteria=[criterion_row(weight="0")], rule=VotingRule.SCORE, quorum="3"
        )
        response = client.post(url("edit", made.pk), data, follow=True)
        warnings = [
            m.message.strip() for m in response.context["messages"] if m.level_tag == "warning"
        ]
        assert len(warnings) == 3
        assert warnings[0].startswith("1 ")
        for name, *args in (("edit", made.pk), ("members", made.pk), ("list",)):
            page = client.get(url(name, *args)).content.decode()
            for sentence in warnings:
                assert support.in_html(sentence) in page

    def test_reads_errors_beside_the_fields(self, client, coordinator):
        client.force_login(coordinator)
        data = committee_data(
            criteria=[criterion_row(scale=1, label="")],
            quorum="0",
            threshold="101",
        )
        response = client.post(url("add"), data)
        assert response.status_code == 200
        assert not Committee.objects.exists()
        assert set(response.context["form"].errors) == {"quorum", "threshold"}
        assert [set(row) for row in rows_of(response, "criteria")] == [{"label", "scale"}]

    def test_is_offered_each_theme_once(self, client, coordinator):
        client.force_login(coordinator)
        theme = factories.ThemeFactory(name="Mobilité")
        english = theme.copy_for_translation(factories.locale("en"))
        english.name = "Mobility"
        english.save()
        content = client.get(url("add")).content.decode()
        assert "Mobilité" in content
        assert "Mobility" not in content

    def test_deletes_a_committee_that_did_nothing(self, client, coordinator, committee):
        client.force_login(coordinator)
        assert client.get(url("delete", committee.pk)).status_code == 200
        client.post(url("delete", committee.pk))
        assert not Committee.objects.exists()

    def test_keeps_a_committee_that_examined_something(self, client, coordinator, committee):
        support.round_of(committee)
        # Wagtail 7.4 asks for a right of its own before many are deleted: who has all of them.
        client.force_login(support.person("superuser", committee))
        bulk = (
            reverse("wagtail_bulk_action", args=["wagtail_crowdsolving", "committee", "delete"])
            + f"?id={committee.pk}"
        )
        for address in (url("delete", committee.pk), bulk):
            for send in (client.get, client.post):
                response = send(address, follow=True)
                (message,) = response.context["messages"]
                assert message.level_tag == "error"
                assert committee.name in message.message
        assert Committee.objects.exists()


def test_the_chooser_chooses_and_creates_nothing(client, coordinator, committee):
    names = "wagtailsnippetchoosers_wagtail_crowdsolving_committee"
    client.force_login(coordinator)
    assert committee.name in client.get(reverse(f"{names}:choose")).json()["html"]
    chosen = client.get(reverse(f"{names}:chosen", args=[committee.pk])).json()["result"]
    assert chosen["string"] == committee.name
    with pytest.raises(NoReverseMatch):
        reverse(f"{names}:create")
    assert client.post(reverse(f"{names}:choose") + "create/", {"name": "X"}).status_code == 404


class TestChair:
    def test_manages_the_members_of_their_committee(self, client, chair, committee):
        client.force_login(chair)
        new, members = factories.UserFactory(), url("members", committee.pk)
        response = client.get(url("edit", committee.pk))
        assert (response.status_code, response.url) == (302, members)
        # Its name and its rules are not theirs.
        assert client.post(url("edit", committee.pk), {"name": "Autre nom"}).status_code == 302
        assert Committee.objects.get().name == committee.name
        added = client.post(url("add_member", committee.pk), {"user": new.pk, "role": "member"})
        assert (added.status_code, added.url) == (302, members)
        assert committee.memberships.filter(user=new, role=ROLE.MEMBER).exists()

    def test_does_not_find_other_committees(self, client, chair, committee):
        other = support.committee(members=1)
        client.force_login(chair)
        assert other.name not in client.get(url("list")).content.decode()
        for name in ("edit", "history", "usage", "delete", "members", "add_member"):
            assert client.get(url(name, other.pk)).status_code == 404
        # Wagtail sends those who lack a right to the admin's home page.
        assert client.get(url("add")).status_code == 302
        assert client.post(url("delete", committee.pk)).status_code == 302
        assert Committee.objects.filter(pk=committee.pk).exists()

    def test_is_one_from_a_day_to_a_day(self, client, chair, committee):
        committee.memberships.filter(role=ROLE.CHAIR).update(
            ends_on=datetime.date.today() - datetime.timedelta(days=1)
        )
        client.force_login(chair)
        assert client.get(url("members", committee.pk)).url == reverse("wagtailadmin_home")


@pytest.mark.parametrize("name", ["list", "add", "edit", "delete", "history", "usage", "members"])
@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("superuser", True),
        ("coordinator", True),
        ("editor", False),
        ("member_in_admin", False),
        ("member", False),
        ("visitor", False),
    ],
)
def test_who_opens_what(client, committee, name, role, allowed):
    user = support.person(role, committee)
    if user:
        client.force_login(user)
    args = [] if name in ("list", "add") else [committee.pk]
    assert client.get(url(name, *args)).status_code == (200 if allowed else 302)


class TestPeople:
    def choose(self, client, **query):
        return client.get(reverse("crowdsolving_people:choose_results"), query)

    def test_names_no_address(self, client, coordinator, committee):
        client.force_login(coordinator)
        someone = factories.UserFactory(first_name="Zoé", last_name="Rare", email="zoe@example.org")
        nameless = factories.UserFactory(first_name="", last_name="", email="sans@example.org")
        for response in (
            self.choose(client),
            self.choose(client, q="zoé ra"),
            client.get(reverse("crowdsolving_people:choose")),
        ):
            content = response.content.decode()
            assert "example.org" not in content
            assert nameless.get_username() not in content
        assert "Zoé Rare" in self.choose(client, q="zoé ra").content.decode()
        assert "Zoé Rare" not in self.choose(client, q="example").content.decode()
        # Typed in full, an address finds its person: two may bear one name.
        assert "Zoé Rare" in self.choose(client, q="ZOE@example.org").content.decode()
        chosen = client.get(reverse("crowdsolving_people:chosen", args=[someone.pk])).json()
        assert chosen["result"] == {"id": str(someone.pk), "title": "Zoé Rare", "edit_url": None}

    def test_leaves_closed_accounts_out(self, client, coordinator):
        client.force_login(coordinator)
        gone = factories.UserFactory(last_name="Parti", is_active=False)
        assert "Parti" not in self.choose(client, q="parti").content.decode()
        for pk in (gone.pk, "abc", "9" * 30, "²"):
            address = reverse("crowdsolving_people:chosen", args=[pk])
            assert client.get(address).status_code == 404

    def test_is_for_those_who_run_a_committee(self, client, chair, committee):
        client.force_login(chair)
        assert self.choose(client).status_code == 200
        for role in ("editor", "member_in_admin", "member"):
            client.force_login(support.person(role, committee))
            assert self.choose(client).status_code == 302


@pytest.mark.parametrize("size", [2, 12])
def test_the_list_costs_the_same_at_any_length(
    client, coordinator, size, django_assert_num_queries
):
    for _number in range(size):
        support.committee(members=2)
    client.force_login(coordinator)
    client.get(url("list"))
    with django_assert_num_queries(14):
        assert client.get(url("list")).status_code == 200


def test_setup_gives_coordinators_the_right(home):
    factories.ChallengeIndexFactory()
    call_command("setup_crowdsolving", verbosity=0)
    group = Group.objects.get(name="Coordination")
    assert group.permissions.filter(codename="manage_selection").exists()


def test_the_form_of_a_group_offers_that_right_and_none_that_nothing_asks_for(client, coordinator):
    client.force_login(factories.UserFactory(is_superuser=True))
    offered = client.get(reverse("wagtailusers_groups:add")).content.decode()
    permissions = Permission.objects.filter(content_type__app_label="wagtail_crowdsolving")
    for codename, is_offered in (
        ("manage_selection", True),
        ("change_committee", False),
        ("change_meeting", False),
    ):
        key = permissions.get(codename=codename).pk
        assert (f'name="permissions" value="{key}"' in offered) is is_offered, codename
