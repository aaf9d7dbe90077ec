"""A table of members is sent, rehearsed, and then imported as a whole, in the Wagtail admin."""

from collections import Counter

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.imports import read_table
from wagtail_crowdsolving.selection import actions, rules
from wagtail_crowdsolving.selection.admin.access import TEMPLATES
from wagtail_crowdsolving.selection.admin.committee_pages import CommitteeMixin
from wagtail_crowdsolving.selection.forms import RoundForm
from wagtail_crowdsolving.selection.importing import COLUMNS, Act, rehearse

#: How long a rehearsal can be confirmed, in seconds.
MAX_AGE = 3600


class ImportForm(RoundForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=gettext_lazy(
            "XLSX or CSV. The first line names the columns, in French or in English: E-mail, and as you like Role, "
            "Organisation, From, Until. A column that the file does not have, or an empty cell, changes nothing of a "
            "member; a dash takes away an organisation or a day."
        ),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def clean_file(self):
        rows = read_table(self.cleaned_data["file"], COLUMNS)
        if not rows:
            raise ValidationError(_("No line follows the headings."))
        return rows


class ImportMembersView(CommitteeMixin, FormView):
    """First what each line would do; nothing is written before that is confirmed."""

    template_name = f"{TEMPLATES}/import.html"
    page_title = gettext_lazy("Import members")
    form_class = ImportForm

    def dispatch(self, request, *args, **kwargs):
        if not rules.can_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def salt(self):
        return f"crowdsolving-import-{self.committee.pk}-{self.request.user.pk}"

    def post(self, request, *args, **kwargs):
        if "confirmed" not in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            rows, promised = signing.loads(
                request.POST["confirmed"], salt=self.salt, max_age=MAX_AGE
            )
        except signing.BadSignature:
            messages.error(request, _("This rehearsal is too old: send the file again."))
            return redirect(request.path)
        with doors.asked(request=request) as answer:
            lines = actions.import_members(
                committee=self.committee, by=request.user, rows=rows, promised=promised
            )
        if not answer.is_done:
            return redirect(request.path)
        messages.success(request, ", ".join(_labelled(*one) for one in _counted(lines)))
        return redirect(self.address("members"))

    def form_valid(self, form):
        rows = form.cleaned_data["file"]
        lines = rehearse(self.committee, rows)
        packed = [
            (number, {name: str(value) for name, value in row.items()}) for number, row in rows
        ]
        return self.render_to_response(
            self.get_context_data(
                form=self.form_class(),
                lines=lines,
                counted=_counted(lines),
                can_confirm=all(line.act != Act.WRONG for line in lines),
                confirmed=signing.dumps(
                    [packed, [line.promise for line in lines]], salt=self.salt, compress=True
                ),
            )
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(next_url=self.address("members"), **kwargs)


def _labelled(label, text):
    return _("%(label)s: %(text)s") % {"label": label, "text": text}


def _counted(lines):
    """``[(what becomes of them, how many)]``."""
    numbers = Counter(line.act for line in lines)
    return [(act.label, numbers[act]) for act in Act if numbers[act]]


urlpatterns = [
    path("<int:committee>/members/import/", ImportMembersView.as_view(), name="import_members"),
]
