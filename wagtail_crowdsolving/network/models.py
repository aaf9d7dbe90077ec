"""Who and where: organisations, themes and territories, and the fields that class a page by them."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from localflavor.fr.models import FRRNAField, FRSIRENField, FRSIRETField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from wagtail_crowdsolving.fields import TypedModelForm
from wagtail_crowdsolving.folded import Folded
from wagtail_crowdsolving.network.fields import ChoicesListField
from wagtail_crowdsolving.network.words import Approval, GovernanceRole, LegalForm, TerritoryLevel

#: By what a chooser narrows what it searches: it offers what is active, each thing once.
OFFERED_FILTERS = [
    index.FilterField("id"),
    index.FilterField("is_active"),
    index.FilterField("locale_id"),
]


class OfferedMixin(models.Model):
    """What choosers and forms offer for as long as it is active. Where it is named, it stays."""

    is_active = models.BooleanField(
        pgettext_lazy("offered", "active"),
        default=True,
        help_text=_("Not ticked: it is no longer offered, and stays where it is named."),
    )

    class Meta:
        abstract = True


class Theme(OfferedMixin, TranslatableMixin, index.Indexed, models.Model):
    """A field of action: food, housing, mobility… The site edits the list."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        help_text=_("Used in the addresses of filtered lists; the same in every language."),
    )
    description = models.TextField(_("description"), max_length=300, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    base_form_class = TypedModelForm
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("sort_order"),
        FieldPanel("is_active"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        *OFFERED_FILTERS,
    ]
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("is_active", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        # By columns: modelcluster sorts the themes of a page that is not saved yet.
        # Names alone: pages sort their themes by them in Python. Lists of choices are ``folded.in_order``.
        ordering = ["sort_order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "locale"], name="crowdsolving_theme_slug"),
        ]

    def __str__(self):
        return self.name


class Territory(OfferedMixin, TranslatableMixin, index.Indexed, models.Model):
    """A place with its official INSEE code, kept as a string ("07", "2A", "13055")."""

    name = models.CharField(_("name"), max_length=120)
    level = models.CharField(
        _("level"), max_length=20, choices=TerritoryLevel.choices, default=TerritoryLevel.COMMUNE
    )
    code = models.CharField(
        _("INSEE code"),
        max_length=9,
        validators=[RegexValidator(r"^[0-9][0-9AB][0-9]{0,7}$|^[0-9]{2,9}$")],
        help_text=_(
            "The official code, not the post code: 13055 for Marseille, 2A for Corse-du-Sud."
        ),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="children",
        help_text=_("The larger territory that this one belongs to."),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("In decimal degrees, for the map: 43.296"),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("In decimal degrees, for the map: 5.370"),
    )

    base_form_class = TypedModelForm
    panels = [
        FieldPanel("name"),
        FieldPanel("level"),
        FieldPanel("code"),
        FieldPanel("parent"),
        MultiFieldPanel([FieldPanel("latitude"), FieldPanel("longitude")], heading=_("Position")),
        FieldPanel("is_active"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("code"),
        *OFFERED_FILTERS,
        index.FilterField("level"),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in ("level", "code", "parent", "latitude", "longitude", "is_active")
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = [Folded("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "code", "locale"], name="crowdsolving_territory_code"
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.code})"

    @property
    def key(self):
        """What stands for this place in an address: "commune-13055"."""
        return f"{self.level}-{self.code}"


class Organisation(OfferedMixin, TranslatableMixin, index.Indexed, models.Model):
    """An association, a company, a public body: whoever proposes, funds, carries or supports."""

    name = models.CharField(_("name"), max_length=160)
    legal_form = models.CharField(
        _("legal form"), max_length=20, choices=LegalForm.choices, default=LegalForm.ASSOCIATION
    )
    approvals = ChoicesListField(_("approvals and labels"), choices=Approval.choices)
    description = models.TextField(
        _("description"),
        max_length=600,
        blank=True,
        help_text=_("In a few sentences, for the public."),
    )
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    territory = models.ForeignKey(
        "wagtail_crowdsolving.Territory",
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="organisations",
    )
    siren = FRSIRENField("SIREN", blank=True, help_text=_("9 digits."))
    siret = FRSIRETField("SIRET", blank=True, help_text=_("14 digits."))
    rna = FRRNAField("RNA", blank=True, help_text=_("For associations: W and 9 digits."))
    governance_role = models.CharField(
        _("role in the governance"),
        max_length=20,
        choices=GovernanceRole.choices,
        blank=True,
        help_text=_("Organisations with a role are named on the governance page."),
    )

    base_form_class = TypedModelForm
    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [FieldPanel("legal_form"), FieldPanel("approvals")], heading=_("What it is")
        ),
        FieldPanel("description"),
        FieldPanel("website"),
        FieldPanel("logo"),
        FieldPanel("territory"),
        FieldPanel("governance_role"),
        MultiFieldPanel(
            [FieldPanel("siren"), FieldPanel("siret"), FieldPanel("rna")],
            heading=_("Official numbers"),
            classname="collapsed",
        ),
        FieldPanel("is_active"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        *OFFERED_FILTERS,
        index.FilterField("legal_form"),
        index.FilterField("governance_role"),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "legal_form",
            "approvals",
            "territory",
            "siren",
            "siret",
            "rna",
            "governance_role",
            "is_active",
        )
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = [Folded("name"), "pk"]

    def __str__(self):
        return self.name


#: What stays for as long as something names it.
KEPT = (Organisation, Theme, Territory)
