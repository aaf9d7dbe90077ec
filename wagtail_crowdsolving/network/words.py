"""The words of organisations, territories and goals."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
