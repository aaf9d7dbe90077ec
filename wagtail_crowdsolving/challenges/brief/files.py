"""The pictures and documents beside a brief."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions import attachments
from wagtail_crowdsolving.contributions.forms import AttachmentsWidget


class FilesWidget(AttachmentsWidget):
    address = "wagtail_crowdsolving:proposal_file"
    most = "ATTACHMENTS_PER_PROPOSAL"


class FilesForm(forms.Form):
    """The files of a proposal, beside the form of a step: what it has, and room for more."""

    attachments = forms.Field(label=_("Pictures and documents"), required=False, widget=FilesWidget)

    def __init__(self, *args, files, **kwargs):
        super().__init__(*args, **kwargs)
        self.show(files)
        if conf.ATTACHMENTS_PER_PROPOSAL:
            self.fields["attachments"].help_text = format_lazy(
                "{} {}",
                _("The team and the committee read them; nothing is published by itself."),
                attachments.limits(conf.ATTACHMENTS_PER_PROPOSAL),
            )
        else:
            del self.fields["attachments"]

    def show(self, files):
        """List ``files`` as those that the proposal has."""
        if "attachments" in self.fields:
            self.fields["attachments"].widget.files = list(files)

    def given(self):
        """What was posted, as the door takes it; ``None`` where there is nothing."""
        given = self["attachments"].data if self.is_bound and self.fields else None
        return given and {
            "attachments": given.uploads(),
            "described": given.kept,
            "remove_attachments": given.removed,
        }
