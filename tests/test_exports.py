"""Every list of the admin can be downloaded, through the one piece, safely and in words."""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone, translation
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.log_actions import log
from wagtail.models import Locale
from wagtail.users.models import UserProfile

import wagtail_crowdsolving
from tests import factories
from wagtail_crowdsolving import exports
from wagtail_crowdsolving.network.models import Organisation

PACKAGE = Path(wagtail_crowdsolving.__file__).parent
#: What happened to one thing, and where it is used: Wagtail's own pages about an object.
OF_ONE_THING = (generic.HistoryView, generic.UsageView)
ARMED = [
    "=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n1", "  =1", "\u00a0=1", "\u200b=1",
    "＝1", "＋1", "－1", "＠1", "﹢1", "\ufeff＝1",
]  # fmt: skip


def _callbacks(resolver):
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            if hasattr(one.callback, "view_class"):
                yield one.callback
        else:
            yield from _callbacks(one)


def lists():
    """The lists of this package in the admin."""
    return {
        view
        for view in (one.view_class for one in _callbacks(get_resolver()))
        if issubclass(view, BaseListingView)
        and not issubclass(view, OF_ONE_THING)
        and view.__module__.startswith("wagtail_crowdsolving.")
    }


def test_every_list_is_downloaded_through_the_one_piece():
    assert {view.__name__ for view in lists()} == {
        "ArchiveIndexView",
        "BoardTableView",
        "BoardView",
        "CaseIndexView",
        "CommitteeIndexView",
        "DecisionsView",
        "InvitationsView",
        "MeetingIndexView",
        "MembersView",
        "NetworkIndexView",
        "OutboxIndexView",
        "QueueView",
        "RankingView",
    }
    assert {view for view in lists() if not issubclass(view, exports.ExportMixin)} == set()


def test_no_list_of_ours_is_shown_by_a_class_of_wagtail():
    """A viewset without an index view of its own would not be found above."""
    models = [
        one.view_initkwargs["model"]
        for one in _callbacks(get_resolver())
        if issubclass(one.view_class, BaseListingView)
        and not issubclass(one.view_class, (*OF_ONE_THING, exports.ExportMixin))
        and one.view_initkwargs.get("model")
    ]
    assert models
    assert not [one for one in models if one._meta.app_label == "wagtail_crowdsolving"]


def test_nothing_else_writes_or_reads_a_table():
    found = {
        path.name
        for path in PACKAGE.rglob("*.py")
        if re.search(
            r"^\s*(import csv|from csv|.*openpyxl|.*SpreadsheetExportMixin)", path.read_text(), re.M
        )
    }
    assert found == {"exports.py", "imports.py", "upstream.py"}


@pytest.mark.parametrize("text", ARMED)
def test_formulas_are_disarmed(text):
    assert exports.disarm(text) == f"'{text}"
    assert exports.as_text(text).startswith("'")


@pytest.mark.parametrize("text", ["", " ", "a=b", "(=1)", "1-2", "L’eau", "« + »"])
def test_what_is_no_formula_stays(text):
    assert exports.disarm(text) == text


def test_numbers_stay_numbers():
    assert exports.as_text(-1) == "-1"
    assert exports.plain(Decimal("-0.5")) == Decimal("-0.5")


MOMENT = datetime(2026, 7, 14, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "\ufeffa;12,5;15/07/2026 00:30;14/07/2026;oui\r\n"),
        ("en", "\ufeffa,12.5,2026-07-15 00:30,2026-07-14,yes\r\n"),
        ("de", "\ufeffa,12.5,2026-07-15 00:30,2026-07-14,"),
    ],
)
def test_a_file_is_of_the_language_and_zone_in_which_it_was_asked_for(language, expected):
    with translation.override(language), timezone.override("Europe/Paris"):
        lines = exports.csv_lines([[["a", 12.5, MOMENT, date(2026, 7, 14), True]]])
    with translation.override("en"), timezone.override("UTC"):
        written = b"".join(lines).decode()
    assert written.casefold().startswith(expected)


