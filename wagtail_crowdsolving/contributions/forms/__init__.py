"""What people fill in. The doors judge it: the forms only carry it there and back."""

from wagtail_crowdsolving.contributions.forms.redress import AppealForm, NoticeForm
from wagtail_crowdsolving.contributions.forms.texts import (
    AttachmentsWidget,
    ContributionForm,
    EditForm,
    NewContributionForm,
    make_stamp,
    read_stamp,
    target_of,
)

__all__ = [
    "AppealForm",
    "AttachmentsWidget",
    "ContributionForm",
    "EditForm",
    "NewContributionForm",
    "NoticeForm",
    "make_stamp",
    "read_stamp",
    "target_of",
]
