"""A table of members: read within bounds, rehearsed, and imported whole or not at all."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

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
    # A dash takes away what an empty cell would leave.
    response = send(
        client, committee, "E-mail;Structure;Au\nnew@example.org;;–\nold@example.org;-;\n"
    )
    assert client.post(address(committee), {"confirmed": response.context["confirmed"]}).url
    said = {row.user: (row.organisation, row.ends_on) for row in Membership.objects.all()}
    assert (said[new], said[old]) == ((water, None), (None, None))


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


def test_what_comes_with_a_paste_is_read_past(client, committee):
    content = (
        "E-mail;Structure;Du\n"
        "a\0@example.org;;\n"
        "\u200bb@example.org\ufeff;;\n"
        "\u202ac@example.org\u202c;;\n"
        "MailTo:D@example.org;;\n"
        "e@example.org;;1/1/99999999999\n"
        "f@\0;;\n"
        f"{'x' * 290}@example.org;;\n"
    )
    lines = send(client, committee, content).context["lines"]
    assert [line.email for line in lines[:4]] == [f"{one}@example.org" for one in "abcd"]
    assert [line.act for line in lines] == [Act.INVITE] * 4 + [Act.WRONG] * 3


def test_an_empty_cell_changes_nothing_and_what_changes_is_told(client, committee):
    water, earth = (factories.OrganisationFactory(name=name) for name in ("Eau", "Terre"))
    as_chair = {"committee": committee, "role": "chair", "organisation": water}
    sits, back = user("sits@example.org"), user("back@example.org")
    factories.MembershipFactory(user=sits, **as_chair, ends_on=date(2035, 12, 31))
    days = {"starts_on": date(2020, 1, 1), "ends_on": date(2021, 1, 1)}
    former = factories.MembershipFactory(user=back, **as_chair, **days)
    head = "E-mail;Role;Structure;Au\n"
    empty = send(client, committee, head + "sits@example.org;;;\nback@example.org;;;\n")
    assert acts(empty) == [(2, Act.SAME), (3, Act.ADD)]
    client.post(address(committee), {"confirmed": empty.context["confirmed"]})
    former.refresh_from_db()
    assert (former.role, former.organisation, former.ends_on) == ("chair", water, None)
    changed = send(client, committee, head + "sits@example.org;member;Terre;\n")
    (line,) = changed.context["lines"]
    with translation.override("en"):
        assert line.differences == ["Role: Chair → Member", "Organisation: Eau → Terre"]
    assert "Eau → Terre" in changed.content.decode()
    client.post(address(committee), {"confirmed": changed.context["confirmed"]})
    row = Membership.objects.get(user=sits)
    said = (row.role, row.organisation, row.ends_on)
    assert said == ("member", earth, date(2035, 12, 31))
    past = send(client, committee, head + "new@example.org;;;1/1/2021\n")
    assert acts(past) == [(2, Act.WRONG)]


@pytest.mark.skipif(
    not apps.is_installed("allauth.account"),
    reason="an address that is not proved yet is known to django-allauth alone",
)
def test_nothing_is_done_that_was_not_rehearsed(client, committee):
    def confirm(response):
        return client.post(address(committee), {"confirmed": response.context["confirmed"]}).url

    unproved = user("unproved@example.org")
    EmailAddress = apps.get_model("account", "EmailAddress")
    EmailAddress.objects.create(user=unproved, email="Unproved@example.org", verified=False)
    content = "E-mail;Role\nlater@example.org;\nunproved@example.org;\n"
    rehearsed = send(client, committee, content)
    assert acts(rehearsed) == [(2, Act.INVITE), (3, Act.INVITE)]
    later = user("later@example.org")
    assert confirm(rehearsed) == address(committee)
    assert [Membership.objects.count(), Invitation.objects.count()] == [0, 0]
    rehearsed = send(client, committee, content)
    assert acts(rehearsed) == [(2, Act.ADD), (3, Act.INVITE)]
    assert confirm(rehearsed) == address(committee, "members")
    assert [row.user for row in Membership.objects.all()] == [later]
    # Who is invited is not asked as something else in silence.
    other = send(client, committee, "E-mail;Role\nunproved@example.org;chair\n")
    assert acts(other) == [(2, Act.WRONG)]
    assert acts(send(client, committee, content)) == [(2, Act.SAME), (3, Act.SAME)]
    EmailAddress.objects.update(verified=True)
    assert acts(send(client, committee, content)) == [(2, Act.SAME), (3, Act.ADD)]


SHEET = "xl/worksheets/sheet1.xml"


def packed(content, name=SHEET):
    """A workbook of which one part is ``content``."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["E-mail"]))) as made,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for part in made.namelist():
            archive.writestr(part, content if part == name else made.read(part))
    return file.getvalue()


def sheet(rows, start=""):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = '<row r="1"><c t="inlineStr"><is><t>E-mail</t></is></c></row>'
    return f'{start}<worksheet xmlns="{space}"><sheetData>{head}{rows}</sheetData></worksheet>'


UTF_16 = "<?xml version='1.0' encoding='utf-16'?>"
LINE = '<row r="{}"><c t="inlineStr"><is><t>a@example.org</t></is></c></row>'


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
        packed(sheet(LINE.format(2) + " " * 6 * 1024 * 1024)),
        packed(sheet(LINE.format(2) + "<row>" + "<c/>" * 200_000 + "</row>")),
        packed(sheet(LINE.format(2) + LINE.format(10_001))),
        packed(sheet(LINE.format(2), f"{UTF_16}<!DOCTYPE a>").encode("utf-16")),
        head + "a@example.org\n" + "\n" * 10_000,
        b"\x00\xff\xfe\x00" * 9,
        workbook(["E-mail"], *[["a@example.org"]] * 3),
    ):
        response = send(client, committee, data)
        assert response.context["form"].errors["file"], data[:30]
        assert "lines" not in response.context
    assert acts(send(client, committee, packed(sheet(LINE.format(10_000))))) == [
        (10_000, Act.INVITE)
    ]
    # As a French spreadsheet writes it.
    assert acts(send(client, committee, "E-mail\tRôle\na@example.org\t\n".encode("cp1252")))
