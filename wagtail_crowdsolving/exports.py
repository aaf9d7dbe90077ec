"""Tables that a person downloads: the one piece through which every list leaves, as XLSX or CSV.

What others typed never runs as a formula. Headings and values are in the reader's language, moments in the
reader's time zone. A CSV file opens right in a spreadsheet of that language: with a byte order mark, and in
French with semicolons, decimal commas and French dates; elsewhere with commas, points and ISO 8601.
"""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from html import unescape
from itertools import chain, islice
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, LocaleColumn, UserColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin
from wagtail.coreutils import get_locales_display_names
from wagtail.models import Locale

from wagtail_crowdsolving import clock, conf, upstream

#: Rows that are read, and written, together.
BATCH = 500
#: What begins a formula, once the compatible signs (wide, small, raised) are one with the usual ones.
FORMULA = ("=", "+", "-", "@", "−")
#: What no file of a spreadsheet may hold: control signs but tab and line ends, halves of pairs.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


def is_armed(text: str) -> bool:
    """Whether a spreadsheet program may take ``text`` for a formula, even after what nobody sees."""
    if text[:1] in ("\t", "\r", "\n"):
        return True
    first = next((sign for sign in text if unicodedata.category(sign)[0] not in "ZC"), "")
    return unicodedata.normalize("NFKC", first).startswith(FORMULA)


def disarm(value: Any) -> Any:
    """The text as a spreadsheet shows it, and no formula: an apostrophe before what could be one."""
    return f"'{value}" if isinstance(value, str) and is_armed(value) else value


def plain(value: Any) -> Any:
    """What stands in a cell: a number, a date, a moment where the reader is, or a text in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        if timezone.is_aware(value):
            value = timezone.localtime(value)
        return value.replace(tzinfo=None, microsecond=0)
    if isinstance(value, (date, time, int, float, Decimal)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(plain(one)) for one in value)
    if hasattr(value, "__html__"):
        value = unescape(strip_tags(value.__html__()))
    return _FORBIDDEN.sub("", str(value))


def is_french() -> bool:
    return (translation.get_language() or "").partition("-")[0] == "fr"


def as_text(value: Any) -> str:
    """The cell of a CSV file, as the spreadsheet of the reader's language understands it."""
    value = plain(value)
    french = is_french()
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M" if french else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y" if french else "%Y-%m-%d")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, str):
        return str(disarm(value))
    return str(value).replace(".", ",") if french else str(value)


def csv_lines(batches: Iterable[Iterable[Iterable[Any]]]) -> Iterator[bytes]:
    """A CSV file, batch by batch of rows, in the language and time zone in force at the call.

    A response is read once the view has returned, and Wagtail has put back the language of the site.
    """
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def written() -> Iterator[bytes]:
        yield codecs.BOM_UTF8
        left = iter(batches)
        with translation.override(language):
            writer = csv.writer(Echo(), delimiter=";" if is_french() else ",")
        while True:
            with translation.override(language), timezone.override(zone):
                batch = next(left, None)
                if batch is None:
                    return
                lines = b"".join(writer.writerow(map(as_text, row)) for row in batch)
            yield lines

    return written()


def file_name(*words: Any, extension: str) -> str:
    """A name in words, with the day; without what no system allows in one."""
    said = " ".join(_NOT_IN_NAMES.sub(" ", str(word)) for word in words if word)
    said = " ".join(said.split())[:100].strip(" .") or _("Export")
    return f"{said} {clock.today().isoformat()}.{extension}"


def csv_response(
    rows: Iterable[Iterable[Any]], *words: Any, kind: Any = StreamingHttpResponse
) -> Any:
    """``rows``, the headings first, as a file that is named with ``words``.

    ``kind``: ``HttpResponse`` for a small table that is known whole.
    """
    return kind(
        csv_lines(_batches(rows)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(
                True, file_name(*words, extension="csv")
            )
        },
    )


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def value_of(column: Any, row: Any) -> Any:
    """What the cell of a column shows of a row: Wagtail keeps a key in some, and no value in others."""
    if isinstance(column, LocaleColumn):
        value = column.get_value(row)
        return value if isinstance(value, Locale) else get_locales_display_names().get(value)
    if isinstance(column, UserColumn):
        user = column.get_value(row)
        return get_user_display_name(user) if user else ""
    if isinstance(column, PageTitleColumn):
        return row.get_admin_display_title()
    if isinstance(column, PageStatusColumn):
        return row.status_string
    return column.get_value(row)


