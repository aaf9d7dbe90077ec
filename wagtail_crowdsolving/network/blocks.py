"""Blocks of a page's content that every room may use: documents, organisations with their part."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from wagtail_crowdsolving.blocks import LineBlock


class DocumentBlock(blocks.StructBlock):
    """A document with the words under which the public finds it."""

    title = LineBlock(
        label=_("title"),
        max_length=160,
        help_text=_("What one finds in it: “Summary of the study, 2019”."),
    )
    document = DocumentChooserBlock(label=_("document"))

    class Meta:
        label = _("Document")
        icon = "doc-full"


class OrganisationRoleValue(blocks.StructValue):
    @property
    def role_label(self):
        """The role in the reader's language."""
        return self.block.role_labels.get(self["role"], "")


class OrganisationRoleBlock(blocks.StructBlock):
    """An organisation and what it does in a project."""

    organisation = SnippetChooserBlock("wagtail_crowdsolving.Organisation", label=_("organisation"))
    role_labels = {
        "carrier": _("Carries the project"),
        "support": _("Supports the project"),
        "funder": _("Funds the project"),
        "partner": _("Partner"),
        "need": _("Brought the need"),
    }
    role = blocks.ChoiceBlock(label=_("role"), default="partner", choices=list(role_labels.items()))

    class Meta:
        label = _("Organisation")
        icon = "group"
        value_class = OrganisationRoleValue
