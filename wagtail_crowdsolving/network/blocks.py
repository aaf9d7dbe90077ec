from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class DocumentBlock(blocks.StructBlock):
    """A document with the words under which the public finds it."""

    title = blocks.CharBlock(
        label=_("title"), max_length=160, help_text=_("What one finds in it: “Summary of the study, 2019”.")
    )
    document = DocumentChooserBlock(label=_("document"))

    class Meta:
        label = _("Document")
        icon = "doc-full"


class OrganisationRoleBlock(blocks.StructBlock):
    """An organisation and what it does in a project."""

    organisation = SnippetChooserBlock("wagtail_crowdsolving.Organisation", label=_("organisation"))
    role = blocks.ChoiceBlock(
        label=_("role"),
        default="partner",
        choices=[
            ("carrier", _("Carries the project")),
            ("support", _("Supports the project")),
            ("funder", _("Funds the project")),
            ("partner", _("Partner")),
            ("need", _("Brought the need")),
        ],
    )

    class Meta:
        label = _("Organisation")
        icon = "group"