#: Columns that show something, by whatever name.
_SHOWN = (Column, PageTitleColumn, PageStatusColumn)


class ExportMixin(SpreadsheetExportMixin):
    """Before the list's own class: it can be downloaded, with the columns that the screen shows.

    So nobody downloads a datum that they are not shown. A list that draws no table of Wagtail's says its
    columns in ``get_export_columns``, what must be known of many rows at once in ``describe``. More
    than ``EXPORT_ROWS`` rows are not downloaded: the reader is asked to filter.
    """

    def get_export_columns(self) -> list[Any]:
        return [column for column in self.columns if isinstance(column, _SHOWN) and column.label]

    def describe(self, rows: list[Any]) -> list[Any]:
        """Set on the rows of a batch what the columns show of them."""
        return rows

    def get_export_words(self) -> list[Any]:
        """What the file is named with."""
        return [self.get_page_title(), self.get_page_subtitle()]

    @cached_property
    def show_export_buttons(self) -> bool:
        return True

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        rows = self.get_queryset()
        number = len(rows) if isinstance(rows, list) else rows.count()
        if number <= conf.EXPORT_ROWS:
            return self.as_spreadsheet(rows, request.GET["export"])
        messages.error(
            request,
            ngettext(
                "This list has %(number)d row. At most %(most)d are downloaded at once: filter it first.",
                "This list has %(number)d rows. At most %(most)d are downloaded at once: filter it first.",
                number,
            )
            % {"number": number, "most": conf.EXPORT_ROWS},
        )
        query = request.GET.copy()
        del query["export"]
        return redirect(f"{request.path}?{query.urlencode()}")

    def export_rows(self, rows: Any) -> Iterator[list[Any]]:
        """The headings, then the rows."""
        columns = self.get_export_columns()
        yield [capfirst(str(column.label)) for column in columns]
        if hasattr(rows, "iterator"):
            rows = rows.iterator(chunk_size=BATCH)
        for batch in _batches(rows):
            for row in self.describe(batch):
                yield [value_of(column, row) for column in columns]

    def write_csv_response(self, queryset: Any) -> Any:
        return csv_response(self.export_rows(queryset), *self.get_export_words())

    def write_xlsx_response(self, queryset: Any) -> FileResponse:
        response = super().write_xlsx_response(queryset)
        name = file_name(*self.get_export_words(), extension="xlsx")
        response["Content-Disposition"] = content_disposition_header(True, name)
        return response

    def write_xlsx(self, queryset: Any, output: Any) -> None:
        write_xlsx(self.export_rows(queryset), output)


def rows_of(view: Any, queryset: Any, kind: str) -> Iterator[list[Any]]:
    """What a list of Wagtail's own, or of a site, exports by ``list_export``: its headings, then its rows."""
    yield [view.get_heading(queryset, field) for field in view.list_export]
    for row in queryset:
        yield [
            view.custom_field_preprocess.get(field, {}).get(kind, _as_it_is)(value)
            for field, value in view.to_row_dict(row).items()
        ]


def _as_it_is(value: Any) -> Any:
    return value


def connect() -> None:
    """Let Wagtail's own lists write their files here too: they hold the titles that people propose."""
    upstream.replace_spreadsheets(
        lambda view, queryset: csv_lines(_batches(rows_of(view, queryset, view.FORMAT_CSV))),
        lambda view, queryset, output: write_xlsx(
            rows_of(view, queryset, view.FORMAT_XLSX), output
        ),
    )


def write_xlsx(rows: Iterator[list[Any]], output: Any) -> None:
    """``rows``, the headings first, as a workbook."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.freeze_panes = "A2"
    headings = next(rows)
    for place in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 24
    for row in chain([headings], rows):
        sheet.append([_cell(sheet, plain(value)) for value in row])
    workbook.save(output)


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value)
    day = "dd/mm/yyyy" if is_french() else "yyyy-mm-dd"
    if isinstance(value, str):
        cell.data_type = "s"  # whatever it begins with, also once somebody edits the cell
        cell.quotePrefix = is_armed(value)
    elif isinstance(value, datetime):
        cell.number_format = f"{day} hh:mm"
    elif isinstance(value, date):
        cell.number_format = day
    return cell
