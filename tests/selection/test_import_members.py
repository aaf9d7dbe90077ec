"""A table of members: read within bounds, rehearsed, and imported whole or not at all."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories
from tests.selection import admin_support as support
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.selection.importing import Act
from wagtail_crowdsolving.selection.models import Invitation, Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(home, client):
    client.force_login(support.coordinator())
    return factories.CommitteeFactory(name="Comité eau", quorum=1)


def address(committee, name="import_members"):
    return reverse(f"crowdsolving_committees:{name}", args=[committee.pk])


def send(client, committee, data, name="membres.csv"):
    data = data.encode() if isinstance(data, str) else data
    return client.post(address(committee), {"file": SimpleUploadedFile(name, data)})


def workbook(*rows):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def acts(response):
    return [(line.number, line.act) for line in response.context["lines"]]


def user(email, **fields):
    return factories.UserFactory(email=email, **fields)


def test_it_is_rehearsed_then_imported(client, committee):
    water = factories.OrganisationFactory(name="L’Établi")
    new, old, same = user("new@example.org"), user("Old@example.org"), user("same@example.org")
    factories.MembershipFactory(committee=committee, user=old, starts_on=date(2026, 1, 1))
    factories.MembershipFactory(committee=committee, user=same, role="observer")
    content = (
        "Nom;ADRESSE E-MAIL;Rôle;Structure;Au\n"
        "A;new@example.org;présidence;l'etabli;31/12/2035\n"
        "B;OLD@example.org;;L’Établi;\n"
        ";;;;\n"
        "C;same@example.org;observer;;\n"
        "D;absente@example.org;Member;;2035-12-31\n"
        "E;NEW@example.org;;;\n"
    ).replace("présidence", str(Membership.Role.CHAIR.value))
    response = send(client, committee, content)
    assert acts(response) == [
        (2, Act.ADD),
        (3, Act.CHANGE),
        (5, Act.SAME),
        (6, Act.INVITE),
        (7, Act.DOUBLE),
    ]
    assert (Membership.objects.count(), Invitation.objects.count()) == (2, 0)
    confirmed = {"confirmed": response.context["confirmed"]}
    other = factories.CommitteeFactory()
    assert client.post(address(other), confirmed).url == address(other)
    assert client.post(address(committee), confirmed).url == address(committee, "members")
    row = Membership.objects.get(user=new)
    assert (row.role, row.organisation, row.ends_on) == ("chair", water, date(2035, 12, 31))
    row = Membership.objects.get(user=old)
    assert (row.role, row.organisation, row.starts_on) == ("member", water, date(2026, 1, 1))
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.ends_on) == ("absente@example.org", date(2035, 12, 31))
    assert OutboxMail.objects.filter(to_email="absente@example.org").count() == 1
    # Once more: nothing is left to do. What the list exports comes back as it is.
    assert {act for _number, act in acts(send(client, committee, content))} == {
        Act.SAME,
        Act.DOUBLE,
    }
    for kind in ("csv", "xlsx"):
        exported = client.get(address(committee, "members"), {"export": kind}).getvalue()
        assert {act for _number, act in acts(send(client, committee, exported))} == {Act.SAME}


def test_bad_lines_are_told_with_their_number_and_nothing_is_written(client, committee):
    user("twice@example.org"), user("Twice@example.org")
    user("gone@example.org", is_active=False)
    factories.OrganisationFactory(name="Deux"), factories.OrganisationFactory(name="deux")
    begun = user("begun@example.org")
    factories.MembershipFactory(committee=committee, user=begun, starts_on=date(2026, 5, 1))
    rows = [
        ["Email", "Role", "Organisation", "From", "Until"],
        ["good@example.org", None, None, date(2026, 1, 2), None],
        ["=HYPERLINK(1)", "", "", "", ""],
        ["b@example.org", "king", "", "", ""],
        ["c@example.org", "", "Nulle part", "", ""],
        ["d@example.org", "", "deux", "", ""],
        ["e@example.org", "", "", "hier", ""],
        ["f@example.org", "", "", "2026-02-02", "2026-01-01"],
        ["twice@example.org"],
        ["gone@example.org"],
        ["begun@example.org", "", "", date(2026, 5, 1), date(2026, 4, 1)],
    ]
    response = send(client, committee, workbook(*rows), "membres.xlsx")
    assert acts(response) == [(2, Act.INVITE), *((number, Act.WRONG) for number in range(3, 12))]
    page = response.content.decode()
    assert 'name="confirmed"' not in page
    assert "=HYPERLINK(1)".lower() in page
    forged = client.post(address(committee), {"confirmed": response.context["confirmed"]})
    assert forged.url == address(committee)
    assert [Membership.objects.count(), Invitation.objects.count()] == [1, 0]


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 21 * 1024 * 1024)
    return file.getvalue()


def test_what_is_no_table_or_too_large_is_refused(client, committee, settings):
    settings.WAGTAIL_CROWDSOLVING = {"IMPORT_ROWS": 2, "IMPORT_MAX_BYTES": 60_000}
    head = "E-mail\n"
    for data in (
        b"",
        "Nom;Prénom\na;b\n",
        head,
        head + "a@example.org\n" * 3,
        head + " " * 60_000,
        b"PK\x03\x04rien",
        bomb(),
        b"\x00\xff\xfe\x00" * 9,
        workbook(["E-mail"], *[["a@example.org"]] * 3),
    ):
        response = send(client, committee, data)
        assert response.context["form"].errors["file"], data[:30]
        assert "lines" not in response.context
    # As a French spreadsheet writes it.
    assert acts(send(client, committee, "E-mail\tRôle\na@example.org\t\n".encode("cp1252")))
