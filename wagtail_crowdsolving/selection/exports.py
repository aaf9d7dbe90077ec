"""Spreadsheets that a person downloads: what was typed by others never runs as a formula."""

from wagtail.admin.views.mixins import SpreadsheetExportMixin

#: What a spreadsheet program may take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def disarm(value):
    """The text as a spreadsheet shows it, and no formula: an apostrophe before what could be one."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


class SafeExportMixin(SpreadsheetExportMixin):
    """XLSX cells are typed as text by Wagtail already; a CSV file has no types."""

    def preprocess_field_value(self, field, value, export_format):
        value = super().preprocess_field_value(field, value, export_format)
        return disarm(value) if export_format == self.FORMAT_CSV else value
