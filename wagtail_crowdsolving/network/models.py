"""Who and where: organisations, themes and territories, and the fields that class a page by them."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from localflavor.fr.models import FRRNAField, FRSIRENField, FRSIRETField
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import PageViewRestriction, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from wagtail_crowdsolving.network.blocks import DocumentBlock
from wagtail_crowdsolving.network.editing import ClassifiedEditForm
from wagtail_crowdsolving.network.fields import ChoicesListField


class LegalForm(models.TextChoices):
    ASSOCIATION = "association", _("Association")
    SCOP = "scop", _("Workers' cooperative (SCOP)")
    SCIC = "scic", _("Cooperative of collective interest (SCIC)")
    CAE = "cae", _("Business and employment cooperative (CAE)")
    MUTUAL = "mutual", _("Mutual society")
    FOUNDATION = "foundation", _("Foundation")
    SOCIAL_COMPANY = "social_company", _("Company of the social economy")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    INTERCOMMUNAL = "intercommunal", _("Grouping of communes (EPCI)")
    PUBLIC_BODY = "public_body", _("Public body")
    SOCIAL_LANDLORD = "social_landlord", _("Social landlord")
    COMPANY = "company", _("Company")
    INFORMAL = "informal", _("Informal group")
    PERSON = "person", _("Person")


class Approval(models.TextChoices):
    """Approvals and labels: another thing than the legal form."""

    ESUS = "esus", _("ESUS approval")
    ACI = "aci", _("Integration workshop (ACI)")
    EI = "ei", _("Integration enterprise (EI)")
    AI = "ai", _("Intermediary association (AI)")
    ETTI = "etti", _("Temporary-work integration enterprise (ETTI)")
    EA = "ea", _("Adapted enterprise (EA)")
    ESAT = "esat", _("Work-based support establishment (ESAT)")
    PTCE = "ptce", _("Territorial cluster for economic cooperation (PTCE)")
    THIRD_PLACE = "third_place", _("Third place")


class GovernanceRole(models.TextChoices):
    CARRIER = "carrier", _("Carrier")
    FOUNDER = "founder", _("Founder")
    MEMBER = "member", _("Governance member")
    FUNDER = "funder", _("Funder")
    TECHNICAL_PARTNER = "technical_partner", _("Technical partner")
    OPERATOR = "operator", _("Operator")

    def heading(self, number):
        """What stands above ``number`` organisations with this role."""
        return self.label if number == 1 else _GOVERNANCE_PLURALS[self]


_GOVERNANCE_PLURALS = {
    GovernanceRole.CARRIER: _("Carriers"),
    GovernanceRole.FOUNDER: _("Founders"),
    GovernanceRole.MEMBER: _("Governance members"),
    GovernanceRole.FUNDER: _("Funders"),
    GovernanceRole.TECHNICAL_PARTNER: _("Technical partners"),
    GovernanceRole.OPERATOR: _("Operators"),
}


class TerritoryLevel(models.TextChoices):
    COMMUNE = "commune", _("Commune")
    EPCI = "epci", _("Grouping of communes (EPCI)")
    DEPARTMENT = "department", _("Department")
    REGION = "region", _("Region")


class TerritoryKind(models.TextChoices):
    PRIORITY_DISTRICT = "priority_district", _("Priority district")
    URBAN = "urban", _("Urban")
    PERI_URBAN = "peri_urban", _("Peri-urban")
    RURAL = "rural", _("Rural")


class Goal(models.IntegerChoices):
    """The 17 Sustainable Development Goals of the United Nations (resolution A/RES/70/1)."""

    POVERTY = 1, _("No poverty")
    HUNGER = 2, _("Zero hunger")
    HEALTH = 3, _("Good health and well-being")
    EDUCATION = 4, _("Quality education")
    GENDER = 5, _("Gender equality")
    WATER = 6, _("Clean water and sanitation")
    ENERGY = 7, _("Affordable and clean energy")
    WORK = 8, _("Decent work and economic growth")
    INDUSTRY = 9, _("Industry, innovation and infrastructure")
    INEQUALITIES = 10, _("Reduced inequalities")
    CITIES = 11, _("Sustainable cities and communities")
    CONSUMPTION = 12, _("Responsible consumption and production")
    CLIMATE = 13, _("Climate action")
    OCEANS = 14, _("Life below water")
    LAND = 15, _("Life on land")
    PEACE = 16, _("Peace, justice and strong institutions")
    PARTNERSHIPS = 17, _("Partnerships for the goals")


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
        index.FilterField("locale_id"),
    ]
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("is_active", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
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
        index.FilterField("locale_id"),
        index.FilterField("level"),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in ("level", "code", "parent", "latitude", "longitude", "is_active")
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["name"]
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
        index.FilterField("locale_id"),
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
        ordering = ["name"]

    def __str__(self):
        return self.name


class RestrictedInOneQueryMixin:
    """Wagtail's own view restrictions of a page, found by one query instead of two.

    By none where ``queries.may_be_restricted`` came with the page and says no.
    """

    def get_view_restrictions(self):
        if not getattr(self, "may_be_restricted", True):
            return PageViewRestriction.objects.none()
        step = self.steplen
        paths = [self.path[:end] for end in range(step, len(self.path) + 1, step)]
        # An alias, of whatever depth of aliases, is restricted as the page that it shows.
        sources = Q(page__path__in=paths, page__alias_of=None)
        sources |= Q(page__aliases__path__in=paths, page__alias_of=None)
        sources |= Q(page__aliases__aliases__path__in=paths, page__alias_of=None)
        return PageViewRestriction.objects.filter(sources).distinct()


class ClassifiedMixin(RestrictedInOneQueryMixin, models.Model):
    """What a page is about and where: for every page type that lists filter."""

    themes = ParentalManyToManyField(
        "wagtail_crowdsolving.Theme", verbose_name=_("themes"), blank=True, related_name="+"
    )
    goals = ChoicesListField(
        _("Sustainable Development Goals"),
        choices=Goal.choices,
        help_text=_("Only those to which the page contributes directly: three at most read well."),
    )
    territory = models.ForeignKey(
        "wagtail_crowdsolving.Territory",
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    territory_kind = models.CharField(
        _("kind of territory"), max_length=20, choices=TerritoryKind.choices, blank=True
    )
    picture = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Shown in lists and at the top of the page. Landscape, at least 1200 pixels wide."
        ),
    )
    documents = StreamField(
        [("document", DocumentBlock())], verbose_name=_("documents"), blank=True, collapsed=True
    )

    base_form_class = ClassifiedEditForm
    classification_panels = [
        FieldPanel("themes", widget=CheckboxSelectMultiple),
        FieldPanel("goals"),
        FieldPanel("territory"),
        FieldPanel("territory_kind"),
    ]
    classification_search_fields = [
        index.FilterField("territory_id"),
        index.FilterField("territory_kind"),
        index.RelatedFields("territory", [index.SearchField("name")]),
        index.RelatedFields("themes", [index.SearchField("name")]),
    ]
    classification_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in ("themes", "goals", "territory", "territory_kind")
    ]

    class Meta:
        abstract = True

    def get_themes(self):
        """``[{"slug", "name"}]`` in the page's own language, in the order of the site.

        No query where the page comes from ``network.queries.with_themes``, two otherwise.
        """
        rows = getattr(self, "theme_rows", None)
        if rows is None:
            tied = list(self.themes.all())
            rows = [
                {
                    "slug": theme.slug,
                    "name": theme.name,
                    "locale_id": theme.locale_id,
                    "sort_order": theme.sort_order,
                }
                for theme in [
                    *tied,
                    *Theme.objects.filter(
                        locale_id=self.locale_id,
                        translation_key__in=[theme.translation_key for theme in tied],
                    ),
                ]
            ]
        found = {}
        for row in sorted(rows, key=lambda row: row["locale_id"] != self.locale_id):
            found.setdefault(row["slug"], row)
        return sorted(found.values(), key=lambda row: (row["sort_order"], row["name"]))

    def get_territory_name(self):
        """The name of the territory, in the page's own language where a list or a route found it."""
        if self.territory_id is None:
            return ""
        return getattr(self, "territory_name", None) or self.territory.name

    def get_goals(self):
        """``(number, label)`` of each goal, in the official order."""
        return [(goal.value, goal.label) for goal in Goal if goal.value in (self.goals or [])]
