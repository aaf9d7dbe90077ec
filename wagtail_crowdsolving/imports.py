"""Tables that a person sends: the one piece through which a file is read, XLSX or CSV.

Everything is bounded before it is parsed. What stands in a cell is text, a number or a date: a formula is never
evaluated, and stays the text that it is.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from wagtail_crowdsolving import conf, folding, signs
from wagtail_crowdsolving.exports import is_armed

#: What a workbook may unpack to, of how many parts, and of how many marks each; columns that are looked at, and lines,
#: empty ones included, that a table has at most.
UNPACKED, PARTS, MARKS, COLUMNS, LINES = 5 * 1024 * 1024, 500, 200_000, 50, 10_000
CELL_LENGTH = 300


def read_table(file: Any, columns: Mapping[str, Iterable[str]]) -> list[tuple[int, dict[str, Any]]]:
    """``[(number of the line, {column: value})]`` of an uploaded ``file``; the first line holds the headings.

    ``columns``: ``{name: headings}``, however they are written. Other columns are not read, empty lines left out. A value is
    a ``date`` or a text. Raises ``ValidationError`` for what is no table, too large, or lacks the first of ``columns``.
    """
    if file.size > conf.IMPORT_MAX_BYTES:
        raise ValidationError(
            _("This file is too large: %(most)s at most.")
            % {"most": signs.size(conf.IMPORT_MAX_BYTES)}
        )
    data = file.read()
    lines = _workbook_lines(data) if data.startswith(b"PK") else _csv_lines(data)
    headings = next(lines, None)
    places = _places(headings[1] if headings else [], columns)
    if next(iter(columns)) not in places:
        raise ValidationError(
            _("The first line must name the columns; one of them “%(name)s”.")
            % {"name": next(iter(columns[next(iter(columns))]))}
        )
    rows = []
    for count, (number, line) in enumerate(lines, 2):
        if count > LINES:
            raise ValidationError(
                _("This file has too many lines, empty ones included: %(most)d at most.")
                % {"most": LINES}
            )
        row = {name: line[place] if place < len(line) else "" for name, place in places.items()}
        if any(row.values()):
            rows.append((number, row))
        if len(rows) > conf.IMPORT_ROWS:
            raise ValidationError(
                _("This file has too many lines: %(most)d at most. Send it in parts.")
                % {"most": conf.IMPORT_ROWS}
            )
    return rows


def _places(headings: list[Any], columns: Mapping[str, Iterable[str]]) -> dict[str, int]:
    known = {folding.fold(one): name for name, names in columns.items() for one in names}
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if name := known.get(folding.fold(str(heading))):
            places.setdefault(name, place)
    return places


def _workbook_lines(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                raise ValidationError(_("This workbook is too large."))
            for part in parts:
                content = archive.read(part)
                if content.count(b"<") > MARKS:
                    raise ValidationError(_("This workbook is too large."))
                # Without what UTF-16 puts between the letters.
                if b"<!DOCTYPE" in content.replace(b"\0", b""):
                    raise ValidationError(_("This file cannot be read as a table."))
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=LINES + 1, max_col=COLUMNS, values_only=True)
        lines = [(number, [_value(cell) for cell in row]) for number, row in enumerate(rows, 1)]
    except ValidationError:
        raise
    except Exception as error:  # whatever openpyxl says of a broken file
        raise ValidationError(_("This file cannot be read as a table.")) from error
    yield from lines


def _csv_lines(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # as a French spreadsheet writes it
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for line in reader:
            yield reader.line_num, [_value(cell) for cell in line[:COLUMNS]]
    except csv.Error as error:
        raise ValidationError(_("This file cannot be read as a table.")) from error


def _value(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = "" if cell is None else signs.clean(str(cell)[:CELL_LENGTH]).strip()
    # As the exporter disarms a text.
    return text[1:] if text.startswith("'") and is_armed(text[1:]) else text


def read_day(value: Any) -> date | None:
    """The day of a cell: as the spreadsheet has it, as French is written, or ISO 8601; ``None`` for nothing.

    Raises ``ValueError``.
    """
    if not value or isinstance(value, date):
        return value or None
    if "/" in value:
        day, month, year = value.split("/")
        try:
            return date(int(year), int(month), int(day))
        except OverflowError as error:
            raise ValueError(value) from error
    return date.fromisoformat(value)
