"""Members of a committee are rows in the Wagtail admin: found, added, changed and ended, at any number."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests import factories
from tests.selection import admin_support as support
from wagtail_crowdsolving import clock
from wagtail_crowdsolving.selection.models import Membership

pytestmark = [pytest.mark.versions, pytest.mark.django_db]

ROLE = Membership.Role


def url(name, committee, *args):
    return reverse(f"crowdsolving_committees:{name}", args=[committee.pk, *args])


@pytest.fixture
def committee(home):
    return factories.CommitteeFactory(name="Comité eau", quorum=1)


@pytest.fixture
def coordinator(client, home):
    user = support.coordinator()
    client.force_login(user)
    return user


def seat(committee, name, **fields):
    first, last = name.split(" ", 1)
    user = factories.UserFactory(first_name=first, last_name=last, email=f"{first}@example.org")
    return factories.MembershipFactory(committee=committee, user=user, **fields)


def listed(client, committee, **asked):
    return [row.name for row in client.get(url("members", committee), asked).context["object_list"]]


def test_the_list_is_searched_filtered_sorted_and_downloaded(client, coordinator, committee):
    water = factories.OrganisationFactory(name="L’Établi des eaux")
    seat(committee, "Zoé Évrard", role=ROLE.CHAIR, organisation=water)
    seat(committee, "Anne Ducœur", ends_on=date(2020, 1, 1))
    seat(committee, "Bob Fabre", starts_on=date(2999, 1, 1), role=ROLE.OBSERVER)
    gone = seat(committee, "Gil Zola")
    get_user_model().objects.filter(pk=gone.user_id).update(is_active=False)
    seat(factories.CommitteeFactory(name="Autre"), "Hors Sujet")
    everybody = ["Anne Ducœur", "Zoé Évrard", "Bob Fabre", "Gil Zola"]
    assert listed(client, committee) == everybody
    for asked, found in (
        ({"q": "evrard zoe"}, [1]),
        ({"q": "ducoeur"}, [0]),
        ({"q": "l'etabli"}, [1]),
        ({"q": "bob@example"}, [2]),
        ({"state": "former"}, [0]),
        ({"state": "coming"}, [2]),
        ({"state": "sitting"}, [1, 3]),
        ({"state": "closed"}, [3]),
        ({"role": "chair"}, [1]),
        ({"organisation": "etabli eaux"}, [1]),
        ({"ordering": "-name"}, [3, 2, 1, 0]),
    ):
        assert listed(client, committee, **asked) == [everybody[place] for place in found], asked
    # Whose members they are is read above the list, and an empty one is told without an article.
    page = client.get(url("members", committee))
    assert page.context["breadcrumbs_items"][-1]["sublabel"] == committee.name
    assert url("import_members", committee) in page.content.decode()
    empty = client.get(url("invitations", committee)).context["no_results_message"]
    assert "invitations" not in empty
    rows = client.get(url("members", committee), {"export": "csv"}).getvalue().decode()
    assert [("Zoé@example.org" in rows), rows.count("\n")] == [True, 5]
    chair = factories.MembershipFactory(committee=committee, role=ROLE.CHAIR).user
    client.force_login(support.admit(chair))
    page = client.get(url("members", committee)).content.decode()
    assert "@example.org" not in page
    assert (
        "@example"
        not in client.get(url("members", committee), {"export": "csv"}).getvalue().decode()
    )
    assert listed(client, committee, q="bob@example") == []
    assert listed(client, committee, q="BOB@example.org") == ["Bob Fabre"]


def test_one_is_added_changed_ended_and_comes_back(client, coordinator, committee):
    user = factories.UserFactory(first_name="Ida", last_name="Roux")
    other = factories.OrganisationFactory()
    day = clock.today().isoformat()
    add, sent = url("add_member", committee), {"user": user.pk, "role": "member"}
    assert client.post(add, sent).status_code == 302
    row = Membership.objects.get()
    assert (row.user, row.role, row.state) == (user, "member", Membership.State.SITTING)
    response = client.post(add, sent)
    assert response.context["form"].errors["user"]
    edit, end = (url(name, committee, row.pk) for name in ("edit_member", "end_member"))
    assert end in client.get(edit).content.decode()
    wrong = {"role": "chair", "starts_on": "2026-02-02", "ends_on": "2026-01-01"}
    assert set(client.post(edit, wrong).context["form"].errors) == {"ends_on"}
    client.post(edit, {"role": "chair", "organisation": other.pk, "starts_on": "2020-01-01"})
    row.refresh_from_db()
    assert (row.role, row.organisation, row.starts_on) == ("chair", other, date(2020, 1, 1))
    assert client.get(end).context["form"]["ends_on"].value() == clock.today()
    assert client.post(end, {"ends_on": "2019-01-01"}).context["form"].errors["ends_on"]
    client.post(end, {"ends_on": "2021-01-01"})
    row.refresh_from_db()
    assert (row.state, row.role) == (Membership.State.FORMER, "chair")
    assert client.post(end, {"ends_on": day}).status_code == 409
    assert end not in client.get(edit).content.decode()
    client.post(add, sent)
    row.refresh_from_db()
    assert (row.state, row.role, row.starts_on) == ("sitting", "member", clock.today())
    lines = ModelLogEntry.objects.filter(action__startswith="wagtail_crowdsolving.member")
    assert [line.action.rpartition(".")[2] for line in lines.order_by("pk")] == [
        "add",
        "change",
        "end",
        "return",
    ]
    assert {line.label for line in lines} == {"Comité eau"}
    response = client.post(add, {"user": "", "role": "king"})
    assert set(response.context["form"].errors) == {"user", "role"}
    # One that has not begun is taken off the list: nobody sat.
    first = clock.today() + timedelta(days=20)
    coming = factories.MembershipFactory(committee=committee, starts_on=first)
    assert client.post(url("end_member", committee, coming.pk), {"ends_on": day}).status_code == 302
    assert not Membership.objects.filter(pk=coming.pk).exists()
    assert client.post(add, {"user": coming.user_id, "role": "member"}).status_code == 302
    stranger = factories.MembershipFactory()
    past = {"user": stranger.user_id, "role": "member", "ends_on": "2020-01-01"}
    assert set(client.post(add, past).context["form"].errors) == {"ends_on"}
    for name in ("edit_member", "end_member"):
        assert client.get(url(name, committee, stranger.pk)).status_code == 404


@pytest.mark.parametrize("size", [10, 300])
def test_the_pages_of_a_committee_are_bounded(
    client, coordinator, committee, size, django_assert_num_queries
):
    """A committee of 154 was a form of 2.8 MB."""
    User = get_user_model()
    people = User.objects.bulk_create(
        User(username=f"m{n}", first_name="Jo", last_name=f"Nom {n:03}", email=f"m{n}@example.org")
        for n in range(size)
    )
    organisation = factories.OrganisationFactory()
    Membership.objects.bulk_create(
        Membership(committee=committee, user=user, organisation=organisation, sort_order=number)
        for number, user in enumerate(people)
    )
    edit = reverse("crowdsolving_committees:edit", args=[committee.pk])
    for address, queries, most in (
        (url("members", committee), 15, 100_000),
        (url("add_member", committee), 11, 60_000),
        (edit, 25, 100_000),
    ):
        client.get(address)
        with django_assert_num_queries(queries):
            page = client.get(address).content
        assert len(page) < most, address
        assert b'name="ends_on"' in page or "add" not in address