def test_a_file_is_named_in_words():
    name = exports.file_name("Défis", "a/b\\c:\u202ed\r\n", extension="csv")
    assert re.fullmatch(r"Défis a b c d \d{4}-\d\d-\d\d\.csv", name)


@pytest.fixture
def organisations(home, admin_client, admin_user):
    made = factories.OrganisationFactory(
        name='=HYPERLINK("https://evil.example")', legal_form="scop"
    )
    log(made, "wagtail.edit")
    UserProfile.objects.create(user=admin_user, preferred_language="fr", current_time_zone="UTC")
    return reverse(Organisation.snippet_viewset.get_url_name("list"))


class TestAList:
    def test_csv(self, admin_client, organisations):
        response = admin_client.get(organisations, {"export": "csv"})
        assert response.streaming
        head, row = csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";")
        _bulk, *shown = _columns(admin_client, organisations)
        assert [label.casefold() for label in head] == [
            str(column.label).casefold() for column in shown if column.label
        ]
        assert row[1] == str(Locale.get_default())
        assert row[0].startswith("'=HYPERLINK")
        assert "scop" not in row  # but in words
        assert re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d", row[-1])
        assert "filename" in response["Content-Disposition"]
        assert "spreadsheet-export" not in response["Content-Disposition"]

    def test_xlsx(self, admin_client, organisations):
        response = admin_client.get(organisations, {"export": "xlsx"})
        sheet = openpyxl.load_workbook(io.BytesIO(response.getvalue())).active
        cell = sheet["A2"]
        assert (cell.data_type, cell.value[:10], cell.quotePrefix) == ("s", "=HYPERLINK", True)
        assert sheet.cell(2, sheet.max_column).number_format == "dd/mm/yyyy hh:mm"

    def test_a_search_narrows_it(self, admin_client, organisations):
        response = admin_client.get(organisations, {"export": "csv", "legal_form": "informal"})
        assert len(response.getvalue().splitlines()) == 1

    def test_too_many_rows_are_to_be_filtered_first(self, admin_client, organisations, settings):
        settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "EXPORT_ROWS": 0}
        response = admin_client.get(
            organisations, {"export": "csv", "legal_form": "scop"}, follow=True
        )
        assert response.redirect_chain == [(f"{organisations}?legal_form=scop", 302)]
        assert len(list(response.context["messages"])) == 1


def _columns(client, address):
    return client.get(address).context["table"].columns.values()


def test_lists_of_wagtail_are_as_safe(admin_client, organisations):
    """The history of the site holds the titles that people propose."""
    report = reverse("wagtailadmin_reports:site_history")
    lines = admin_client.get(report, {"export": "csv"}).getvalue().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(lines), delimiter=";") for cell in row]
    assert [cell for cell in cells if "HYPERLINK" in cell][0].startswith("'=")
    book = admin_client.get(report, {"export": "xlsx"}).getvalue()
    row = openpyxl.load_workbook(io.BytesIO(book)).active[2]
    assert any(cell.quotePrefix and cell.data_type == "s" for cell in row)


@pytest.mark.parametrize(
    "name",
    [
        "crowdsolving_archives:index",
        "crowdsolving_committees:list",
        "crowdsolving_contributions:list",
        "crowdsolving_decisions",
        "crowdsolving_meetings:index",
        "crowdsolving_outbox:index",
        "crowdsolving_proposals:index",
        "crowdsolving_ranking:index",
        "crowdsolving_rounds:index",
        "crowdsolving_rounds:table",
    ],
)
def test_each_list_offers_both_files_and_gives_them(home, admin_client, name):
    address = reverse(name)
    page = admin_client.get(address).content.decode()
    for kind in ("csv", "xlsx"):
        assert f"export={kind}" in page
        assert admin_client.get(address, {"export": kind}).getvalue()
